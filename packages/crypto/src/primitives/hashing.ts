/** SHA-256 and HKDF-SHA-256 (RFC 5869), for short inputs and without waiting. */
import type { Derivation } from "./primitives.ts";
import { symmetric } from "./symmetric.ts";

export const HASH_BYTES = 32;

export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return symmetric.hash(bytes);
}

export function hkdfSha256(derivation: Derivation): Uint8Array<ArrayBuffer> {
  return symmetric.derive(derivation);
}
