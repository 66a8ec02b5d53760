/**
 * The tree hashes of RFC 6962 §2.1 over SHA-256. The hash function is passed in: `portableHasher` runs everywhere, and a
 * server passes its platform's synchronous SHA-256, which is several times faster.
 */
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

/** Hash length in bytes. */
export const HASH_BYTES = 32;

/** SHA-256 of all of `bytes`. It returns a new array and keeps no reference to `bytes`, which may be reused at once. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export interface Hasher {
  readonly sha256: Sha256;
  /** `SHA-256(0x00 || entry)` */
  leafHash(entry: Uint8Array): Uint8Array;
  /** `SHA-256(0x01 || left || right)`; both sides must be 32 bytes. */
  nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array;
}

// RFC 6962 §2.1: the prefix keeps a leaf from ever being taken for a node.
const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

export function hasherOf(sha256: Sha256): Hasher {
  const node = new Uint8Array(1 + 2 * HASH_BYTES);
  node[0] = NODE_PREFIX;
  return {
    sha256,
    leafHash(entry) {
      const leaf = new Uint8Array(1 + entry.length);
      leaf[0] = LEAF_PREFIX;
      leaf.set(entry, 1);
      return sha256(leaf);
    },
    nodeHash(left, right) {
      if (left.length !== HASH_BYTES || right.length !== HASH_BYTES)
        throw new RangeError(`expected two hashes of ${HASH_BYTES} bytes, got ${left.length} and ${right.length}`);
      node.set(left, 1);
      node.set(right, 1 + HASH_BYTES);
      return sha256(node);
    },
  };
}

/** SHA-256 in plain JavaScript, for browsers, where the platform's own is asynchronous only. */
export const portableHasher: Hasher = hasherOf(nobleSha256);

/** The Merkle Tree Hash of RFC 6962 §2.1 over hashes of leaves; the root of no leaves is the hash of no bytes. */
export function rootOf(leafHashes: readonly Uint8Array[], hasher: Hasher): Uint8Array {
  const [first] = leafHashes;
  if (first === undefined) return hasher.sha256(new Uint8Array());
  let level: readonly Uint8Array[] = leafHashes;
  while (level.length > 1) level = parentsOf(level, hasher);
  return level[0] ?? first;
}

/** Pairs from the left; a last hash without a partner moves up unchanged, which yields the same root as the RFC's split. */
function parentsOf(hashes: readonly Uint8Array[], hasher: Hasher): readonly Uint8Array[] {
  const parents: Uint8Array[] = [];
  let left: Uint8Array | undefined;
  for (const hash of hashes) {
    if (left === undefined) left = hash;
    else {
      parents.push(hasher.nodeHash(left, hash));
      left = undefined;
    }
  }
  return left === undefined ? parents : [...parents, left];
}

export function isHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_BYTES;
}
