/**
 * Hybrid public key encryption (RFC 9180), as this package needs it: single-shot, base mode, DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256, AES-128-GCM, no associated data. Implementations are passed in, since the MLS core has one.
 *
 * Promises: `seal` returns enc (32 bytes) ‖ ciphertext ‖ tag (16); `seal` throws on a public key that is none; `open`
 * answers everything that was not sealed for this key and `info` with undefined and never throws at hostile bytes; nothing
 * given is kept or changed.
 */
export interface HpkeKeyPair {
  readonly privateKey: Uint8Array<ArrayBuffer>;
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

export interface Hpke {
  generateKeyPair(): Promise<HpkeKeyPair>;
  /** Undefined where the bytes are no private key. */
  publicKeyOf(privateKey: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined>;
  seal(
    to: { readonly publicKey: Uint8Array; readonly info: Uint8Array },
    plaintext: Uint8Array,
  ): Promise<Uint8Array<ArrayBuffer>>;
  open(
    by: { readonly privateKey: Uint8Array; readonly info: Uint8Array },
    sealed: Uint8Array,
  ): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

export const HPKE_KEY_BYTES = 32;
/** What sealing adds: enc and tag. */
export const HPKE_OVERHEAD_BYTES = 32 + 16;
