/**
 * The authentication of policy rows: who writes into the database without the policy key cannot grant anything, because
 * the row's tag covers the table, every column's name and every value with its type.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { canonicalFields } from "../canonical.ts";
import { LABELS } from "./labels.ts";
import type { KeyFor } from "./purpose-key.ts";

export const POLICY_TAG_BYTES = 32;

export type PolicyValue = string | number | Uint8Array | null;

export interface PolicyRow {
  readonly table: string;
  /** In the table's order, which is part of what is authenticated. */
  readonly columns: readonly (readonly [name: string, value: PolicyValue])[];
}

/** HMAC-SHA256 over canonical(label, table, then for each column: name, type, value). Numbers are safe integers. */
export function policyTag(key: KeyFor<"policy">, row: PolicyRow): Uint8Array {
  const fields: (string | Uint8Array)[] = [LABELS.policyRow, row.table];
  for (const [name, value] of row.columns) fields.push(name, ...typedValue(value));
  return createHmac("sha256", key).update(canonicalFields(fields)).digest();
}

/** Whether the tag is this row's, compared in constant time. */
export function isPolicyTag(key: KeyFor<"policy">, row: PolicyRow, tag: Uint8Array): boolean {
  return tag.length === POLICY_TAG_BYTES && timingSafeEqual(policyTag(key, row), tag);
}

function typedValue(value: PolicyValue): readonly [type: string, value: string | Uint8Array] {
  if (value === null) return ["null", ""];
  if (typeof value === "string") return ["text", value];
  if (typeof value !== "number") return ["bytes", value];
  if (!Number.isSafeInteger(value)) throw new RangeError(`a safe integer, got ${value}`);
  // The decimal text, and never "-0", which a database gives back as 0.
  return ["integer", String(value + 0)];
}
