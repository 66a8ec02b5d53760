/**
 * The keys of a room's records in one month, from which single keys can be taken away for ever. The state is the smallest
 * set of nodes that still covers every leaf that is left; puncturing a leaf replaces the node above it by the nodes beside
 * its path, so that no secret that remains leads to it.
 */
import { wipe } from "../secret.ts";
import { decodeTreeNodes, encodeTreeNodes, MAX_TREE_NODES } from "./tree-encoding.ts";
import {
  type ChildSecrets,
  childOn,
  childSecretsOf,
  firstLeafBelow,
  lastLeafBelow,
  NODE_SECRET_BYTES,
  requireLeafIndex,
  sideTowards,
  splitNode,
  TREE_DEPTH,
  type TreeNode,
} from "./tree-node.ts";

export class PuncturableTree {
  /** From left to right, without overlap. */
  readonly #nodes: TreeNode[];
  /** The secrets from the node that covers the last leaf asked for, down to that leaf. */
  #path: PathCache | undefined;

  private constructor(nodes: TreeNode[]) {
    this.#nodes = nodes;
  }

  /** A tree with all its leaves. The 32 bytes are copied; the caller wipes its own. */
  static fromRoot(rootSecret: Uint8Array): PuncturableTree {
    if (rootSecret.length !== NODE_SECRET_BYTES) {
      throw new RangeError(`a root of ${NODE_SECRET_BYTES} bytes, got ${rootSecret.length}`);
    }
    return new PuncturableTree([{ depth: 0, prefix: 0, secret: new Uint8Array(rootSecret) }]);
  }

  /** The tree that `encode` wrote, or `undefined` for any other bytes. */
  static decode(bytes: Uint8Array): PuncturableTree | undefined {
    const nodes = decodeTreeNodes(bytes);
    return nodes === undefined ? undefined : new PuncturableTree(nodes);
  }

  /** The state, which is secret: 5 bytes and 37 for each node. */
  encode(): Uint8Array {
    return encodeTreeNodes(this.#nodes);
  }

  get nodeCount(): number {
    return this.#nodes.length;
  }

  /** The 32 bytes of a leaf, which the caller wipes after use, or `undefined` when the leaf was punctured. */
  leafKey(index: number): Uint8Array | undefined {
    requireLeafIndex(index);
    if (this.#path === undefined || !this.#path.covers(index)) {
      const cover = this.#nodes[this.#firstNodeEndingAtOrAfter(index)];
      if (cover === undefined || firstLeafBelow(cover) > index) return undefined;
      this.#path?.wipe();
      this.#path = new PathCache(cover);
    }
    return this.#path.leafKey(index);
  }

  /** Takes a leaf away for ever; says whether it was still there. */
  puncture(index: number): boolean {
    return this.punctureRange(index, index);
  }

  /** Takes the leaves `first` to `last` (both included) away for ever; says whether any was still there. */
  punctureRange(first: number, last: number): boolean {
    requireLeafIndex(first);
    requireLeafIndex(last);
    if (first > last) throw new RangeError(`a range that does not end before it starts, got ${first} to ${last}`);
    const from = this.#firstNodeEndingAtOrAfter(first);
    let to = from;
    for (let node = this.#nodes[to]; node !== undefined && firstLeafBelow(node) <= last; node = this.#nodes[to]) to++;
    if (from === to) return false;
    // Outside the range at most two paths remain, each with fewer than 32 nodes beside it.
    if (this.#nodes.length + 2 * TREE_DEPTH > MAX_TREE_NODES) {
      throw new RangeError(`a tree of at most ${MAX_TREE_NODES} nodes, got ${this.#nodes.length}`);
    }
    this.#path?.wipe();
    this.#path = undefined;
    const kept: TreeNode[] = [];
    for (const node of this.#nodes.slice(from, to)) keepOutside(node, { first, last }, kept);
    this.#nodes.splice(from, to - from, ...kept);
    return true;
  }

  /** Overwrites every secret. What was only in memory is gone, and the tree gives no key any more. */
  wipe(): void {
    this.#path?.wipe();
    this.#path = undefined;
    for (const node of this.#nodes.splice(0)) wipe(node.secret);
  }

  #firstNodeEndingAtOrAfter(leafIndex: number): number {
    let low = 0;
    let high = this.#nodes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const node = this.#nodes[middle];
      if (node !== undefined && lastLeafBelow(node) < leafIndex) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Puts what is left of a node outside the range into `kept`, from left to right, and wipes the rest. */
function keepOutside(node: TreeNode, range: { readonly first: number; readonly last: number }, kept: TreeNode[]): void {
  const firstLeaf = firstLeafBelow(node);
  const lastLeaf = lastLeafBelow(node);
  if (lastLeaf < range.first || firstLeaf > range.last) {
    kept.push(node);
  } else if (firstLeaf >= range.first && lastLeaf <= range.last) {
    wipe(node.secret);
  } else {
    for (const child of splitNode(node)) keepOutside(child, range, kept);
  }
}

/**
 * The secrets on the way from one covering node to the last leaf that was asked for, each with the one beside it. The next
 * leaf shares most of them, so that keys in order of `seq` cost one HMAC each on average instead of 32.
 */
class PathCache {
  readonly #cover: TreeNode;
  /** At position d the children of the node at depth `cover.depth + d` on the path to `#leafIndex`. */
  readonly #children: ChildSecrets[] = [];
  #leafIndex = 0;

  constructor(cover: TreeNode) {
    this.#cover = cover;
  }

  covers(index: number): boolean {
    return index >= firstLeafBelow(this.#cover) && index <= lastLeafBelow(this.#cover);
  }

  leafKey(index: number): Uint8Array {
    // The node where the paths part is on both, and so are its children.
    this.#forgetFrom(sharedDepth(index, this.#leafIndex) + 1);
    this.#leafIndex = index;
    while (this.#depth < TREE_DEPTH) this.#children.push(childSecretsOf(this.#lastSecret()));
    return new Uint8Array(this.#lastSecret());
  }

  wipe(): void {
    this.#forgetFrom(0);
  }

  /** How deep the path reaches. */
  get #depth(): number {
    return this.#cover.depth + this.#children.length;
  }

  #lastSecret(): Uint8Array {
    const children = this.#children.at(-1);
    return children === undefined
      ? this.#cover.secret
      : childOn(sideTowards(this.#leafIndex, this.#depth - 1), children);
  }

  /** Wipes the children of nodes at this depth and below. */
  #forgetFrom(depth: number): void {
    const keptCount = Math.max(0, depth - this.#cover.depth);
    if (keptCount < this.#children.length) wipe(...this.#children.splice(keptCount));
  }
}

/** How many of the leading 32 bits two indexes have in common. */
function sharedDepth(one: number, other: number): number {
  return Math.clz32((one ^ other) >>> 0);
}
