/** The only SQL of search. */
import type { RoomId } from "@warbler/protocol";
import type { records } from "../../kernel/records.ts";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";

export type RecordRow = RowOf<typeof records>;

export const searchStore = (reader: Reader) => ({
  /** Messages, edits and recalls after a seq, in order. */
  after: (room: RoomId, seq: number, limit: number): Promise<RecordRow[]> =>
    reader.all(
      'SELECT * FROM "records" WHERE "room" = ? AND "seq" > ? AND "kind" IN (1, 2, 3) ORDER BY "seq" LIMIT ?',
      [room, seq, limit],
    ),
  /** Largest last, as the last used are dropped last. */
  roomsBeyond: async (records: number): Promise<RoomId[]> =>
    (
      await reader.all<{ room: RoomId }>('SELECT "room" FROM "room_heads" WHERE "last_seq" > ? ORDER BY "last_seq"', [
        records,
      ])
    ).map(({ room }) => room),
  ofSeqs: (room: RoomId, seqs: readonly number[]): Promise<RecordRow[]> =>
    reader.all(
      `SELECT * FROM "records" WHERE "room" = ? AND "seq" IN (${seqs.map(() => "?").join(", ")}) ORDER BY "seq" DESC`,
      [room, ...seqs],
    ),
});
