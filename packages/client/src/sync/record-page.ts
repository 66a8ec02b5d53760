/** A page of records as the server sent it, checked: one room, no hole, and every record continuing the room's chain. */
import { LIMITS, type RoomId } from "@warbler/protocol";
import { followRoomChain, HASH_BYTES, type Hasher, roomChainStart } from "@warbler/transparency/room-chain";
import type { WireRecords } from "../wire/records.ts";
import { type RoomRecord, recordFromWire, recordHash } from "./room-record.ts";

export interface RecordPage {
  /** At least one, oldest first, without a hole. */
  readonly records: readonly [RoomRecord, ...RoomRecord[]];
  /** Of the record before the first; absent where the server did not say, as in what it sends unasked. */
  readonly previousCommitment: Uint8Array | undefined;
}

/** `"empty"` for no records; undefined for what no honest server sends. */
export function pageFromWire(room: RoomId, wire: WireRecords, hasher: Hasher): RecordPage | "empty" | undefined {
  if (wire.room !== room || wire.records.length > LIMITS.historyPageRecords) return undefined;
  const records: RoomRecord[] = [];
  for (const one of wire.records) {
    const record = recordFromWire(room, one);
    if (record === undefined) return undefined;
    records.push(record);
  }
  const [first, ...rest] = records.sort((a, b) => a.seq - b.seq);
  if (first === undefined) return "empty";
  if (rest.some((record, at) => record.seq !== first.seq + at + 1)) return undefined;
  // What stands before the first record of a room is known without being told.
  const previousCommitment =
    first.seq === 1 ? roomChainStart(new TextEncoder().encode(room), hasher) : wire.previousCommitment;
  const isGiven = previousCommitment.length === HASH_BYTES;
  return { records: [first, ...rest], previousCommitment: isGiven ? previousCommitment : undefined };
}

export interface ChainBreak {
  readonly seq: number;
}

/** The commitment of the last record, when each one's bytes give its commitment over the one before. */
export function followPage(
  records: readonly RoomRecord[],
  previousCommitment: Uint8Array,
  hasher: Hasher,
): Uint8Array | ChainBreak {
  const links = records.map((record) => ({
    commitment: record.commitment,
    // Nothing is left to recompute of an erased record; its commitment stays a link of the chain.
    ...(!record.erased && { opening: { salt: record.salt, recordHash: recordHash(record, hasher) } }),
  }));
  const followed = followRoomChain(previousCommitment, links, hasher);
  return followed.ok ? followed.value : { seq: records[followed.refusal]?.seq ?? 0 };
}
