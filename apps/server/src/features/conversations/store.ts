/** The only SQL about rooms and read cursors. */
import type { AccountId, RoomId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { readCursors, rooms } from "./tables.ts";

export type RoomRow = RowOf<typeof rooms>;
/** Unread messages are counted up to this many; beyond it the count says "at least". */
export const UNREAD_CAP = 1_000;

export interface ConversationStore {
  room(room: RoomId): Promise<RoomRow | undefined>;
  roomOfPair(pair: Uint8Array): Promise<RoomRow | undefined>;
  /** Rooms the stored roles name for this account; the policy checks that the roles are genuine. */
  roomsOf(account: AccountId): Promise<RoomId[]>;
  groupRooms(): Promise<readonly Pick<RoomRow, "id" | "level">[]>;
  lastSeq(room: RoomId): Promise<number>;
  /** Erasures that reached the room. */
  erasures(room: RoomId): Promise<number>;
  /** Undefined for who has none there yet. */
  cursor(room: RoomId, account: AccountId): Promise<number | undefined>;
  cursors(room: RoomId): Promise<RowOf<typeof readCursors>[]>;
  unread(room: RoomId, account: AccountId, afterSeq: number): Promise<number>;
}

export function conversationStore(reader: Reader): ConversationStore {
  return {
    room: (room) => reader.get('SELECT * FROM "rooms" WHERE "id" = ?', [room]),
    roomOfPair: (pair) => reader.get('SELECT * FROM "rooms" WHERE "pair" = ?', [pair]),
    roomsOf: async (account) =>
      (
        await reader.all<{ scope: RoomId }>(
          `SELECT "scope" FROM "role_assignments" WHERE "account" = ? AND "scope" <> 'org' ORDER BY "scope"`,
          [account],
        )
      ).map(({ scope }) => scope),
    groupRooms: () =>
      reader.all(`SELECT "id", "level" FROM "rooms" WHERE "kind" = 'group' AND "successor" IS NULL ORDER BY "id"`, []),
    lastSeq: async (room) =>
      (await reader.get<{ last_seq: number }>('SELECT "last_seq" FROM "room_heads" WHERE "room" = ?', [room]))
        ?.last_seq ?? 0,
    erasures: async (room) =>
      (
        await reader.get<{ number: number }>(
          'SELECT "number" FROM "room_erasures" WHERE "room" = ? ORDER BY "number" DESC LIMIT 1',
          [room],
        )
      )?.number ?? 0,
    cursor: async (room, account) =>
      (
        await reader.get<{ seq: number }>('SELECT "seq" FROM "read_cursors" WHERE "room" = ? AND "account" = ?', [
          room,
          account,
        ])
      )?.seq,
    cursors: (room) => reader.all('SELECT * FROM "read_cursors" WHERE "room" = ?', [room]),
    unread: async (room, account, afterSeq) =>
      (
        await reader.get<{ n: number }>(
          `SELECT count(*) AS n FROM (SELECT 1 FROM "records" WHERE "room" = ? AND "seq" > ? AND "kind" = 1 AND "imported" = 0 AND "author" <> ? LIMIT ${UNREAD_CAP}) AS unread`,
          [room, afterSeq, account],
        )
      )?.n ?? 0,
  };
}
