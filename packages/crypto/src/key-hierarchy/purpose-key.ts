/**
 * Keys that stand between the root key and the keys of tables: one per purpose and version, one per person, one per room.
 * Each carries its use in its type, so that a key made for one purpose cannot be handed to a function of another.
 */
import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { canonicalFields } from "../canonical.ts";
import { SEALING_KEY_BYTES, type SealingKey, sealingKeyFromBytes } from "../envelope/seal.ts";
import { wipe } from "../secret.ts";
import { LABELS } from "./labels.ts";

/** What versioned purpose keys exist: four that seal, one that authenticates policy rows, one for lookup values. */
export const PURPOSES = ["records", "subjects", "audit", "backup", "policy", "blind"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** A purpose, or the key of one person ("subject") or of one room. */
export type KeyUse = Purpose | "subject" | "room";

/** The uses from which keys of tables are derived. */
export type SealingUse = Exclude<KeyUse, "policy" | "blind">;

export const HIERARCHY_KEY_BYTES = 32;

declare const use: unique symbol;
export type KeyFor<Use extends KeyUse> = KeyObject & { readonly [use]: Use };

/** Copies 32 bytes into a key for one use. The caller wipes its own copy. */
export function keyForUse<Use extends KeyUse>(keyUse: Use, bytes: Uint8Array): KeyFor<Use> {
  const key = createSecretKey(bytes);
  if (!isKeyFor(key, keyUse)) throw new RangeError(`a key of ${HIERARCHY_KEY_BYTES} bytes, got ${bytes.length}`);
  return key;
}

/** HKDF-SHA256 (RFC 5869) without salt; info = canonical(label, table). */
export function tableKey(key: KeyFor<SealingUse>, table: string): SealingKey {
  const info = canonicalFields([LABELS.tableKey, table]);
  const bytes = new Uint8Array(hkdfSync("sha256", key, new Uint8Array(0), info, SEALING_KEY_BYTES));
  const derived = sealingKeyFromBytes(bytes);
  wipe(bytes);
  return derived;
}

// The second argument is the claim; the length is all that can be checked of random bytes.
function isKeyFor<Use extends KeyUse>(key: KeyObject, _use: Use): key is KeyFor<Use> {
  return key.symmetricKeySize === HIERARCHY_KEY_BYTES;
}
