import { describe, expect, test } from "vitest";
import { verifyConsistency, verifySubtreeConsistency } from "./consistency-proof.ts";
import { portableHasher } from "./hashing.ts";
import { verifyInclusion } from "./inclusion-proof.ts";
import { isSubtree } from "./subtree.ts";
import {
  bytesOf,
  type MerkleVector,
  merkleVectors,
  merkleVectorsOf,
  pathOf,
  whenPresent,
} from "./testing/public-vectors.ts";

const { skip, note } = whenPresent(merkleVectors);

describe.skipIf(skip)(`the transparency-dev Merkle vectors${note}`, () => {
  test("all 98 inclusion proofs are judged as published", () => {
    expectVerdicts("inclusion", 98, (vector) =>
      verifyInclusion(
        {
          leafIndex: Number(vector["leafIdx"]),
          treeSize: Number(vector["treeSize"]),
          leafHash: bytesOf(vector["leafHash"]),
          root: bytesOf(vector["root"]),
          path: pathOf(vector["proof"]),
        },
        portableHasher,
      ),
    );
  });

  test("all 98 consistency proofs are judged as published", () => {
    expectVerdicts("consistency", 98, (vector) =>
      verifyConsistency(
        {
          oldSize: Number(vector["size1"]),
          newSize: Number(vector["size2"]),
          oldRoot: bytesOf(vector["root1"]),
          newRoot: bytesOf(vector["root2"]),
          path: pathOf(vector["proof"]),
        },
        portableHasher,
      ),
    );
  });

  test("all subtree inclusion proofs are judged as published", () => {
    expectVerdicts("subtreeinclusion", 204, (vector) => {
      const start = Number(vector["start"] ?? 0);
      const end = Number(vector["end"] ?? vector["treeSize"]);
      if (!isSubtree({ start, end })) return false;
      return verifyInclusion(
        {
          leafIndex: Number(vector["leafIdx"]) - start,
          treeSize: end - start,
          leafHash: bytesOf(vector["leafHash"]),
          root: bytesOf(vector["root"]),
          path: pathOf(vector["proof"]),
        },
        portableHasher,
      );
    });
  });

  test("all subtree consistency proofs are judged as published, but for the empty subtrees", () => {
    const vectors = merkleVectorsOf("subtreeconsistency");
    expect(vectors).toHaveLength(118);
    const nonEmpty = vectors.filter((vector) => vector["start"] !== vector["end"]);
    expect(misjudged(nonEmpty, isConsistentSubtree)).toEqual([]);
  });

  test("an empty subtree is refused, also in the 6 vectors where the publisher accepts it", () => {
    const empty = merkleVectorsOf("subtreeconsistency").filter((vector) => vector["start"] === vector["end"]);
    expect(empty.filter((vector) => !vector.wantErr)).toHaveLength(6);
    expect(empty.filter(isConsistentSubtree)).toEqual([]);
  });
});

function isConsistentSubtree(vector: MerkleVector): boolean {
  return verifySubtreeConsistency(
    {
      subtree: { start: Number(vector["start"]), end: Number(vector["end"]) },
      treeSize: Number(vector["size"]),
      subtreeRoot: bytesOf(vector["root1"]),
      root: bytesOf(vector["root2"]),
      path: pathOf(vector["proof"]),
    },
    portableHasher,
  );
}

function expectVerdicts(kind: string, count: number, verify: (vector: MerkleVector) => boolean): void {
  const vectors = merkleVectorsOf(kind);
  expect(vectors).toHaveLength(count);
  expect(misjudged(vectors, verify)).toEqual([]);
}

function misjudged(vectors: readonly MerkleVector[], verify: (vector: MerkleVector) => boolean): readonly string[] {
  return vectors.filter((vector) => verify(vector) === vector.wantErr).map(({ file }) => file);
}
