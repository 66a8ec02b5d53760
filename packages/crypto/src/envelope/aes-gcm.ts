/**
 * AES-256-GCM (NIST SP 800-38D) in the one layout everything at rest uses: mark (2) ‖ nonce (12) ‖ ciphertext ‖ tag (16).
 * The mark says which kind of envelope it is and its version; it is in the clear, so that a database CHECK can test it.
 */
import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { type FreshNonce, NONCE_BYTES } from "./nonce.ts";

const ALGORITHM = "aes-256-gcm";
const MARK_BYTES = 2;
const TAG_BYTES = 16;
const HEADER_BYTES = MARK_BYTES + NONCE_BYTES;

/** How many bytes an envelope is longer than what it holds. */
export const ENVELOPE_OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES;

/** The first two bytes of an envelope: its kind and its version. */
export type Mark = readonly [kind: number, version: number];

interface Envelope {
  readonly key: KeyObject;
  readonly mark: Mark;
  /** Authenticated but not stored: whoever opens must know it. */
  readonly boundTo: Uint8Array;
}

export function encrypt(envelope: Envelope, plaintext: Uint8Array, freshNonce: FreshNonce): Uint8Array {
  const out = Buffer.allocUnsafe(plaintext.length + ENVELOPE_OVERHEAD_BYTES);
  out[0] = envelope.mark[0];
  out[1] = envelope.mark[1];
  const nonce = out.subarray(MARK_BYTES, HEADER_BYTES);
  freshNonce(nonce);
  const cipher = createCipheriv(ALGORITHM, envelope.key, nonce);
  cipher.setAAD(envelope.boundTo);
  out.set(cipher.update(plaintext), HEADER_BYTES);
  cipher.final();
  out.set(cipher.getAuthTag(), HEADER_BYTES + plaintext.length);
  return out;
}

/** `undefined` for every reason there is: too short, other mark, other key, other place, any changed byte. */
export function decrypt(envelope: Envelope, sealed: Uint8Array): Uint8Array | undefined {
  if (!hasMark(sealed, envelope.mark)) return undefined;
  const tagAt = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(MARK_BYTES, HEADER_BYTES);
  const decipher = createDecipheriv(ALGORITHM, envelope.key, nonce);
  decipher.setAAD(envelope.boundTo);
  // The slice has 16 bytes, so no shorter tag is ever accepted; saying so by an option would cost 1 µs more.
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plaintext = decipher.update(sealed.subarray(HEADER_BYTES, tagAt));
  try {
    decipher.final();
  } catch {
    // Node reports a tag that does not match by throwing here; what was decrypted so far must not survive.
    plaintext.fill(0);
    return undefined;
  }
  return plaintext;
}

export function hasMark(bytes: Uint8Array, mark: Mark): boolean {
  return bytes.length >= ENVELOPE_OVERHEAD_BYTES && bytes[0] === mark[0] && bytes[1] === mark[1];
}
