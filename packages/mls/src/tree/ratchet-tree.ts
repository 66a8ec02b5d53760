/**
 * The ratchet tree: RFC 9420 §4.1, §7.7, §7.8. Trees are values: a change is made on a draft, and what did not change is
 * shared, with the hashes that are known of it.
 */
import { Reader } from "../codec/reader.ts";
import { encode, Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import { type LeafNode, readLeafNode, writeLeafNode } from "../messages/leaf-node.ts";
import { refuse, require } from "../refusal.ts";
import {
  directPath,
  fullLeafCount,
  isBelow,
  isLeaf,
  leafOfNode,
  leavesBelow,
  left,
  nodeOfLeaf,
  nodeWidth,
  right,
  root,
} from "./tree-math.ts";

/** RFC 9420 §7.1 ParentNode. */
export interface ParentNode {
  readonly encryptionKey: Uint8Array;
  readonly parentHash: Uint8Array;
  /** Leaf indexes, ascending, of members below who do not know the private key. */
  readonly unmergedLeaves: readonly number[];
}

export interface RatchetTree {
  /** By leaf index; their number is a power of two. */
  readonly leaves: readonly (LeafNode | undefined)[];
  /** The parent with node index n is at (n - 1) / 2. */
  readonly parents: readonly (ParentNode | undefined)[];
  /** By node index: tree hashes known so far. A cache, filled by `treeHash` alone. */
  readonly hashes: (Uint8Array | undefined)[];
}

/** A tree that is being changed. Its functions keep `hashes` true. */
export interface TreeDraft extends RatchetTree {
  readonly leaves: (LeafNode | undefined)[];
  readonly parents: (ParentNode | undefined)[];
}

export function draftOf(tree: RatchetTree): TreeDraft {
  return { leaves: tree.leaves.slice(), parents: tree.parents.slice(), hashes: tree.hashes.slice() };
}

export function treeOfOneLeaf(leaf: LeafNode): RatchetTree {
  return { leaves: [leaf], parents: [], hashes: [undefined] };
}

export function leafCountOf(tree: RatchetTree): number {
  return tree.leaves.length;
}

export function rootOf(tree: RatchetTree): number {
  return root(tree.leaves.length);
}

export function leafAt(tree: RatchetTree, leafIndex: number): LeafNode | undefined {
  return tree.leaves[leafIndex];
}

export function parentAt(tree: RatchetTree, node: number): ParentNode | undefined {
  return tree.parents[(node - 1) / 2];
}

export function isBlank(tree: RatchetTree, node: number): boolean {
  return isLeaf(node) ? tree.leaves[leafOfNode(node)] === undefined : parentAt(tree, node) === undefined;
}

export function encryptionKeyAt(tree: RatchetTree, node: number): Uint8Array | undefined {
  return isLeaf(node) ? tree.leaves[leafOfNode(node)]?.encryptionKey : parentAt(tree, node)?.encryptionKey;
}

/** RFC 9420 §4.1.1: the fewest nodes that cover all members below `node`. */
export function resolution(tree: RatchetTree, node: number): readonly number[] {
  const found: number[] = [];
  collectResolution(tree, node, found);
  return found;
}

function collectResolution(tree: RatchetTree, node: number, found: number[]): void {
  if (isLeaf(node)) {
    if (!isBlank(tree, node)) found.push(node);
    return;
  }
  const content = parentAt(tree, node);
  if (content === undefined) {
    collectResolution(tree, left(node), found);
    collectResolution(tree, right(node), found);
    return;
  }
  found.push(node);
  for (const leafIndex of content.unmergedLeaves) found.push(nodeOfLeaf(leafIndex));
}

/** Whether the resolution of `node` is empty, without building it. */
export function isResolutionEmpty(tree: RatchetTree, node: number): boolean {
  if (!isBlank(tree, node)) return false;
  return isLeaf(node) || (isResolutionEmpty(tree, left(node)) && isResolutionEmpty(tree, right(node)));
}

export interface PathStep {
  readonly node: number;
  /** The child of `node` that is not above the leaf. */
  readonly copath: number;
}

/** RFC 9420 §4.1.2: the ancestors of a leaf that have someone on their other side, from below. */
export function filteredDirectPath(tree: RatchetTree, leafIndex: number): readonly PathStep[] {
  const leaf = nodeOfLeaf(leafIndex);
  return directPath(leaf, tree.leaves.length)
    .map((node) => ({ node, copath: isBelow(leaf, left(node)) ? right(node) : left(node) }))
    .filter(({ copath }) => !isResolutionEmpty(tree, copath));
}

/** Forgets the hashes from a leaf to the root. */
function forgetHashes(draft: TreeDraft, leafIndex: number): void {
  const leaf = nodeOfLeaf(leafIndex);
  draft.hashes[leaf] = undefined;
  for (const node of directPath(leaf, draft.leaves.length)) draft.hashes[node] = undefined;
}

export function setLeaf(draft: TreeDraft, leafIndex: number, leaf: LeafNode | undefined): void {
  draft.leaves[leafIndex] = leaf;
  forgetHashes(draft, leafIndex);
}

/** The caller sets a leaf below `node` in the same draft, which forgets the hashes that this changes. */
export function setParent(draft: TreeDraft, node: number, content: ParentNode | undefined): void {
  draft.parents[(node - 1) / 2] = content;
  draft.hashes[node] = undefined;
}

function blankDirectPath(draft: TreeDraft, leafIndex: number): void {
  for (const node of directPath(nodeOfLeaf(leafIndex), draft.leaves.length)) setParent(draft, node, undefined);
}

/** RFC 9420 §12.1.2: an Update replaces the leaf and blanks its direct path. */
export function updateLeaf(draft: TreeDraft, leafIndex: number, leaf: LeafNode): void {
  blankDirectPath(draft, leafIndex);
  setLeaf(draft, leafIndex, leaf);
}

/** RFC 9420 §12.1.3, and truncation of §7.7: call `truncate` when the last removal is done. */
export function removeLeaf(draft: TreeDraft, leafIndex: number): void {
  blankDirectPath(draft, leafIndex);
  setLeaf(draft, leafIndex, undefined);
}

/** RFC 9420 §7.7: halves the tree while its right half is empty. */
export function truncate(draft: TreeDraft): void {
  let last = draft.leaves.length - 1;
  while (last > 0 && draft.leaves[last] === undefined) last--;
  const size = fullLeafCount(last + 1);
  draft.leaves.length = size;
  draft.parents.length = size - 1;
  draft.hashes.length = nodeWidth(size);
}

/**
 * RFC 9420 §12.1.1: the leftmost blank leaf from `from` on, or a leaf of a tree twice as large. The new member is unmerged
 * at every parent above it. Returns its leaf index.
 */
export function addLeaf(draft: TreeDraft, leaf: LeafNode, from = 0): number {
  const leafIndex = reserveLeaf(draft, from);
  for (const node of directPath(nodeOfLeaf(leafIndex), draft.leaves.length)) {
    const above = parentAt(draft, node);
    if (above === undefined) continue;
    const unmergedLeaves = [...above.unmergedLeaves, leafIndex].sort((a, b) => a - b);
    setParent(draft, node, { ...above, unmergedLeaves });
  }
  setLeaf(draft, leafIndex, leaf);
  return leafIndex;
}

/** The leftmost blank leaf from `from` on; doubles the tree where there is none. */
export function reserveLeaf(draft: TreeDraft, from = 0): number {
  let leafIndex = from;
  while (leafIndex < draft.leaves.length && draft.leaves[leafIndex] !== undefined) leafIndex++;
  if (leafIndex === draft.leaves.length) extend(draft);
  return leafIndex;
}

function extend(draft: TreeDraft): void {
  const size = draft.leaves.length * 2;
  require(size <= MLS_LIMITS.leaves, "invalid", `a tree of at most ${MLS_LIMITS.leaves} leaves`);
  while (draft.leaves.length < size) draft.leaves.push(undefined);
  while (draft.parents.length < size - 1) draft.parents.push(undefined);
  while (draft.hashes.length < nodeWidth(size)) draft.hashes.push(undefined);
}

const NODE_TYPE = { leaf: 1, parent: 2 } as const;

export function writeParentNode(writer: Writer, { encryptionKey, parentHash, unmergedLeaves }: ParentNode): void {
  writer.opaque(encryptionKey).opaque(parentHash);
  writer.list(unmergedLeaves, (inner, leafIndex) => inner.uint32(leafIndex));
}

function readParentNode(reader: Reader): ParentNode {
  const node = {
    encryptionKey: reader.opaque(MLS_LIMITS.keyBytes),
    parentHash: reader.opaque(MLS_LIMITS.keyBytes),
    unmergedLeaves: reader.list((inner) => inner.uint32(), MLS_LIMITS.leaves),
  };
  const isAscending = node.unmergedLeaves.every((leaf, at, all) => at === 0 || leaf > (all[at - 1] ?? leaf));
  require(isAscending, "malformed", "unmerged leaves in ascending order");
  return node;
}

/** RFC 9420 §12.4.3.3: the value of the `ratchet_tree` extension; blank nodes at the right end are left out. */
export function encodeRatchetTree(tree: RatchetTree): Uint8Array {
  let width = nodeWidth(tree.leaves.length);
  while (width > 0 && isBlank(tree, width - 1)) width--;
  const nodes = Array.from({ length: width }, (_, node) => node);
  return encode(nodes, (writer) => writer.list(nodes, (inner, node) => writeNode(inner, tree, node)));
}

function writeNode(writer: Writer, tree: RatchetTree, node: number): void {
  if (isLeaf(node)) {
    writer.optional(tree.leaves[leafOfNode(node)], (inner, leaf) => writeLeafNode(inner.uint8(NODE_TYPE.leaf), leaf));
  } else {
    writer.optional(parentAt(tree, node), (inner, content) => writeParentNode(inner.uint8(NODE_TYPE.parent), content));
  }
}

export function readRatchetTree(reader: Reader): RatchetTree {
  const leaves: (LeafNode | undefined)[] = [];
  const parents: (ParentNode | undefined)[] = [];
  let last: LeafNode | ParentNode | undefined;
  let node = 0;
  reader.list((inner) => {
    if (isLeaf(node)) {
      last = inner.optional((each) => readTyped(each, NODE_TYPE.leaf, readLeafNode));
      leaves.push(last === undefined || !("signature" in last) ? undefined : last);
    } else {
      last = inner.optional((each) => readTyped(each, NODE_TYPE.parent, readParentNode));
      parents.push(last === undefined || "signature" in last ? undefined : last);
    }
    node++;
  }, nodeWidth(MLS_LIMITS.leaves));
  // RFC 9420 §12.4.3.3: a tree ends with a node that is not blank, and that can only be a leaf.
  require(last !== undefined && leaves.length > parents.length, "malformed", "a last leaf that is not blank");
  const size = fullLeafCount(leaves.length);
  while (leaves.length < size) leaves.push(undefined);
  while (parents.length < size - 1) parents.push(undefined);
  return { leaves, parents, hashes: Array.from({ length: nodeWidth(size) }, () => undefined) };
}

function readTyped<T>(reader: Reader, type: number, read: (reader: Reader) => T): T {
  if (reader.uint8() !== type) refuse("malformed", "a node of the type its place has");
  return read(reader);
}

export function hasLeafBelow(node: number, leafIndexes: readonly number[]): boolean {
  const [first, last] = leavesBelow(node);
  return leafIndexes.some((leafIndex) => leafIndex >= first && leafIndex <= last);
}
