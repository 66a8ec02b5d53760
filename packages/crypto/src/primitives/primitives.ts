/**
 * What the formats between members take from the platform. Node answers at once, since WebCrypto there makes a job on another
 * thread of each call, which costs ten times what sealing a message does; browsers have nothing but WebCrypto.
 *
 * Promises of an implementation: hostile input is answered with `undefined` or `false` and never with an error; nothing
 * given is kept or changed, but for keys that are remembered. There are two, since a program that only signs in needs no more
 * than signatures.
 */
export type MaybePromise<T> = T | Promise<T>;

/** AES-256-GCM (NIST SP 800-38D). */
export interface AeadInput {
  readonly key: Uint8Array<ArrayBuffer>;
  /** Never twice under one key. */
  readonly nonce: Uint8Array<ArrayBuffer>;
  /** Authenticated, not stored. */
  readonly boundTo: Uint8Array<ArrayBuffer>;
}

export interface Derivation {
  readonly secret: Uint8Array;
  readonly salt: Uint8Array;
  readonly info: Uint8Array;
  readonly sizeBytes: number;
}

export interface Symmetric {
  /** SHA-256. */
  hash(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  /** HKDF-SHA-256 (RFC 5869). */
  derive(derivation: Derivation): Uint8Array<ArrayBuffer>;
  /** Ciphertext, then a tag of 16 bytes. */
  seal(input: AeadInput, plaintext: Uint8Array<ArrayBuffer>): MaybePromise<Uint8Array<ArrayBuffer>>;
  /** Undefined for every reason there is. */
  open(input: AeadInput, ciphertext: Uint8Array<ArrayBuffer>): MaybePromise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Ed25519 (RFC 8032). */
export interface Signatures {
  sign(key: CryptoKey, message: Uint8Array<ArrayBuffer>): MaybePromise<Uint8Array<ArrayBuffer>>;
  /** As the platform verifies: points of small order are the caller's to refuse. */
  verify(
    verifyingKey: Uint8Array<ArrayBuffer>,
    message: Uint8Array<ArrayBuffer>,
    signature: Uint8Array<ArrayBuffer>,
  ): MaybePromise<boolean>;
}

export const AEAD_KEY_BYTES = 32;
export const AEAD_NONCE_BYTES = 12;
export const AEAD_TAG_BYTES = 16;
