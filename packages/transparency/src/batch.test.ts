import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BatchProof,
  batchLeafOf,
  decodeBatchLeaf,
  encodeBatchLeaf,
  subtreePath,
  verifyBatchProof,
} from "./batch.ts";
import { rootOf } from "./hashing.ts";
import { inclusionPath } from "./inclusion-proof.ts";
import { entriesUpTo } from "./testing/memory-log.ts";
import { nodeHasher } from "./testing/node-hasher.ts";

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const leaves = fc.record({
  kind: fc.integer({ min: 1, max: 0xffff }),
  timeMs: fc.maxSafeNat(),
  count: fc.integer({ min: 1, max: 0xffff_ffff }),
  subtreeRoot: hash,
});

describe("a batch leaf", () => {
  test("reads back as it was written", () => {
    fc.assert(
      fc.property(leaves, (value) => {
        expect(decodeBatchLeaf(encodeBatchLeaf(value))).toEqual({ ok: true, value });
      }),
    );
  });

  test("has one encoding: bytes that decode encode to themselves", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 46, maxLength: 46 }), (rest) => {
        const entry = Uint8Array.of(1, ...rest);
        const leaf = decodeBatchLeaf(entry);
        if (leaf.ok) expect(encodeBatchLeaf(leaf.value)).toEqual(entry);
      }),
    );
  });

  test("is refused at every prefix, with bytes behind it, and in another version", () => {
    const entry = encodeBatchLeaf({ kind: 1, timeMs: 2, count: 3, subtreeRoot: new Uint8Array(32) });
    for (let length = 0; length < entry.length; length++)
      expect(decodeBatchLeaf(entry.subarray(0, length)).ok, `prefix ${length}`).toBe(false);
    expect(decodeBatchLeaf(Uint8Array.of(...entry, 0)).ok).toBe(false);
    expect(decodeBatchLeaf(entry.with(0, 0)).ok).toBe(false);
    expect(decodeBatchLeaf(entry.with(0, 2)).ok).toBe(false);
  });

  test("has a kind, at least one commitment, and a time that a number holds exactly", () => {
    const leaf = { kind: 1, timeMs: 2, count: 3, subtreeRoot: new Uint8Array(32) };
    for (const wrong of [
      { kind: 0 },
      { kind: 0x1_0000 },
      { count: 0 },
      { count: 2 ** 32 },
      { timeMs: -1 },
      { timeMs: 0.5 },
    ])
      expect(() => encodeBatchLeaf({ ...leaf, ...wrong })).toThrow(RangeError);
    const entry = encodeBatchLeaf({ ...leaf, timeMs: Number.MAX_SAFE_INTEGER });
    expect(decodeBatchLeaf(entry.with(4, 0x20)).ok).toBe(false);
    expect(decodeBatchLeaf(entry.with(2, 0)).ok).toBe(false);
    expect(decodeBatchLeaf(entry.with(14, 0)).ok).toBe(false);
  });

  test("is made over at least one commitment, each of 32 bytes", () => {
    expect(() => batchLeafOf({ kind: 1, timeMs: 2, commitments: [] }, nodeHasher)).toThrow(RangeError);
    const commitments = [new Uint8Array(31)];
    expect(() => batchLeafOf({ kind: 1, timeMs: 2, commitments }, nodeHasher)).toThrow(RangeError);
  });
});

describe("a proof of a commitment in the log", () => {
  const commitments = entriesUpTo(100).map(nodeHasher.sha256);
  const leaf = batchLeafOf({ kind: 40, timeMs: 1_700_000_000_000, commitments }, nodeHasher);
  const entries = [...entriesUpTo(20), encodeBatchLeaf(leaf), ...entriesUpTo(30)];
  const leafHashes = entries.map((entry) => nodeHasher.leafHash(entry));
  const head = { size: entries.length, root: rootOf(leafHashes, nodeHasher) };
  const deps = { head, hasher: nodeHasher };

  function proofAt(position: number): BatchProof {
    return {
      leafEntry: encodeBatchLeaf(leaf),
      position,
      subtreePath: subtreePath(commitments, position, nodeHasher),
      leafIndex: 20,
      inclusionPath: inclusionPath(leafHashes, 20, nodeHasher),
    };
  }

  test("verifies for every position and tells the leaf", () => {
    for (const [position, commitment] of commitments.entries())
      expect(verifyBatchProof(commitment, proofAt(position), deps)).toEqual({ ok: true, value: leaf });
  });

  test("is refused for another commitment, position, leaf or tree", () => {
    const commitment = commitments[7] ?? new Uint8Array();
    const proof = proofAt(7);
    const refusals = [
      verifyBatchProof(nodeHasher.sha256(commitment), proof, deps),
      verifyBatchProof(commitment, { ...proof, position: 8 }, deps),
      verifyBatchProof(commitment, { ...proof, subtreePath: proof.subtreePath.slice(1) }, deps),
      verifyBatchProof(commitment, { ...proof, leafIndex: 21 }, deps),
      verifyBatchProof(commitment, { ...proof, inclusionPath: proof.inclusionPath.slice(1) }, deps),
      verifyBatchProof(commitment, { ...proof, leafEntry: encodeBatchLeaf({ ...leaf, timeMs: 1 }) }, deps),
      verifyBatchProof(commitment, proof, { ...deps, head: { ...head, size: 20 } }),
      verifyBatchProof(commitment, proof, { ...deps, head: { ...head, root: head.root.with(0, 1) } }),
      verifyBatchProof(commitment, { ...proof, leafEntry: new Uint8Array(47) }, deps),
    ].map((verdict) => (verdict.ok ? "accepted" : verdict.refusal));
    expect(refusals).toEqual([
      "not in the batch",
      "not in the batch",
      "not in the batch",
      "not in the log",
      "not in the log",
      "not in the log",
      "not in the log",
      "not in the log",
      "malformed leaf",
    ]);
  });

  test("is refused with any bit of any of its hashes flipped", () => {
    const proof = proofAt(63);
    const commitment = commitments[63] ?? new Uint8Array();
    const flip = (path: readonly Uint8Array[], at: number, bit: number) =>
      path.map((bytes, index) =>
        index === at ? bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))) : bytes,
      );
    fc.assert(
      fc.property(fc.nat(255), fc.nat(), (bit, at) => {
        const batch = { ...proof, subtreePath: flip(proof.subtreePath, at % proof.subtreePath.length, bit) };
        const log = { ...proof, inclusionPath: flip(proof.inclusionPath, at % proof.inclusionPath.length, bit) };
        expect(verifyBatchProof(commitment, batch, deps).ok).toBe(false);
        expect(verifyBatchProof(commitment, log, deps).ok).toBe(false);
        expect(verifyBatchProof(flip([commitment], 0, bit)[0] ?? commitment, proof, deps).ok).toBe(false);
      }),
    );
  });

  test("takes no inner node of the batch for a commitment", () => {
    // The children of a node, 64 bytes, hash as a leaf to something else than the node.
    const [left, right] = commitments.map((commitment) => nodeHasher.leafHash(commitment));
    const children = Uint8Array.of(...(left ?? []), ...(right ?? []));
    const upwards = { ...proofAt(0), subtreePath: proofAt(0).subtreePath.slice(1) };
    expect(verifyBatchProof(children, upwards, deps)).toEqual({ ok: false, refusal: "not in the batch" });
  });
});
