/** The only SQL about messages and pins. */
import type { AccountId, MessageId, RoomId } from "@warbler/protocol";
import type { records } from "../../kernel/records.ts";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { pins } from "./tables.ts";

export type RecordRow = RowOf<typeof records>;

export interface MessageStore {
  record(room: RoomId, message: MessageId): Promise<RecordRow | undefined>;
  commitmentAt(room: RoomId, seq: number): Promise<Uint8Array | undefined>;
  after(room: RoomId, seq: number, limit: number): Promise<RecordRow[]>;
  /** Newest first. */
  before(room: RoomId, seq: number, limit: number): Promise<RecordRow[]>;
  authorOf(room: RoomId, message: string): Promise<AccountId | undefined>;
  /** Seqs of messages that address somebody, rising. */
  addressedAfter(room: RoomId, seq: number, limit: number): Promise<number[]>;
  addressedRecords(room: RoomId, seq: number, limit: number): Promise<RecordRow[]>;
  pins(room: RoomId): Promise<RowOf<typeof pins>[]>;
  pinnedRecords(room: RoomId): Promise<RecordRow[]>;
}

export function messageStore(reader: Reader): MessageStore {
  return {
    record: (room, message) =>
      reader.get('SELECT * FROM "records" WHERE "room" = ? AND "message" = ?', [room, message]),
    commitmentAt: async (room, seq) =>
      (
        await reader.get<{ commitment: Uint8Array }>(
          'SELECT "commitment" FROM "records" WHERE "room" = ? AND "seq" = ?',
          [room, seq],
        )
      )?.commitment,
    after: (room, seq, limit) =>
      reader.all('SELECT * FROM "records" WHERE "room" = ? AND "seq" > ? ORDER BY "seq" LIMIT ?', [room, seq, limit]),
    before: (room, seq, limit) =>
      reader.all('SELECT * FROM "records" WHERE "room" = ? AND "seq" < ? ORDER BY "seq" DESC LIMIT ?', [
        room,
        seq,
        limit,
      ]),
    addressedRecords: (room, seq, limit) =>
      reader.all(
        'SELECT r.* FROM "addressed" AS a JOIN "records" AS r ON r."room" = a."room" AND r."seq" = a."seq" WHERE a."room" = ? AND a."seq" > ? ORDER BY a."seq" LIMIT ?',
        [room, seq, limit],
      ),
    authorOf: async (room, message) =>
      (
        await reader.get<{ author: AccountId }>('SELECT "author" FROM "records" WHERE "room" = ? AND "message" = ?', [
          room,
          message,
        ])
      )?.author,
    addressedAfter: async (room, seq, limit) =>
      (
        await reader.all<{ seq: number }>(
          'SELECT "seq" FROM "addressed" WHERE "room" = ? AND "seq" > ? ORDER BY "seq" LIMIT ?',
          [room, seq, limit],
        )
      ).map((row) => row.seq),
    pinnedRecords: (room) =>
      reader.all(
        'SELECT r.* FROM "pins" AS p JOIN "records" AS r ON r."room" = p."room" AND r."seq" = p."seq" WHERE p."room" = ?',
        [room],
      ),
    pins: (room) => reader.all('SELECT * FROM "pins" WHERE "room" = ? ORDER BY "at_ms" DESC', [room]),
  };
}
