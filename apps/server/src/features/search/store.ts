/** The only SQL of search. */
import type { MessageId, RoomId } from "@warbler/protocol";
import type { records, revisions } from "../../kernel/records.ts";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { SeqRange } from "./segment.ts";

export type RecordRow = RowOf<typeof records>;
export type RevisionRow = RowOf<typeof revisions>;

export interface SearchStore {
  /** Messages and edits after a seq, in order. */
  after(room: RoomId, seq: number, limit: number): Promise<RecordRow[]>;
  between(room: RoomId, range: SeqRange, limit: number): Promise<RecordRow[]>;
  /** Largest last, as the last used are dropped last. */
  roomsBeyond(records: number): Promise<RoomId[]>;
  ofSeqs(room: RoomId, seqs: readonly number[]): Promise<RecordRow[]>;
  /** The messages that these edits are about. */
  editedBy(room: RoomId, seqs: readonly number[]): Promise<RecordRow[]>;
  revisionsOf(room: RoomId, messages: readonly MessageId[]): Promise<RevisionRow[]>;
}

const marks = (values: readonly unknown[]) => values.map(() => "?").join(", ");
const BETWEEN =
  'SELECT * FROM "records" WHERE "room" = ? AND "seq" > ? AND "seq" <= ? AND "kind" IN (1, 2) ORDER BY "seq" LIMIT ?';

export function searchStore(reader: Reader): SearchStore {
  return {
    after: (room, seq, limit) => reader.all(BETWEEN, [room, seq, Number.MAX_SAFE_INTEGER, limit]),
    between: (room, { after, to }, limit) => reader.all(BETWEEN, [room, after, to, limit]),
    roomsBeyond: async (records) =>
      (
        await reader.all<{ room: RoomId }>('SELECT "room" FROM "room_heads" WHERE "last_seq" > ? ORDER BY "last_seq"', [
          records,
        ])
      ).map(({ room }) => room),
    ofSeqs: async (room, seqs) =>
      seqs.length === 0
        ? []
        : reader.all(`SELECT * FROM "records" WHERE "room" = ? AND "seq" IN (${marks(seqs)})`, [room, ...seqs]),
    editedBy: async (room, seqs) =>
      seqs.length === 0
        ? []
        : reader.all(
            `SELECT r.* FROM "revisions" AS v JOIN "records" AS r ON r."room" = v."room" AND r."message" = v."target" WHERE v."room" = ? AND v."seq" IN (${marks(seqs)})`,
            [room, ...seqs],
          ),
    revisionsOf: async (room, messages) =>
      messages.length === 0
        ? []
        : reader.all(`SELECT * FROM "revisions" WHERE "room" = ? AND "target" IN (${marks(messages)})`, [
            room,
            ...messages,
          ]),
  };
}
