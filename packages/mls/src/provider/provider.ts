/**
 * The primitives of one cipher suite, as the platform has them. Hashing and key derivation are synchronous, since a group
 * makes thousands of tiny calls; the rest may answer at once (Node) or later (browsers).
 *
 * Promises of an implementation: `open`, `verify` and `sharedSecret` answer hostile input with `undefined` or `false` and
 * never throw at it; no argument is kept or changed.
 */
import type { MaybePromise } from "../bytes.ts";
import type { CipherSuite } from "./cipher-suite.ts";

export interface KeyPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** Signs as one member. The private key may stay where the platform keeps it. */
export interface Signer {
  /** The `signature_key` of the member's LeafNode. */
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): MaybePromise<Uint8Array>;
}

export interface AeadInput {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly additionalData: Uint8Array;
}

export interface MlsProvider {
  readonly suite: CipherSuite;
  randomBytes(sizeBytes: number): Uint8Array;

  hash(message: Uint8Array): Uint8Array;
  /** HMAC with the suite's hash: RFC 9420 §5.2 MAC. */
  mac(key: Uint8Array, message: Uint8Array): Uint8Array;
  /** HKDF-Extract (RFC 5869 §2.2). */
  extract(salt: Uint8Array, inputKeyMaterial: Uint8Array): Uint8Array;
  /** HKDF-Expand (RFC 5869 §2.3). */
  expand(pseudorandomKey: Uint8Array, info: Uint8Array, sizeBytes: number): Uint8Array;

  seal(input: AeadInput, plaintext: Uint8Array): MaybePromise<Uint8Array>;
  open(input: AeadInput, ciphertext: Uint8Array): MaybePromise<Uint8Array | undefined>;

  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): MaybePromise<boolean>;
  generateSignatureKeyPair(): MaybePromise<KeyPair>;
  signerFromKeyPair(pair: KeyPair): MaybePromise<Signer>;

  /** The public half of a Diffie-Hellman key; `undefined` where the bytes are no private key of the curve. */
  publicKeyOf(privateKey: Uint8Array): MaybePromise<Uint8Array | undefined>;
  /** Diffie-Hellman; `undefined` where a key is none, or where the outcome is all zeros (RFC 9180 §7.1.4). */
  sharedSecret(privateKey: Uint8Array, publicKey: Uint8Array): MaybePromise<Uint8Array | undefined>;
}
