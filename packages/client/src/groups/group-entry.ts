/** What a device keeps of one end-to-end room beside the keys of its group, and its form in the store. */
import { type AccountId, isId, type RoomId } from "@warbler/protocol";
import {
  decoded,
  joined,
  readDouble,
  readText,
  readTexts,
  readUint32,
  writeDouble,
  writeText,
  writeTexts,
  writeUint32,
} from "../wire/protobuf.ts";
import { type KnownRoster, rosterFromTexts, textsFromRoster } from "./known-roster.ts";

/**
 * Why the group cannot go on as it is: `forbidden` waits for a reset, `replaced` for somebody to bring this device back after
 * one; the others are healed by joining anew.
 */
export const BREAKAGES = ["forbidden", "replaced", "forked", "lost"] as const;
export type Breakage = (typeof BREAKAGES)[number];

export interface GroupEntry {
  /** Rises with each write, so that a program notices another one that works on the same store. */
  readonly version: number;
  /** `outside` is kept of a room that one was in, so that an old Welcome is told from a new one. */
  readonly standing: "member" | "outside";
  readonly generation: number;
  readonly epoch: number;
  /** The record by which this device came in: its group opens what comes after. */
  readonly joinedSeq: number;
  /** Of the last Welcome that the server was told to drop. */
  readonly droppedSeq: number;
  /** Every record up to here is processed. */
  readonly cursor: number;
  readonly name: string;
  readonly topic: string;
  /** The record that gave name and topic; 0 where none did. */
  readonly describedSeq: number;
  /** The record that was said to give them when this device came in by itself. */
  readonly namedSeq: number;
  /** When this device gives itself new keys. */
  readonly updateDueMs: number;
  readonly broken: Breakage | undefined;
  /** The latest time that a record bore which was processed: the server's word, and it cannot go back on it. */
  readonly latestAtMs: number;
  /**
   * The identity log had at least so many entries before any record that is not processed yet: others said so in the room, or this
   * device had them when it asked for the room's end. What a device says from here on that was revoked by then, it says too late.
   */
  readonly logSize: number;
  /** Who was in the group that this device was in last; kept while it is in none. */
  readonly known: KnownRoster | undefined;
  /** After a reset: who was in the room and is not in its new group yet. */
  readonly returning: readonly AccountId[];
  /** Who asked to leave and is in the group still, since somebody came in from outside before that was committed. */
  readonly leaving: readonly AccountId[];
  /** The last record by which somebody else came in from outside, and may not know what the room is called. */
  readonly unnamedSeq: number;
}

export function groupKey(room: RoomId): string {
  return `group/${room}`;
}
/** Tree and secrets of the epoch: written once for each commit. */
export function epochKey(room: RoomId): string {
  return `group-epoch/${room}`;
}
/** Ratchets and waiting proposals: written with each message. */
export function messagesKey(room: RoomId): string {
  return `group-messages/${room}`;
}
/** The commit this device made and does not know the fate of. */
export function pendingKey(room: RoomId): string {
  return `group-pending/${room}`;
}

/** In protobuf's encoding: version 1, … broken 12, namedSeq 13, known 14, latestAtMs 15, returning 16, leaving 17, unnamedSeq 18, logSize 19. */
export function bytesFromGroupEntry(entry: GroupEntry): Uint8Array {
  return joined([
    writeUint32(1, entry.version),
    writeText(2, entry.standing),
    writeUint32(3, entry.generation),
    writeDouble(4, entry.epoch),
    writeUint32(5, entry.joinedSeq),
    writeUint32(6, entry.droppedSeq),
    writeUint32(7, entry.cursor),
    writeText(8, entry.name),
    writeText(9, entry.topic),
    writeUint32(10, entry.describedSeq),
    writeDouble(11, entry.updateDueMs),
    writeText(12, entry.broken ?? ""),
    writeUint32(13, entry.namedSeq),
    writeTexts(14, textsFromRoster(entry.known)),
    writeDouble(15, entry.latestAtMs),
    writeTexts(16, entry.returning),
    writeTexts(17, entry.leaving),
    writeUint32(18, entry.unnamedSeq),
    writeUint32(19, entry.logSize),
  ]);
}

export function groupEntryFromBytes(bytes: Uint8Array): GroupEntry | undefined {
  return decoded(bytes, (fields) => ({
    version: readUint32(fields, 1),
    standing: readText(fields, 2) === "member" ? ("member" as const) : ("outside" as const),
    generation: readUint32(fields, 3),
    epoch: readDouble(fields, 4),
    joinedSeq: readUint32(fields, 5),
    droppedSeq: readUint32(fields, 6),
    cursor: readUint32(fields, 7),
    name: readText(fields, 8),
    topic: readText(fields, 9),
    describedSeq: readUint32(fields, 10),
    updateDueMs: readDouble(fields, 11),
    broken: BREAKAGES.find((one) => one === readText(fields, 12)),
    namedSeq: readUint32(fields, 13),
    known: rosterFromTexts(readTexts(fields, 14)),
    latestAtMs: readDouble(fields, 15),
    returning: readTexts(fields, 16).filter((one) => isId<AccountId>(one)),
    leaving: readTexts(fields, 17).filter((one) => isId<AccountId>(one)),
    unnamedSeq: readUint32(fields, 18),
    logSize: readUint32(fields, 19),
  }));
}
