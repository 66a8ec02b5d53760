/**
 * The salt in the public commitment of a fact. It comes from a key of the person the fact is about, or from the audit key
 * when it is about nobody, and dies with that key: what remains in the log then says nothing about anyone.
 */
import { createHmac } from "node:crypto";
import { canonicalFields, uint64 } from "../canonical.ts";
import { LABELS } from "./labels.ts";
import type { KeyFor } from "./purpose-key.ts";

export interface FactPosition {
  /** The index of the log's leaf that holds the fact, from 0. */
  readonly leafIndex: number;
  /** The fact's place among those of the same leaf, from 0. */
  readonly position: number;
}

/** 32 bytes: HMAC-SHA256 over canonical(label, leaf index as 8 bytes, position as 8 bytes). */
export function factSalt(key: KeyFor<"audit" | "subject">, { leafIndex, position }: FactPosition): Uint8Array {
  const fields = canonicalFields([LABELS.factSalt, uint64(leafIndex), uint64(position)]);
  return createHmac("sha256", key).update(fields).digest();
}
