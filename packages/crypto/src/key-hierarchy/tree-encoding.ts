/**
 * A tree's state as bytes. There is exactly one encoding for each set of leaves that are left, whatever the order in
 * which the others were punctured; everything else is refused.
 * Layout: 0x01 ‖ number of nodes (4, big-endian) ‖ for each, from left to right: depth (1) ‖ prefix (4) ‖ secret (32).
 */
import { firstLeafBelow, lastLeafBelow, NODE_SECRET_BYTES, TREE_DEPTH, type TreeNode } from "./tree-node.ts";

const FORMAT_VERSION = 1;
const HEADER_BYTES = 5;
const NODE_BYTES = 5 + NODE_SECRET_BYTES;

/** A punctured leaf adds at most 31 nodes, so this leaves room for more than 30,000 scattered erasures in one tree. */
export const MAX_TREE_NODES = 2 ** 20;

export function encodeTreeNodes(nodes: readonly TreeNode[]): Uint8Array {
  // Never pooled: sent to another thread, a pooled buffer takes along whatever else lies in the pool.
  const out = Buffer.allocUnsafeSlow(HEADER_BYTES + nodes.length * NODE_BYTES);
  out.writeUInt8(FORMAT_VERSION, 0);
  out.writeUInt32BE(nodes.length, 1);
  let offset = HEADER_BYTES;
  for (const node of nodes) {
    out.writeUInt8(node.depth, offset);
    out.writeUInt32BE(node.prefix, offset + 1);
    out.set(node.secret, offset + 5);
    offset += NODE_BYTES;
  }
  return out;
}

export function decodeTreeNodes(bytes: Uint8Array): TreeNode[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || view.getUint8(0) !== FORMAT_VERSION) return undefined;
  const count = view.getUint32(1);
  if (count > MAX_TREE_NODES || bytes.length !== HEADER_BYTES + count * NODE_BYTES) return undefined;
  const nodes: TreeNode[] = [];
  for (let offset = HEADER_BYTES; offset < bytes.length; offset += NODE_BYTES) {
    // A copy, which `slice` would not make of a Buffer: the caller wipes its bytes after decoding.
    const secret = new Uint8Array(bytes.subarray(offset + 5, offset + NODE_BYTES));
    const node = { depth: view.getUint8(offset), prefix: view.getUint32(offset + 1), secret };
    if (!mayFollow(nodes.at(-1), node)) return undefined;
    nodes.push(node);
  }
  return nodes;
}

function mayFollow(previous: TreeNode | undefined, node: TreeNode): boolean {
  if (node.depth > TREE_DEPTH || node.prefix >= 2 ** node.depth) return false;
  if (previous === undefined) return true;
  // Two siblings side by side would be a second way to write their parent.
  const siblings = previous.depth === node.depth && previous.prefix + 1 === node.prefix && node.prefix % 2 === 1;
  return lastLeafBelow(previous) < firstLeafBelow(node) && !siblings;
}
