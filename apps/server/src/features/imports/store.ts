/** The only SQL about imports. */
import type { AccountId, ImportId, MessageId, RoomId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { imports } from "./tables.ts";

export type ImportRow = RowOf<typeof imports>;

export interface ImportStore {
  import(id: ImportId): Promise<ImportRow | undefined>;
  importOf(source: Uint8Array): Promise<ImportRow | undefined>;
  /** The account of each source value that is known, by the value in hex. */
  people(id: ImportId, sources: readonly Uint8Array[]): Promise<Map<string, AccountId>>;
  accounts(id: ImportId): Promise<AccountId[]>;
  room(id: ImportId, source: Uint8Array): Promise<RoomId | undefined>;
  rooms(id: ImportId): Promise<RoomId[]>;
  /** Which of these are known to have been in the room. */
  members(room: RoomId, accounts: readonly AccountId[]): Promise<Set<AccountId>>;
  roomsOf(account: AccountId): Promise<RoomId[]>;
  /** Those who were in the room and are placeholders still, in the order of their ids. */
  notJoined(room: RoomId, after: AccountId | "", limit: number): Promise<AccountId[]>;
  countNotJoined(room: RoomId): Promise<number>;
  /** Which of these are in the room already. */
  known(room: RoomId, messages: readonly MessageId[]): Promise<Set<MessageId>>;
  /** Imported records of a room. */
  records(room: RoomId): Promise<number>;
}

const NOT_JOINED = `FROM "import_members" AS m
  JOIN "role_assignments" AS r ON r."scope" = 'org' AND r."account" = m."account" AND r."role" = 'placeholder'
  WHERE m."room" = ?`;

export function importStore(reader: Reader): ImportStore {
  return {
    import: (id) => reader.get('SELECT * FROM "imports" WHERE "id" = ?', [id]),
    importOf: (source) => reader.get('SELECT * FROM "imports" WHERE "source" = ?', [source]),
    people: async (id, sources) => {
      if (sources.length === 0) return new Map();
      const marks = sources.map(() => "?").join(", ");
      const rows = await reader.all<{ source: Uint8Array; account: AccountId }>(
        `SELECT "source", "account" FROM "import_people" WHERE "import" = ? AND "source" IN (${marks})`,
        [id, ...sources],
      );
      return new Map(rows.map(({ source, account }) => [Buffer.from(source).toString("hex"), account]));
    },
    accounts: async (id) =>
      (await reader.all<{ account: AccountId }>('SELECT "account" FROM "import_people" WHERE "import" = ?', [id])).map(
        ({ account }) => account,
      ),
    room: async (id, source) =>
      (
        await reader.get<{ room: RoomId }>('SELECT "room" FROM "import_rooms" WHERE "import" = ? AND "source" = ?', [
          id,
          source,
        ])
      )?.room,
    rooms: async (id) =>
      (await reader.all<{ room: RoomId }>('SELECT "room" FROM "import_rooms" WHERE "import" = ?', [id])).map(
        ({ room }) => room,
      ),
    members: async (room, accounts) =>
      new Set(
        (
          await reader.all<{ account: AccountId }>(
            `SELECT "account" FROM "import_members" WHERE "room" = ? AND "account" IN (${accounts.map(() => "?").join(", ")})`,
            [room, ...accounts],
          )
        ).map(({ account }) => account),
      ),
    roomsOf: async (account) =>
      (
        await reader.all<{ room: RoomId }>('SELECT "room" FROM "import_members" WHERE "account" = ? ORDER BY "room"', [
          account,
        ])
      ).map(({ room }) => room),
    notJoined: async (room, after, limit) =>
      (
        await reader.all<{ account: AccountId }>(
          `SELECT m."account" ${NOT_JOINED} AND m."account" > ? ORDER BY m."account" LIMIT ?`,
          [room, after, limit],
        )
      ).map(({ account }) => account),
    countNotJoined: async (room) =>
      (await reader.get<{ n: number }>(`SELECT count(*) AS n ${NOT_JOINED}`, [room]))?.n ?? 0,
    known: async (room, messages) => {
      if (messages.length === 0) return new Set();
      const marks = messages.map(() => "?").join(", ");
      const rows = await reader.all<{ message: MessageId }>(
        `SELECT "message" FROM "records" WHERE "room" = ? AND "message" IN (${marks})`,
        [room, ...messages],
      );
      return new Set(rows.map(({ message }) => message));
    },
    records: async (room) =>
      (
        await reader.get<{ n: number }>('SELECT count(*) AS n FROM "records" WHERE "room" = ? AND "imported" = 1', [
          room,
        ])
      )?.n ?? 0,
  };
}
