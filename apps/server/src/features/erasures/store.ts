/** The only SQL about erasures as people see them: what there is to erase, and what was. */
import {
  type AccountId,
  type DeviceId,
  type ErasureId,
  type MessageId,
  RECORD_KINDS,
  type RoomId,
} from "@warbler/protocol";
import type { Erasure, ErasureRow } from "../../kernel/erasure.ts";
import type { Place } from "../../kernel/recalled-records.ts";
import type { facts } from "../../kernel/records.ts";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";

const startOf = (month: number): number => Date.UTC(Math.floor(month / 12), month % 12, 1);

/** An erasure as one room counts it. */
export type NumberedErasure = Pick<ErasureRow, "id" | "intended_ms"> & {
  readonly room: RoomId;
  readonly number: number;
};
export interface AskedDevice {
  readonly account: AccountId;
  readonly device: DeviceId;
  /** Rooms of the erasure that its person is in, and those for which it answered. */
  readonly rooms: number;
  readonly confirmed: number;
  readonly sessions: number;
}

const FACTS_PAGE = 500;
const NUMBERED = `SELECT e."id", e."intended_ms", n."room", n."number" FROM "room_erasures" AS n
  JOIN "erasures" AS e ON e."id" = n."erasure" WHERE n."room" = ?` as const;

export const erasureStore = (reader: Reader) => {
  const countOf = async (where: string, values: readonly (string | number)[]): Promise<number> =>
    (await reader.get<{ n: number }>(`SELECT count(*) AS n FROM "records" WHERE ${where}`, values))?.n ?? 0;
  return {
    /** Records that it would erase, erased ones included; by its number only a message. Of a person: one pass over the record, which has no index by author. */
    records: (erasure: Erasure): Promise<number> => {
      switch (erasure.what) {
        case "message":
          return countOf('"room" = ? AND "seq" = ? AND "kind" = ?', [erasure.room, erasure.seq, RECORD_KINDS.message]);
        case "person":
          return countOf('"author" = ?', [erasure.account]);
        case "room":
          return countOf('"room" = ?', [erasure.room]);
        case "month":
          return countOf('"room" = ? AND "at_ms" >= ? AND "at_ms" < ?', [
            erasure.room,
            startOf(erasure.month),
            startOf(erasure.month + 1),
          ]);
      }
    },
    message: (room: RoomId, seq: number) =>
      reader.get<{ message: MessageId }>(
        'SELECT "message" FROM "records" WHERE "room" = ? AND "seq" = ? AND "kind" = ?',
        [room, seq, RECORD_KINDS.message],
      ),
    /** Those of the records that may edit it, by kind, author and order, and are not known to edit another one. */
    editsAmong: (room: RoomId, seq: number, seqs: readonly number[]) =>
      reader.all<Place>(
        `SELECT e."room", e."seq", e."at_ms" FROM "records" AS m
        JOIN "records" AS e ON e."room" = m."room" AND e."author" = m."author" AND e."seq" > m."seq" AND e."kind" = ?
        WHERE m."room" = ? AND m."seq" = ? AND e."seq" IN (${seqs.map(() => "?").join(", ")}) AND NOT EXISTS (
          SELECT 1 FROM "revisions" AS v WHERE v."room" = e."room" AND v."seq" = e."seq" AND v."target" <> m."message")`,
        [RECORD_KINDS.edit, room, seq, ...seqs],
      ),
    erasure: (id: ErasureId) => reader.get<ErasureRow>('SELECT * FROM "erasures" WHERE "id" = ?', [id]),
    newest: (limit: number) =>
      reader.all<ErasureRow>('SELECT * FROM "erasures" ORDER BY "intended_ms" DESC, "id" LIMIT ?', [limit]),
    /** Completed when the device was there already. */
    ofRoom: (of: { room: RoomId; afterNumber: number; sinceMs: number; limit: number }) =>
      reader.all<NumberedErasure>(
        `${NUMBERED} AND n."number" > ? AND e."completed_ms" >= ? ORDER BY n."number" LIMIT ?`,
        [of.room, of.afterNumber, of.sinceMs, of.limit],
      ),
    numbered: (room: RoomId, numbers: readonly number[]) =>
      reader.all<NumberedErasure>(
        `${NUMBERED} AND n."number" IN (${numbers.map(() => "?").join(", ")}) ORDER BY n."number"`,
        [room, ...numbers],
      ),
    /** 0 for a device that is not known, as that of a token. */
    deviceAddedMs: async (device: DeviceId): Promise<number> =>
      (await reader.get<{ added_ms: number }>('SELECT "added_ms" FROM "devices" WHERE "id" = ?', [device]))?.added_ms ??
      0,
    confirmedBy: async (room: RoomId, device: DeviceId): Promise<number[]> =>
      (
        await reader.all<{ number: number }>(
          'SELECT "number" FROM "erasure_confirmations" WHERE "room" = ? AND "device" = ?',
          [room, device],
        )
      ).map(({ number }) => number),
    /**
     * Devices of those who are in its rooms now, added before it was completed. Stored roles are enough to say who is asked. One that is
     * signed out stays among them: it may hold what it held.
     */
    askedDevices: (erasure: ErasureId, nowMs: number) =>
      reader.all<AskedDevice>(
        `SELECT d."account", d."id" AS "device", count(*) AS "rooms", count(c."device") AS "confirmed",
        (SELECT count(*) FROM "sessions" AS s WHERE s."device" = d."id" AND s."ended_ms" IS NULL AND s."expires_ms" > ?) AS "sessions"
        FROM "room_erasures" AS n
        JOIN "erasures" AS e ON e."id" = n."erasure"
        JOIN "role_assignments" AS r ON r."scope" = n."room"
        JOIN "devices" AS d ON d."account" = r."account" AND d."removed_ms" IS NULL AND d."added_ms" <= e."completed_ms"
        LEFT JOIN "erasure_confirmations" AS c ON c."room" = n."room" AND c."number" = n."number" AND c."device" = d."id"
        WHERE n."erasure" = ? GROUP BY d."account", d."id" ORDER BY d."account", d."id"`,
        [nowMs, erasure],
      ),
    /** What completed erasures say to rooms, since a time, in the order of the log. */
    async *roomFactsSince(atMs: number): AsyncGenerator<RowOf<typeof facts>> {
      let [leaf, position] = [-1, -1];
      for (;;) {
        const page = await reader.all<RowOf<typeof facts>>(
          `SELECT * FROM "facts" WHERE "kind" = 'erasure.completed' AND "subject" IS NULL AND "at_ms" >= ?
          AND ("leaf" > ? OR ("leaf" = ? AND "position" > ?)) ORDER BY "leaf", "position" LIMIT ${FACTS_PAGE}`,
          [atMs, leaf, leaf, position],
        );
        yield* page;
        const last = page.at(-1);
        if (last === undefined || page.length < FACTS_PAGE) return;
        ({ leaf, position } = last);
      }
    },
    /** Facts about erasures since a time, oldest first. */
    factsSince: (atMs: number) =>
      reader.all<RowOf<typeof facts>>(
        `SELECT * FROM "facts" WHERE "kind" IN ('erasure.intended', 'erasure.completed', 'erasure.withdrawn') AND "at_ms" >= ? ORDER BY "leaf", "position"`,
        [atMs],
      ),
  };
};
