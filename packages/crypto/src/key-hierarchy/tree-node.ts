/**
 * A node of the binary tree whose 2^32 leaves are the keys of a room's records in one month (the construction of
 * Goldreich, Goldwasser and Micali, 1986): each secret yields the secrets of its two children and of nothing else.
 */
import { wipe } from "../secret.ts";
import { blockMessage, EXPANDED_BYTES, hmacSha512 } from "./hkdf.ts";
import { LABELS } from "./labels.ts";

export const TREE_DEPTH = 32;
export const LEAF_COUNT = 2 ** TREE_DEPTH;
export const NODE_SECRET_BYTES = EXPANDED_BYTES / 2;

export interface TreeNode {
  /** 0 at the root, 32 at the leaves. */
  readonly depth: number;
  /** The first `depth` bits of the index of every leaf below. */
  readonly prefix: number;
  readonly secret: Uint8Array;
}

export type Side = 0 | 1;

/** Both children of a node in one piece, left before right: they are made by one HMAC, and wiped together. */
export type ChildSecrets = Uint8Array;

const CHILDREN_MESSAGE = blockMessage(Buffer.from(LABELS.treeChildren));

/** HKDF-Expand with SHA-512 (RFC 5869 §2.3) of the node's secret to twice its size. */
export function childSecretsOf(secret: Uint8Array): ChildSecrets {
  return hmacSha512(secret, CHILDREN_MESSAGE);
}

/** One child's secret, as a view of both. */
export function childOn(side: Side, children: ChildSecrets): Uint8Array {
  return children.subarray(side * NODE_SECRET_BYTES, (side + 1) * NODE_SECRET_BYTES);
}

/** Both children. The parent's secret is wiped: whoever splits a node does so to lose it. */
export function splitNode(node: TreeNode): readonly [TreeNode, TreeNode] {
  const depth = node.depth + 1;
  const children = childSecretsOf(node.secret);
  wipe(node.secret);
  return [
    { depth, prefix: node.prefix * 2, secret: childOn(0, children) },
    { depth, prefix: node.prefix * 2 + 1, secret: childOn(1, children) },
  ];
}

/** Which child leads from a node of this depth to the leaf. */
export function sideTowards(leafIndex: number, depth: number): Side {
  return (leafIndex >>> (TREE_DEPTH - 1 - depth)) & 1 ? 1 : 0;
}

export function firstLeafBelow(node: Pick<TreeNode, "depth" | "prefix">): number {
  return node.prefix * 2 ** (TREE_DEPTH - node.depth);
}

export function lastLeafBelow(node: Pick<TreeNode, "depth" | "prefix">): number {
  return (node.prefix + 1) * 2 ** (TREE_DEPTH - node.depth) - 1;
}

/** Throws on anything but a whole number from 0 to 2^32 - 1. */
export function requireLeafIndex(index: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= LEAF_COUNT) {
    throw new RangeError(`a leaf index from 0 to ${LEAF_COUNT - 1}, got ${index}`);
  }
}
