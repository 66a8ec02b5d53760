/**
 * HMAC-SHA-512 (RFC 2104) and the first block of HKDF-Expand (RFC 5869) over plain bytes, for keys that live for
 * microseconds. The platform's own functions need a key object for each call, which doubles the cost and keeps a copy that
 * cannot be wiped.
 */
import { hash } from "node:crypto";
import { wipe } from "../secret.ts";

export const EXPANDED_BYTES = 64;
const HASH_BYTES = 64;
const BLOCK_BYTES = 128;
const INNER_PAD = new Uint8Array(BLOCK_BYTES).fill(0x36);
const OUTER_PAD = new Uint8Array(BLOCK_BYTES).fill(0x5c);
// The number of the block, T(1).
const FIRST_BLOCK = Uint8Array.of(0x01);

export function hmacSha512(key: Uint8Array, message: Uint8Array): Uint8Array {
  const blockKey = key.length > BLOCK_BYTES ? hash("sha512", key, "buffer") : key;
  const inner = Buffer.allocUnsafe(BLOCK_BYTES + message.length);
  const outer = Buffer.allocUnsafe(BLOCK_BYTES + HASH_BYTES);
  // RFC 2104 §2: H(K ^ opad ‖ H(K ^ ipad ‖ message)), the key filled up with zeros to one block.
  inner.set(INNER_PAD);
  outer.set(OUTER_PAD);
  for (let at = 0; at < blockKey.length; at++) {
    const keyByte = blockKey[at] ?? 0;
    inner[at] = keyByte ^ 0x36;
    outer[at] = keyByte ^ 0x5c;
  }
  inner.set(message, BLOCK_BYTES);
  // As text, which cannot be wiped but costs half of what memory of its own does: whoever has no key learns nothing from the
  // inner hash, and whoever has the key has the inner hash as well. The result is a secret and never a text.
  outer.write(hash("sha512", inner, "binary"), BLOCK_BYTES, "latin1");
  const mac = hash("sha512", outer, "buffer");
  wipe(inner, outer);
  return mac;
}

/** What `hkdfExpandBlock` authenticates, for those who expand with the same info again and again. */
export function blockMessage(info: Uint8Array): Uint8Array {
  return Buffer.concat([info, FIRST_BLOCK]);
}

/** HKDF-Expand with SHA-512 to 64 bytes: T(1) = HMAC(PRK, info ‖ 0x01), RFC 5869 §2.3. */
export function hkdfExpandBlock(pseudorandomKey: Uint8Array, info: Uint8Array): Uint8Array {
  return hmacSha512(pseudorandomKey, blockMessage(info));
}
