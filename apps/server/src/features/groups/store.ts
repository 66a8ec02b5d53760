/** The only SQL about groups. */
import { type AccountId, type DeviceId, type MessageId, type RoomId, STANDING_FACTS } from "@warbler/protocol";
import type { facts, records } from "../../kernel/records.ts";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { groupHandshakes, groupLeaves, groups, welcomes } from "./tables.ts";

export type GroupRow = RowOf<typeof groups>;
export type LeafRow = RowOf<typeof groupLeaves>;
export type HandshakeRow = RowOf<typeof groupHandshakes>;
export type WelcomeRow = RowOf<typeof welcomes>;
type RecordRow = RowOf<typeof records>;

export const groupStore = (reader: Reader) => ({
  group: (room: RoomId) => reader.get<GroupRow>('SELECT * FROM "groups" WHERE "room" = ?', [room]),
  leaves: (room: RoomId) => reader.all<LeafRow>('SELECT * FROM "group_leaves" WHERE "room" = ?', [room]),
  /** The groups a device is in. */
  leavesOf: (device: DeviceId) => reader.all<LeafRow>('SELECT * FROM "group_leaves" WHERE "device" = ?', [device]),
  leavesOfAccount: (account: AccountId) =>
    reader.all<LeafRow>(
      'SELECT l.* FROM "devices" AS d JOIN "group_leaves" AS l ON l."device" = d."id" WHERE d."account" = ? ORDER BY l."room", l."leaf"',
      [account],
    ),
  /** By their stored roles, which are looked at again: people who are out of the organisation and in a group. */
  leaversInGroups: async (): Promise<readonly AccountId[]> =>
    (
      await reader.all<{ account: AccountId }>(
        `SELECT DISTINCT r."account" FROM "role_assignments" AS r JOIN "devices" AS d ON d."account" = r."account"
        JOIN "group_leaves" AS l ON l."device" = d."id"
        WHERE r."scope" = 'org' AND (r."role" = 'removed' OR r."suspended_ms" IS NOT NULL) ORDER BY r."account"`,
        [],
      )
    ).map(({ account }) => account),
  /** Whether the server has proposed here to remove a device of theirs: no device of theirs said so. */
  wasRemovalProposed: async (room: RoomId, account: AccountId) =>
    (await reader.get<{ epoch: number }>(
      `SELECT h."epoch" FROM "group_handshakes" AS h JOIN "records" AS r ON r."room" = h."room" AND r."message" = h."message"
      WHERE h."room" = ? AND h."author" = ? AND r."device" IS NULL LIMIT 1`,
      [room, account],
    )) !== undefined,
  standingFacts: (account: AccountId) =>
    reader.all<RowOf<typeof facts>>(
      `SELECT * FROM "facts" WHERE "subject" = ? AND "kind" IN (${STANDING_FACTS.map((kind) => `'${kind}'`).join(", ")}) ORDER BY "leaf", "position"`,
      [account],
    ),
  record: (room: RoomId, message: MessageId) =>
    reader.get<RecordRow>('SELECT * FROM "records" WHERE "room" = ? AND "message" = ?', [room, message]),
  hasRecord: async (room: RoomId, message: MessageId) =>
    (await reader.get<{ seq: number }>('SELECT "seq" FROM "records" WHERE "room" = ? AND "message" = ?', [
      room,
      message,
    ])) !== undefined,
  /** Which of these, at least one, are in the room already. */
  known: async (room: RoomId, messages: readonly MessageId[]) =>
    new Set(
      (
        await reader.all<{ message: MessageId }>(
          `SELECT "message" FROM "records" WHERE "room" = ? AND "message" IN (${messages.map(() => "?").join(", ")})`,
          [room, ...messages],
        )
      ).map(({ message }) => message),
    ),
  /** Handshakes from an epoch on, epoch by epoch. */
  handshakesFrom: (room: RoomId, generation: number, epoch: number) =>
    reader.all<HandshakeRow>(
      'SELECT * FROM "group_handshakes" WHERE "room" = ? AND "generation" = ? AND "epoch" >= ? ORDER BY "epoch", "message"',
      [room, generation, epoch],
    ),
  handshake: (room: RoomId, message: MessageId) =>
    reader.get<HandshakeRow>('SELECT * FROM "group_handshakes" WHERE "room" = ? AND "message" = ?', [room, message]),
  seqOf: async (room: RoomId, message: MessageId) =>
    (
      await reader.get<{ seq: number }>('SELECT "seq" FROM "records" WHERE "room" = ? AND "message" = ?', [
        room,
        message,
      ])
    )?.seq ?? 0,
  lastSeq: async (room: RoomId) =>
    (await reader.get<{ last_seq: number }>('SELECT "last_seq" FROM "room_heads" WHERE "room" = ?', [room]))
      ?.last_seq ?? 0,
  /** Welcomes that wait for a device, oldest first. */
  welcomesFor: (device: DeviceId) =>
    reader.all<{ room: RoomId; handshake: MessageId; seq: number }>(
      'SELECT "welcome_readers"."room", "handshake", "seq" FROM "welcome_readers" JOIN "records" ON "records"."room" = "welcome_readers"."room" AND "records"."message" = "handshake" WHERE "welcome_readers"."device" = ? ORDER BY "welcome_readers"."room", "seq"',
      [device],
    ),
  welcome: (room: RoomId, handshake: MessageId) =>
    reader.get<WelcomeRow>('SELECT * FROM "welcomes" WHERE "room" = ? AND "handshake" = ?', [room, handshake]),
  readersOf: async (room: RoomId, handshake: MessageId) =>
    (
      await reader.get<{ n: number }>(
        'SELECT count(*) AS n FROM "welcome_readers" WHERE "room" = ? AND "handshake" = ?',
        [room, handshake],
      )
    )?.n ?? 0,
  /** The devices that made something else of the epoch, or nothing. */
  reports: async (room: RoomId, generation: number, epoch: number): Promise<readonly DeviceId[]> =>
    (
      await reader.all<{ device: DeviceId }>(
        'SELECT "device" FROM "group_reports" WHERE "room" = ? AND "generation" = ? AND "epoch" = ?',
        [room, generation, epoch],
      )
    ).map(({ device }) => device),
});
export type GroupStore = ReturnType<typeof groupStore>;
