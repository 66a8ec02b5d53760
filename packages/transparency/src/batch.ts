/**
 * Warbler's leaf: one log entry for the facts of one group commit. It names their kind, time and number in the open and
 * commits to them by the root of a small tree over their salted commitments. A fact that stands alone is a batch of one.
 */
import { viewOf } from "./bytes.ts";
import type { TreeHead } from "./checkpoint.ts";
import { HASH_BYTES, type Hasher, isHash, rootOf } from "./hashing.ts";
import { inclusionPath, verifyInclusion } from "./inclusion-proof.ts";
import { accepted, type Result, refused } from "./result.ts";

export interface BatchLeaf {
  /** The code of the fact kind in `@warbler/protocol`, or of `batch` where kinds are mixed; 1 to 65,535. */
  readonly kind: number;
  readonly timeMs: number;
  /** How many commitments the subtree has, at least 1. */
  readonly count: number;
  /** RFC 6962 root over the commitments as entries. */
  readonly subtreeRoot: Uint8Array;
}

/** From a commitment to a checkpoint in two short paths. */
export interface BatchProof {
  readonly leafEntry: Uint8Array;
  /** Of the commitment among those of its batch. */
  readonly position: number;
  readonly subtreePath: readonly Uint8Array[];
  readonly leafIndex: number;
  readonly inclusionPath: readonly Uint8Array[];
}

export type BatchProofRefusal = "malformed leaf" | "not in the batch" | "not in the log";

// Layout: version (1) | kind (2) | timeMs (8) | count (4) | subtreeRoot (32), integers big-endian.
const VERSION = 1;
const KIND_AT = 1;
const TIME_AT = 3;
const COUNT_AT = 11;
const ROOT_AT = 15;
export const BATCH_LEAF_BYTES = ROOT_AT + HASH_BYTES;
const MAX_KIND = 0xffff;
const MAX_COUNT = 0xffff_ffff;

/** The leaf over at least one commitment, in the order in which they are to be proven. */
export function batchLeafOf(
  batch: { readonly kind: number; readonly timeMs: number; readonly commitments: readonly Uint8Array[] },
  hasher: Hasher,
): BatchLeaf {
  const { kind, timeMs, commitments } = batch;
  const subtreeRoot = rootOf(commitmentHashes(commitments, hasher), hasher);
  return { kind, timeMs, count: commitments.length, subtreeRoot };
}

/** The path from a commitment to its leaf's `subtreeRoot`. */
export function subtreePath(
  commitments: readonly Uint8Array[],
  position: number,
  hasher: Hasher,
): readonly Uint8Array[] {
  return inclusionPath(commitmentHashes(commitments, hasher), position, hasher);
}

export function encodeBatchLeaf(leaf: BatchLeaf): Uint8Array {
  if (!isBatchLeaf(leaf))
    throw new RangeError(
      `expected a leaf with kind, time, count and root in range, got kind ${leaf.kind}, count ${leaf.count}`,
    );
  const entry = new Uint8Array(BATCH_LEAF_BYTES);
  const view = viewOf(entry);
  view.setUint8(0, VERSION);
  view.setUint16(KIND_AT, leaf.kind);
  view.setBigUint64(TIME_AT, BigInt(leaf.timeMs));
  view.setUint32(COUNT_AT, leaf.count);
  entry.set(leaf.subtreeRoot, ROOT_AT);
  return entry;
}

/** Every leaf has exactly one encoding, and every other sequence of bytes is refused. */
export function decodeBatchLeaf(entry: Uint8Array): Result<BatchLeaf, "malformed leaf"> {
  if (entry.length !== BATCH_LEAF_BYTES || entry[0] !== VERSION) return refused("malformed leaf");
  const view = viewOf(entry);
  const leaf = {
    kind: view.getUint16(KIND_AT),
    timeMs: Number(view.getBigUint64(TIME_AT)),
    count: view.getUint32(COUNT_AT),
    subtreeRoot: entry.slice(ROOT_AT),
  };
  return isBatchLeaf(leaf) ? accepted(leaf) : refused("malformed leaf");
}

/** What the log says of a commitment: the leaf that holds it, in the tree of `head`, which the caller trusts. */
export function verifyBatchProof(
  commitment: Uint8Array,
  proof: BatchProof,
  { head, hasher }: { readonly head: TreeHead; readonly hasher: Hasher },
): Result<BatchLeaf, BatchProofRefusal> {
  const leaf = decodeBatchLeaf(proof.leafEntry);
  if (!leaf.ok) return leaf;
  const inBatch = {
    leafIndex: proof.position,
    treeSize: leaf.value.count,
    leafHash: hasher.leafHash(commitment),
    root: leaf.value.subtreeRoot,
    path: proof.subtreePath,
  };
  // An entry of another length is no commitment, even where a crafted leaf has it in its subtree.
  if (!isHash(commitment) || !verifyInclusion(inBatch, hasher)) return refused("not in the batch");
  const inLog = {
    leafIndex: proof.leafIndex,
    treeSize: head.size,
    leafHash: hasher.leafHash(proof.leafEntry),
    root: head.root,
    path: proof.inclusionPath,
  };
  return verifyInclusion(inLog, hasher) ? leaf : refused("not in the log");
}

function commitmentHashes(commitments: readonly Uint8Array[], hasher: Hasher): readonly Uint8Array[] {
  if (commitments.length === 0 || !commitments.every(isHash))
    throw new RangeError(`expected at least one commitment, each of ${HASH_BYTES} bytes, got ${commitments.length}`);
  return commitments.map((commitment) => hasher.leafHash(commitment));
}

function isBatchLeaf({ kind, timeMs, count, subtreeRoot }: BatchLeaf): boolean {
  const kindInRange = Number.isInteger(kind) && kind >= 1 && kind <= MAX_KIND;
  const countInRange = Number.isInteger(count) && count >= 1 && count <= MAX_COUNT;
  return kindInRange && countInRange && Number.isSafeInteger(timeMs) && timeMs >= 0 && isHash(subtreeRoot);
}
