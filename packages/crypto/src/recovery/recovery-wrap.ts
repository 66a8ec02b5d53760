/**
 * The recovery bundle under one means of recovery. The means' secret never leaves the device: from it come a key that wraps
 * and an id by which a code is recognised, also long after it was replaced.
 */
import type { AccountId } from "@warbler/protocol";
import { concat } from "../primitives/bytes.ts";
import { encodeFields, idBytes } from "../primitives/fields.ts";
import { hkdfSha256, sha256 } from "../primitives/hashing.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";
import { AEAD_KEY_BYTES, AEAD_NONCE_BYTES, AEAD_TAG_BYTES } from "../primitives/primitives.ts";
import { symmetric } from "../primitives/symmetric.ts";
import {
  decodeRecoveryBundle,
  encodeRecoveryBundle,
  RECOVERY_BUNDLE_BYTES,
  type RecoveryBundle,
} from "./recovery-bundle.ts";

/** A printed code of 160 bits, or what a passkey's PRF extension answers for `recoveryPrfSalt`: 256 bits. */
export type RecoveryMeans = "code" | "passkey";

export interface RecoveryKey {
  readonly account: AccountId;
  readonly means: RecoveryMeans;
  readonly key: Uint8Array<ArrayBuffer>;
  /** Public. It tells nothing of the secret, which has 160 random bits at least. */
  readonly checkId: Uint8Array<ArrayBuffer>;
}

export const CHECK_ID_BYTES = 16;
const VERSION = Uint8Array.of(1);
const NONCE_AT = VERSION.length;
const CIPHERTEXT_AT = NONCE_AT + AEAD_NONCE_BYTES;
export const RECOVERY_WRAP_BYTES = CIPHERTEXT_AT + RECOVERY_BUNDLE_BYTES + AEAD_TAG_BYTES;

/** HKDF-SHA-256(ikm = secret, salt = account, info = canonical("warbler/1/recovery-wrap", means)) = key (32) ‖ check id (16). */
export function recoveryKeyOf(
  account: AccountId,
  { means, secret }: { readonly means: RecoveryMeans; readonly secret: Uint8Array },
): RecoveryKey {
  const info = encodeFields([END_TO_END_LABELS.recoveryWrap, means]);
  const bytes = hkdfSha256({ secret, salt: idBytes(account), info, sizeBytes: AEAD_KEY_BYTES + CHECK_ID_BYTES });
  return { account, means, key: bytes.slice(0, AEAD_KEY_BYTES), checkId: bytes.slice(AEAD_KEY_BYTES) };
}

/** 0x01 ‖ nonce (12) ‖ AES-256-GCM. The nonce is random: a key wraps a handful of bundles in its life. */
export async function wrapRecoveryBundle(
  by: RecoveryKey,
  { bundle, nonce }: { readonly bundle: RecoveryBundle; readonly nonce: Uint8Array<ArrayBuffer> },
): Promise<Uint8Array<ArrayBuffer>> {
  if (nonce.length !== AEAD_NONCE_BYTES) throw new RangeError(`expected a nonce of ${AEAD_NONCE_BYTES} bytes`);
  const plain = encodeRecoveryBundle(bundle);
  const sealed = await symmetric.seal({ key: by.key, nonce, boundTo: boundTo(by) }, plain);
  plain.fill(0);
  return concat(VERSION, nonce, sealed);
}

/** Undefined for every reason there is. */
export async function unwrapRecoveryBundle(by: RecoveryKey, wrap: Uint8Array): Promise<RecoveryBundle | undefined> {
  if (wrap.length !== RECOVERY_WRAP_BYTES || wrap[0] !== VERSION[0]) return undefined;
  const nonce = new Uint8Array(wrap.subarray(NONCE_AT, CIPHERTEXT_AT));
  const sealed = new Uint8Array(wrap.subarray(CIPHERTEXT_AT));
  const plain = await symmetric.open({ key: by.key, nonce, boundTo: boundTo(by) }, sealed);
  const bundle = plain && decodeRecoveryBundle(plain);
  return bundle?.account === by.account ? bundle : undefined;
}

/** The input of the PRF extension (WebAuthn level 3 §10.1.4), of its own, so that no other use of the passkey gives this key. */
export function recoveryPrfSalt(account: AccountId): Uint8Array<ArrayBuffer> {
  return sha256(encodeFields([END_TO_END_LABELS.recoveryPrf, idBytes(account)]));
}

function boundTo({ account, means, checkId }: RecoveryKey): Uint8Array<ArrayBuffer> {
  return encodeFields([END_TO_END_LABELS.recoveryWrap, VERSION, idBytes(account), means, checkId]);
}
