/**
 * Nonces for AES-GCM: 96 random bits each, so one key may seal 2^32 times (NIST SP 800-38D §8.3). A nonce is public,
 * which is why they can be drawn from the system generator many at a time.
 */
import { randomFillSync } from "node:crypto";

export const NONCE_BYTES = 12;
const NONCES_PER_DRAW = 256;

/** Fills the twelve bytes it is given with a nonce that was never used before. */
export type FreshNonce = (nonce: Uint8Array) => void;

const pool = new Uint8Array(NONCE_BYTES * NONCES_PER_DRAW);
let usedBytes = pool.length;

/** Nonces from the system's random generator, drawn 256 at a time: one draw costs as much as a fifth of a seal. */
export const systemRandomNonce: FreshNonce = (nonce) => {
  if (usedBytes === pool.length) {
    randomFillSync(pool);
    usedBytes = 0;
  }
  // The position moves before the bytes are handed out: no nonce is given twice, even if the copy throws.
  usedBytes += NONCE_BYTES;
  nonce.set(pool.subarray(usedBytes - NONCE_BYTES, usedBytes));
};
