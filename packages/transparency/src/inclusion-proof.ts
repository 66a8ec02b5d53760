/** Inclusion proofs (RFC 6962 §2.1.1, RFC 9162 §2.1.3): that a leaf is in the tree with a given root, at a given index. */
import { equalBytes } from "./bytes.ts";
import { type Hasher, isHash, rootOf } from "./hashing.ts";
import { isSize, type Subtree, splitPoint } from "./subtree.ts";

export interface InclusionClaim {
  readonly leafIndex: number;
  readonly treeSize: number;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
  /** From the leaf's sibling up to a child of the root. */
  readonly path: readonly Uint8Array[];
}

/** The subtrees whose roots are the inclusion path of a leaf, from the leaf upwards. */
export function inclusionSubtrees(leafIndex: number, treeSize: number): readonly Subtree[] {
  if (!isSize(leafIndex) || !isSize(treeSize) || leafIndex >= treeSize)
    throw new RangeError(`expected a leaf index below the tree size ${treeSize}, got ${leafIndex}`);
  const fromRoot: Subtree[] = [];
  let start = 0;
  let end = treeSize;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (leafIndex < middle) {
      fromRoot.push({ start: middle, end });
      end = middle;
    } else {
      fromRoot.push({ start, end: middle });
      start = middle;
    }
  }
  return fromRoot.reverse();
}

/** The inclusion path in a tree small enough to be at hand whole; see `tile-proofs.ts` for a log. */
export function inclusionPath(
  leafHashes: readonly Uint8Array[],
  leafIndex: number,
  hasher: Hasher,
): readonly Uint8Array[] {
  return inclusionSubtrees(leafIndex, leafHashes.length).map(({ start, end }) =>
    rootOf(leafHashes.slice(start, end), hasher),
  );
}

/** RFC 9162 §2.1.3.2, and beyond it: every hash must be 32 bytes long, so that an empty root or leaf proves nothing. */
export function verifyInclusion(claim: InclusionClaim, hasher: Hasher): boolean {
  const { leafIndex, treeSize, leafHash, root, path } = claim;
  if (!isSize(leafIndex) || !isSize(treeSize) || leafIndex >= treeSize) return false;
  if (![leafHash, root, ...path].every(isHash)) return false;
  let index = leafIndex;
  let lastIndex = treeSize - 1;
  let hash = leafHash;
  for (const sibling of path) {
    if (lastIndex === 0) return false;
    if (index % 2 === 1 || index === lastIndex) {
      hash = hasher.nodeHash(sibling, hash);
      // A leaf at the right edge has no sibling on the levels where its subtree stands alone.
      while (index % 2 === 0 && index !== 0) {
        index /= 2;
        lastIndex = Math.floor(lastIndex / 2);
      }
    } else hash = hasher.nodeHash(hash, sibling);
    index = Math.floor(index / 2);
    lastIndex = Math.floor(lastIndex / 2);
  }
  return lastIndex === 0 && equalBytes(hash, root);
}
