/**
 * The key of a search segment: what one room's records of one month say, as a word list. It exists only while everything
 * does from which those records are read: the tree's state as it stands, and the month's key of each author. Erasing any
 * one record changes the state, so the segment dies with the first text in it that does.
 */
import { hash, hkdfSync } from "node:crypto";
import type { AccountId, RoomId } from "@warbler/protocol";
import { canonicalFields, uint64 } from "../canonical.ts";
import { SEALING_KEY_BYTES, type SealingKey, sealingKeyFromBytes } from "../envelope/seal.ts";
import { wipe } from "../secret.ts";
import { LABELS } from "./labels.ts";
import type { MonthNumber } from "./month.ts";

const MONTH_KEY_BYTES = 32;

export interface SegmentKeySource {
  /** The encoded state of the tree of (room, month). */
  readonly treeState: Uint8Array;
  /** Every author of a record in the segment, in rising order of their ids, with their key of the month (32 bytes). */
  readonly authors: readonly { readonly accountId: AccountId; readonly monthKey: Uint8Array }[];
  readonly roomId: RoomId;
  readonly month: MonthNumber;
}

/** HKDF-SHA256 (RFC 5869) without salt; ikm = tree state ‖ authors' keys; info = canonical(label, room, month, SHA-256(authors)). */
export function segmentKey({ treeState, authors, roomId, month }: SegmentKeySource): SealingKey {
  for (const { monthKey } of authors)
    if (monthKey.length !== MONTH_KEY_BYTES) throw new RangeError(`a key of 32 bytes, got ${monthKey.length}`);
  const inputKeyMaterial = Buffer.concat([treeState, ...authors.map(({ monthKey }) => monthKey)]);
  // Hashed, since there may be hundreds and the platform takes an info of at most 1,024 bytes.
  const authorsHash = hash("sha256", canonicalFields(authors.map(({ accountId }) => accountId)), "buffer");
  const info = canonicalFields([LABELS.searchSegment, roomId, uint64(month), authorsHash]);
  const material = new Uint8Array(hkdfSync("sha256", inputKeyMaterial, new Uint8Array(0), info, SEALING_KEY_BYTES));
  const key = sealingKeyFromBytes(material);
  wipe(inputKeyMaterial, material);
  return key;
}
