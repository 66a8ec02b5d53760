/**
 * SHA-256 and HKDF-SHA-256 (RFC 5869) for short inputs, without waiting: WebCrypto's need a promise and a key object for
 * each call, which costs more than the hash itself.
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

export const HASH_BYTES = 32;

export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(nobleSha256(bytes));
}

export interface Derivation {
  readonly secret: Uint8Array;
  readonly salt: Uint8Array;
  readonly info: Uint8Array;
  readonly sizeBytes: number;
}

export function hkdfSha256({ secret, salt, info, sizeBytes }: Derivation): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hkdf(nobleSha256, secret, salt, info, sizeBytes));
}
