/**
 * A node of the binary tree whose 2^32 leaves are the keys of a room's records in one month (the construction of
 * Goldreich, Goldwasser and Micali, 1986): each secret yields the secrets of its two children and of nothing else.
 */
import { wipe } from "../secret.ts";
import { HASH_BYTES, hmacSha256 } from "./hkdf.ts";
import { LABELS } from "./labels.ts";

export const TREE_DEPTH = 32;
export const LEAF_COUNT = 2 ** TREE_DEPTH;
export const NODE_SECRET_BYTES = HASH_BYTES;

export interface TreeNode {
  /** 0 at the root, 32 at the leaves. */
  readonly depth: number;
  /** The first `depth` bits of the index of every leaf below. */
  readonly prefix: number;
  readonly secret: Uint8Array;
}

export type Side = 0 | 1;

// HKDF-Expand of one block (RFC 5869 §2.3): T(1) = HMAC(node, info ‖ 0x01) with info = label ‖ side.
const CHILD_MESSAGES = [childMessage(0), childMessage(1)] as const;

export function childSecret(secret: Uint8Array, side: Side): Uint8Array {
  return hmacSha256(secret, CHILD_MESSAGES[side]);
}

/** Both children. The parent's secret is wiped: whoever splits a node does so to lose it. */
export function splitNode(node: TreeNode): readonly [TreeNode, TreeNode] {
  const depth = node.depth + 1;
  const left = { depth, prefix: node.prefix * 2, secret: childSecret(node.secret, 0) };
  const right = { depth, prefix: node.prefix * 2 + 1, secret: childSecret(node.secret, 1) };
  wipe(node.secret);
  return [left, right];
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

function childMessage(side: Side): Uint8Array {
  return Buffer.concat([Buffer.from(LABELS.treeChild), Uint8Array.of(side, 0x01)]);
}
