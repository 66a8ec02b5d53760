// The reference's only durable state. A group is one transaction and one fsync (`synchronous=FULL`), and the row id
// itself is the place of a message, so that there is a single B-tree to write and to read.
import { join } from "node:path";
import Database from "better-sqlite3";
import type { RecordFields } from "./frames.ts";

/** Row id = room · 2³² + seq. Rooms stay below 2²¹, so that it is an exact JavaScript number. */
const ROOM_STRIDE = 2 ** 32;

interface MessageRow {
  readonly place: number;
  readonly sender: number;
  readonly id: Buffer;
  readonly body: Buffer;
}

export interface MessageStore {
  /** Returns once every record of the group has reached the disk. */
  readonly appendDurably: (group: readonly RecordFields[]) => void;
  readonly page: (room: number, fromSeq: number, limit: number) => readonly RecordFields[];
}

export function openMessageStore(dataFolder: string): MessageStore {
  const database = new Database(join(dataFolder, "reference.sqlite"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec(
    "CREATE TABLE messages (place INTEGER PRIMARY KEY, sender INTEGER NOT NULL, id BLOB NOT NULL, body BLOB NOT NULL)",
  );
  const insert = database.prepare<[number, number, Uint8Array, Uint8Array]>("INSERT INTO messages VALUES (?, ?, ?, ?)");
  const select = database.prepare<[number, number, number], MessageRow>(
    "SELECT place, sender, id, body FROM messages WHERE place >= ? AND place < ? ORDER BY place LIMIT ?",
  );
  const appendDurably = database.transaction((group: readonly RecordFields[]) => {
    for (const { room, seq, sender, id, body } of group) insert.run(room * ROOM_STRIDE + seq, sender, id, body);
  });
  return {
    appendDurably,
    page: (room, fromSeq, limit) =>
      select
        .all(room * ROOM_STRIDE + fromSeq, (room + 1) * ROOM_STRIDE, limit)
        .map(({ place, ...row }) => ({ ...row, room, seq: place - room * ROOM_STRIDE })),
  };
}
