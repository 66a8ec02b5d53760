/**
 * HMAC-SHA256 (RFC 2104) and HKDF-SHA256 (RFC 5869) over plain bytes, for keys that live for microseconds. The platform's
 * own functions need a key object for each call, which doubles the cost and keeps a copy that cannot be wiped.
 */
import { hash } from "node:crypto";
import { wipe } from "../secret.ts";

export const HASH_BYTES = 32;
const BLOCK_BYTES = 64;
const INNER_PAD = new Uint8Array(BLOCK_BYTES).fill(0x36);
const OUTER_PAD = new Uint8Array(BLOCK_BYTES).fill(0x5c);
const NO_SALT = new Uint8Array(HASH_BYTES);

export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  const blockKey = key.length > BLOCK_BYTES ? hash("sha256", key, "buffer") : key;
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
  const innerHash = hash("sha256", inner, "buffer");
  outer.set(innerHash, BLOCK_BYTES);
  const mac = hash("sha256", outer, "buffer");
  wipe(inner, outer, innerHash);
  return mac;
}

/** RFC 5869 §2.2; without a salt it is a block of zeros. */
export function hkdfExtract(inputKeyMaterial: Uint8Array, salt: Uint8Array = NO_SALT): Uint8Array {
  return hmacSha256(salt, inputKeyMaterial);
}

/** RFC 5869 §2.3, up to 8,160 bytes. */
export function hkdfExpand(pseudorandomKey: Uint8Array, info: Uint8Array, sizeBytes: number): Uint8Array {
  const blockCount = Math.ceil(sizeBytes / HASH_BYTES);
  if (blockCount < 1 || blockCount > 255) throw new RangeError(`an output of 1 to 8160 bytes, got ${sizeBytes}`);
  const out = Buffer.allocUnsafe(sizeBytes);
  // T(n) = HMAC(PRK, T(n - 1) ‖ info ‖ n), where T(0) is empty: the first block leaves out the room for the one before.
  const message = Buffer.allocUnsafe(HASH_BYTES + info.length + 1);
  message.set(info, HASH_BYTES);
  for (let block = 1; block <= blockCount; block++) {
    message[message.length - 1] = block;
    const bytes = hmacSha256(pseudorandomKey, block === 1 ? message.subarray(HASH_BYTES) : message);
    const at = (block - 1) * HASH_BYTES;
    out.set(bytes.subarray(0, sizeBytes - at), at);
    message.set(bytes);
    wipe(bytes);
  }
  wipe(message);
  return out;
}
