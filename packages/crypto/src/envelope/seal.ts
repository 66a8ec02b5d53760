/**
 * The seal on every value at rest: AES-256-GCM bound to the place where the value is stored, so that a value that was
 * copied to another table, column or row, or that is opened with the key of something else, does not open.
 * Layout: 0x57 0x01 ‖ nonce (12) ‖ ciphertext ‖ tag (16).
 */
import { createSecretKey, type KeyObject } from "node:crypto";
import { canonicalFields } from "../canonical.ts";
import { LABELS } from "../key-hierarchy/labels.ts";
import { decrypt, encrypt, hasMark, type Mark } from "./aes-gcm.ts";
import { type FreshNonce, systemRandomNonce } from "./nonce.ts";

/** "W", version 1. Databases check that a sealed column starts with these two bytes. */
export const SEAL_MARK: Mark = [0x57, 0x01];
export const SEALING_KEY_BYTES = 32;

declare const brand: unique symbol;

/** A key that may seal and open values at rest, and nothing else. */
export type SealingKey = KeyObject & { readonly [brand]: "SealingKey" };

/** Bytes that carry the seal's mark. Only opening them shows whether they are genuine. */
export type SealedBytes = Uint8Array & { readonly [brand]: "SealedBytes" };

export interface SealPlace {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
  /** The name of the key, as the keyring writes it: a value never opens under another key's name. */
  readonly keyId: string;
}

/** Copies 32 bytes into a key. The caller wipes its own copy. */
export function sealingKeyFromBytes(bytes: Uint8Array): SealingKey {
  const key = createSecretKey(bytes);
  if (!isSealingKey(key)) throw new RangeError(`a sealing key of ${SEALING_KEY_BYTES} bytes, got ${bytes.length}`);
  return key;
}

export function seal(
  key: SealingKey,
  place: SealPlace,
  plaintext: Uint8Array,
  freshNonce: FreshNonce = systemRandomNonce,
): SealedBytes {
  const sealed = encrypt({ key, mark: SEAL_MARK, boundTo: placeBytes(place) }, plaintext, freshNonce);
  if (!isSealed(sealed)) throw new Error("unreachable: a fresh seal carries its mark");
  return sealed;
}

/** The plaintext, or `undefined` when these bytes were not sealed with this key for this place, for whatever reason. */
export function open(key: SealingKey, place: SealPlace, sealed: Uint8Array): Uint8Array | undefined {
  return decrypt({ key, mark: SEAL_MARK, boundTo: placeBytes(place) }, sealed);
}

/** Whether the bytes are long enough and carry the mark: what a database can check without any key. */
export function isSealed(bytes: Uint8Array): bytes is SealedBytes {
  return hasMark(bytes, SEAL_MARK);
}

function isSealingKey(key: KeyObject): key is SealingKey {
  return key.symmetricKeySize === SEALING_KEY_BYTES;
}

function placeBytes(place: SealPlace): Uint8Array {
  return canonicalFields([LABELS.place, place.table, place.column, place.rowId, place.keyId]);
}
