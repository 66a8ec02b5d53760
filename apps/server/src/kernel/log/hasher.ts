/** SHA-256 of the platform, synchronous. */
import { createHash, hash } from "node:crypto";
import { HASH_BYTES, hasherOf } from "@warbler/transparency";

/** Up to here one call is the fastest; streaming wins nothing. */
const ONE_SHOT_BYTES = 65_536;

// Taken as text and not as a Buffer, whose own piece of memory would cost more than hashing. Hashes in the log are public;
// a secret must not become a text, which cannot be wiped.
function sha256(bytes: Uint8Array): Uint8Array {
  if (bytes.length >= ONE_SHOT_BYTES) return createHash("sha256").update(bytes).digest();
  const text = hash("sha256", bytes, "binary");
  const digest = new Uint8Array(HASH_BYTES);
  for (let at = 0; at < HASH_BYTES; at++) digest[at] = text.charCodeAt(at);
  return digest;
}

export const nodeHasher = hasherOf(sha256);
