/**
 * The key of a search segment: what one room's records of one month say, as a word list. It exists only while everything
 * does from which those records are read: the tree's state as it stands, and the month's key of each author. Erasing any
 * one record changes the state, so the segment dies with the first text in it that does.
 */
import type { AccountId, RoomId } from "@warbler/protocol";
import { canonicalFields, uint64 } from "../canonical.ts";
import { type SealingKey, sealingKeyFromBytes } from "../envelope/seal.ts";
import { wipe } from "../secret.ts";
import { HASH_BYTES, hkdfExpand, hkdfExtract } from "./hkdf.ts";
import { LABELS } from "./labels.ts";
import type { MonthNumber } from "./month.ts";

export interface SegmentKeySource {
  /** The encoded state of the tree of (room, month). */
  readonly treeState: Uint8Array;
  /** Every author of a record in the segment, in rising order of their ids, with their key of the month (32 bytes). */
  readonly authors: readonly { readonly accountId: AccountId; readonly monthKey: Uint8Array }[];
  readonly roomId: RoomId;
  readonly month: MonthNumber;
}

/** HKDF-SHA256 (RFC 5869) without salt; ikm = tree state ‖ authors' keys; info = canonical(label, room, month, authors). */
export function segmentKey({ treeState, authors, roomId, month }: SegmentKeySource): SealingKey {
  for (const { monthKey } of authors)
    if (monthKey.length !== HASH_BYTES) throw new RangeError(`a key of 32 bytes, got ${monthKey.length}`);
  const inputKeyMaterial = Buffer.concat([treeState, ...authors.map(({ monthKey }) => monthKey)]);
  const pseudorandomKey = hkdfExtract(inputKeyMaterial);
  const info = canonicalFields([
    LABELS.searchSegment,
    roomId,
    uint64(month),
    ...authors.map(({ accountId }) => accountId),
  ]);
  const material = hkdfExpand(pseudorandomKey, info, HASH_BYTES);
  const key = sealingKeyFromBytes(material);
  wipe(inputKeyMaterial, pseudorandomKey, material);
  return key;
}
