/**
 * Lookup values: what a unique index holds instead of a name or an address. Equal texts give equal values, and without the
 * key nothing can be tried against them.
 */
import { createHmac } from "node:crypto";
import { canonicalFields } from "../canonical.ts";
import { LABELS } from "./labels.ts";
import type { KeyFor } from "./purpose-key.ts";

export const LOOKUP_VALUE_BYTES = 32;

/**
 * HMAC-SHA256 over canonical(label, field, text). `field` ("account-email") keeps equal texts in two columns apart; the
 * caller has normalised the text.
 */
export function lookupValue(key: KeyFor<"blind">, field: string, normalisedText: string): Uint8Array {
  return createHmac("sha256", key)
    .update(canonicalFields([LABELS.lookup, field, normalisedText]))
    .digest();
}
