/** The platform's synchronous SHA-256, as the server passes it. */
import { hash } from "node:crypto";
import { type Hasher, hasherOf } from "../hashing.ts";

export const nodeHasher: Hasher = hasherOf((bytes) => {
  const digest = hash("sha256", bytes, "buffer");
  // A plain array, because tests compare with what was decoded, and a Buffer is never deeply equal to an array.
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
});
