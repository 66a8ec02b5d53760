import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { consistencyPath, verifyConsistency } from "./consistency-proof.ts";
import { HASH_BYTES, portableHasher, rootOf } from "./hashing.ts";
import { inclusionPath, verifyInclusion } from "./inclusion-proof.ts";
import { nodeHasher } from "./testing/node-hasher.ts";

const leafHashes = Array.from({ length: 600 }, (_, index) =>
  nodeHasher.leafHash(Uint8Array.of(index >> 8, index & 255)),
);

/** A tree's size and the index of one of its leaves. */
const leafInTree = fc
  .integer({ min: 1, max: leafHashes.length })
  .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })));

/** A new and an old size, the old one no larger. */
const growth = leafInTree.map(([newSize, index]) => [newSize, index + 1] as const);

function inclusionClaim(treeSize: number, leafIndex: number) {
  const leaves = leafHashes.slice(0, treeSize);
  const leafHash = leaves[leafIndex] ?? new Uint8Array();
  const path = inclusionPath(leaves, leafIndex, nodeHasher);
  return { leafIndex, treeSize, leafHash, root: rootOf(leaves, nodeHasher), path };
}

function consistencyClaim(newSize: number, oldSize: number) {
  const leaves = leafHashes.slice(0, newSize);
  const path = consistencyPath(leaves, oldSize, nodeHasher);
  const oldRoot = rootOf(leaves.slice(0, oldSize), nodeHasher);
  return { oldSize, newSize, oldRoot, newRoot: rootOf(leaves, nodeHasher), path };
}

function withFlippedBit(path: readonly Uint8Array[], bit: number): readonly Uint8Array[] {
  const flipped = path.map((hash) => hash.slice());
  const hash = flipped[Math.floor(bit / (8 * HASH_BYTES)) % flipped.length];
  const byte = Math.floor(bit / 8) % HASH_BYTES;
  if (hash !== undefined) hash[byte] = (hash[byte] ?? 0) ^ (1 << (bit % 8));
  return flipped;
}

describe("an inclusion proof", () => {
  test("of any leaf in a tree of any size verifies", () => {
    fc.assert(fc.property(leafInTree, ([size, index]) => verifyInclusion(inclusionClaim(size, index), nodeHasher)));
  });

  test("is refused with any bit of its path flipped", () => {
    fc.assert(
      fc.property(leafInTree, fc.nat(), ([size, index], bit) => {
        const claim = inclusionClaim(size, index);
        fc.pre(claim.path.length > 0);
        return !verifyInclusion({ ...claim, path: withFlippedBit(claim.path, bit) }, nodeHasher);
      }),
    );
  });

  test("is refused when it is too short, too long, or for another index", () => {
    fc.assert(
      fc.property(leafInTree, fc.nat(), ([size, index], other) => {
        const claim = inclusionClaim(size, index);
        fc.pre(other % size !== index);
        expect(verifyInclusion({ ...claim, path: claim.path.slice(1) }, nodeHasher)).toBe(false);
        expect(verifyInclusion({ ...claim, path: claim.path.slice(0, -1) }, nodeHasher)).toBe(false);
        expect(verifyInclusion({ ...claim, path: [...claim.path, claim.leafHash] }, nodeHasher)).toBe(false);
        expect(verifyInclusion({ ...claim, leafIndex: other % size }, nodeHasher)).toBe(false);
      }),
    );
  });

  test("is refused for numbers that are no index or no size", () => {
    const claim = inclusionClaim(5, 2);
    for (const leafIndex of [-1, 2.5, 5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(verifyInclusion({ ...claim, leafIndex }, nodeHasher)).toBe(false);
    for (const treeSize of [-5, 0, 5.5, Number.NaN, 2 ** 53])
      expect(verifyInclusion({ ...claim, treeSize }, nodeHasher)).toBe(false);
  });
});

describe("a consistency proof", () => {
  test("between any two sizes verifies", () => {
    fc.assert(
      fc.property(growth, ([newSize, oldSize]) => verifyConsistency(consistencyClaim(newSize, oldSize), nodeHasher)),
    );
  });

  test("is refused with any bit of its path flipped", () => {
    fc.assert(
      fc.property(growth, fc.nat(), ([newSize, oldSize], bit) => {
        const claim = consistencyClaim(newSize, oldSize);
        fc.pre(claim.path.length > 0);
        return !verifyConsistency({ ...claim, path: withFlippedBit(claim.path, bit) }, nodeHasher);
      }),
    );
  });

  test("is refused when it is too short, too long, or for other roots", () => {
    fc.assert(
      fc.property(growth, ([newSize, oldSize]) => {
        fc.pre(oldSize < newSize);
        const claim = consistencyClaim(newSize, oldSize);
        expect(verifyConsistency({ ...claim, path: claim.path.slice(1) }, nodeHasher)).toBe(false);
        expect(verifyConsistency({ ...claim, path: claim.path.slice(0, -1) }, nodeHasher)).toBe(false);
        expect(verifyConsistency({ ...claim, path: [...claim.path, claim.oldRoot] }, nodeHasher)).toBe(false);
        expect(verifyConsistency({ ...claim, oldRoot: claim.newRoot }, nodeHasher)).toBe(false);
        expect(verifyConsistency({ ...claim, newRoot: claim.oldRoot }, nodeHasher)).toBe(false);
      }),
    );
  });

  test("from the empty tree is refused, because it would prove nothing", () => {
    const claim = {
      oldSize: 0,
      newSize: 5,
      oldRoot: rootOf([], nodeHasher),
      newRoot: new Uint8Array(HASH_BYTES),
      path: [],
    };
    expect(verifyConsistency(claim, nodeHasher)).toBe(false);
    expect(verifyConsistency({ ...claim, newSize: 0, newRoot: claim.oldRoot }, nodeHasher)).toBe(false);
  });
});

test("the portable hasher and the platform's agree", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (entry) => {
      const leaf = nodeHasher.leafHash(entry);
      expect(portableHasher.leafHash(entry)).toEqual(new Uint8Array(leaf));
      expect(portableHasher.nodeHash(leaf, leaf)).toEqual(new Uint8Array(nodeHasher.nodeHash(leaf, leaf)));
    }),
  );
});
