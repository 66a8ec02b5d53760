/** Consistency proofs (RFC 6962 §2.1.2, RFC 9162 §2.1.4): that a tree is an earlier one with leaves added, and nothing else. */
import { equalBytes } from "./bytes.ts";
import { type Hasher, isHash, rootOf } from "./hashing.ts";
import { isSize, isSubtree, type Subtree, splitPoint } from "./subtree.ts";

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** That the node over `subtree` in the tree of `treeSize` leaves has the hash `subtreeRoot`. */
export interface SubtreeConsistencyClaim {
  readonly subtree: Subtree;
  readonly treeSize: number;
  readonly subtreeRoot: Uint8Array;
  readonly root: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** The subtrees whose roots are the consistency path between two sizes (RFC 9162 §2.1.4.1), `0 < oldSize <= newSize`. */
export function consistencySubtrees(oldSize: number, newSize: number): readonly Subtree[] {
  if (!isSize(oldSize) || !isSize(newSize) || oldSize === 0 || oldSize > newSize)
    throw new RangeError(`expected an old size from 1 to ${newSize}, got ${oldSize}`);
  const fromRoot: Subtree[] = [];
  let start = 0;
  let end = newSize;
  while (end !== oldSize) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      fromRoot.push({ start: middle, end });
      end = middle;
    } else {
      fromRoot.push({ start, end: middle });
      start = middle;
    }
  }
  // The verifier already has the root of the old tree where that is one node of the new tree.
  const oldNode = start === 0 ? [] : [{ start, end }];
  return [...oldNode, ...fromRoot.reverse()];
}

/** The consistency path to a tree small enough to be at hand whole; see `tile-proofs.ts` for a log. */
export function consistencyPath(
  leafHashes: readonly Uint8Array[],
  oldSize: number,
  hasher: Hasher,
): readonly Uint8Array[] {
  return consistencySubtrees(oldSize, leafHashes.length).map(({ start, end }) =>
    rootOf(leafHashes.slice(start, end), hasher),
  );
}

/**
 * RFC 9162 §2.1.4.2. A claim from size 0 is refused: every tree extends the empty one, so it would prove nothing while
 * looking like a proof.
 */
export function verifyConsistency(claim: ConsistencyClaim, hasher: Hasher): boolean {
  const { oldSize, newSize, oldRoot, newRoot, path } = claim;
  const subtree = { start: 0, end: oldSize };
  return verifySubtreeConsistency({ subtree, treeSize: newSize, subtreeRoot: oldRoot, root: newRoot, path }, hasher);
}

/**
 * The general form of the check above, for a subtree that may start anywhere (draft-ietf-plants-merkle-tree-certs,
 * "Subtrees"). Unlike there, an empty subtree is refused.
 */
export function verifySubtreeConsistency(claim: SubtreeConsistencyClaim, hasher: Hasher): boolean {
  const { subtree, treeSize, subtreeRoot, root, path } = claim;
  if (!isSubtree(subtree) || !isSize(treeSize) || subtree.end > treeSize) return false;
  // The whole tree is consistent with itself alone, whatever its root is.
  if (subtree.start === 0 && subtree.end === treeSize) return path.length === 0 && equalBytes(subtreeRoot, root);
  if (![subtreeRoot, root, ...path].every(isHash)) return false;

  // Indexes of the subtree's first and last leaf and of the tree's last, on the level that the walk has reached.
  let first = subtree.start;
  let last = subtree.end - 1;
  let treeLast = treeSize - 1;
  const climb = () => {
    first = Math.floor(first / 2);
    last = Math.floor(last / 2);
    treeLast = Math.floor(treeLast / 2);
  };
  // Nodes that are entirely inside the subtree need no proof.
  const atRightEdge = last === treeLast;
  while (first !== last && (atRightEdge || last % 2 === 1)) climb();

  const [start, ...rest] = first === last ? [subtreeRoot, ...path] : path;
  if (start === undefined) return false;
  let subtreeHash = start;
  let treeHash = start;
  for (const sibling of rest) {
    if (treeLast === 0) return false;
    if (last % 2 === 1 || last === treeLast) {
      if (first < last) subtreeHash = hasher.nodeHash(sibling, subtreeHash);
      treeHash = hasher.nodeHash(sibling, treeHash);
      while (last % 2 === 0 && last !== 0) climb();
    } else treeHash = hasher.nodeHash(treeHash, sibling);
    climb();
  }
  return treeLast === 0 && equalBytes(subtreeHash, subtreeRoot) && equalBytes(treeHash, root);
}
