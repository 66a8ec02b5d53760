/**
 * The right edge of a Merkle tree (RFC 6962 §2.1): as many hashes as its size has bits set, from which the tree grows and its
 * root follows. For logs that are replicated whole, where nobody needs tiles.
 */
import type { TreeHead } from "./checkpoint.ts";
import { type Hasher, rootOf } from "./hashing.ts";

export interface Frontier {
  readonly size: number;
  /** Roots of the perfect subtrees that the tree consists of, largest first. */
  readonly peaks: readonly Uint8Array[];
}

export const EMPTY_FRONTIER: Frontier = { size: 0, peaks: [] };

/** The frontier with one more leaf; the work is that of a binary counter, less than two hashes on average. */
export function withLeaf({ size, peaks }: Frontier, leafHash: Uint8Array, hasher: Hasher): Frontier {
  const grown = [...peaks];
  let peak = leafHash;
  // Each bit set at the end of the size is a peak of the same height as the new one.
  for (let bits = size; bits % 2 === 1; bits = (bits - 1) / 2) {
    const left = grown.pop();
    if (left === undefined) throw new Error(`a frontier of ${size} leaves with too few peaks`);
    peak = hasher.nodeHash(left, peak);
  }
  return { size: size + 1, peaks: [...grown, peak] };
}

export function headOf({ size, peaks }: Frontier, hasher: Hasher): TreeHead {
  const last = peaks.at(-1);
  if (last === undefined) return { size, root: rootOf([], hasher) };
  const root = peaks.slice(0, -1).reduceRight((right, left) => hasher.nodeHash(left, right), last);
  return { size, root };
}
