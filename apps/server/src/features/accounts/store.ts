/** The only SQL about people, devices, sessions and invitations. */
import { type AccountId, type DeviceId, type InvitationId, LIMITS, type SessionId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf, Schema } from "../../kernel/tables.ts";
import type { accounts, accountTables, devices, invitations, organisation, sessions, statuses } from "./tables.ts";

export type AccountRow = RowOf<typeof accounts>;
export type StatusRow = RowOf<typeof statuses>;
export type DeviceRow = RowOf<typeof devices>;
export type SessionRow = RowOf<typeof sessions>;
export type InvitationRow = RowOf<typeof invitations>;

export interface DeviceCount {
  readonly account: AccountId;
  readonly devices: number;
  readonly newest_ms: number;
  readonly first_ms: number;
}

/** When somebody first came from a network. */
export interface FirstFrom {
  readonly came_from: Uint8Array | null;
  readonly first_ms: number;
}

export interface AccountStore {
  organisation(): Promise<RowOf<typeof organisation> | undefined>;
  account(id: AccountId): Promise<AccountRow | undefined>;
  accountByHandle(handleKey: Uint8Array): Promise<AccountRow | undefined>;
  accountsAfter(after: AccountId | undefined, limit: number): Promise<AccountRow[]>;
  accountsOf(ids: readonly AccountId[]): Promise<AccountRow[]>;
  statusesOf(ids: readonly AccountId[]): Promise<StatusRow[]>;
  device(id: DeviceId): Promise<DeviceRow | undefined>;
  devicesOf(account: AccountId): Promise<DeviceRow[]>;
  session(id: SessionId): Promise<SessionRow | undefined>;
  sessionByToken(token: Uint8Array): Promise<SessionRow | undefined>;
  /** Whether a session was ever started there: `came_from` of a person and a network. */
  hasComeFrom(cameFrom: Uint8Array): Promise<boolean>;
  /** Of a person, for each network that they ever came from; those of before this was kept are one. */
  firstsFrom(account: AccountId): Promise<readonly FirstFrom[]>;
  sessionsOf(ids: readonly SessionId[]): Promise<SessionRow[]>;
  liveSessionsOf(account: AccountId, nowMs: number): Promise<SessionRow[]>;
  /** Of each of these: how many devices that are not removed, when the newest was added, and when the first one ever was. */
  deviceCountsOf(ids: readonly AccountId[]): Promise<DeviceCount[]>;
  /** Of each of these: when a session was last used, ended or not. */
  lastUsesOf(ids: readonly AccountId[]): Promise<{ readonly account: AccountId; readonly last_ms: number }[]>;
  liveSessionsOfAll(ids: readonly AccountId[], nowMs: number): Promise<SessionRow[]>;
  openInvitationsOf(account: AccountId, nowMs: number): Promise<number>;
  /** When each person's sessions were last used, by the coarse time that is kept. */
  lastUses(): Promise<readonly { readonly account: AccountId; readonly last_ms: number }[]>;
  invitation(id: InvitationId): Promise<InvitationRow | undefined>;
  invitationByToken(token: Uint8Array): Promise<InvitationRow | undefined>;
  newestInvitations(limit: number): Promise<InvitationRow[]>;
  newestInvitationsOf(account: AccountId, limit: number): Promise<InvitationRow[]>;
}

export function accountStore(reader: Reader): AccountStore {
  const db = reader.query<Schema<typeof accountTables>>();
  const liveSessions = async (accounts: readonly AccountId[], nowMs: number): Promise<SessionRow[]> => {
    if (accounts.length === 0) return [];
    const rows = await db
      .selectFrom("sessions")
      .selectAll()
      .where("account", "in", [...accounts])
      .where("ended_ms", "is", null)
      .where("expires_ms", ">", nowMs)
      .orderBy("started_ms")
      .execute();
    return rows.filter(({ started_ms, seen_ms }) => (seen_ms ?? started_ms) + LIMITS.sessionIdleMs > nowMs);
  };
  return {
    organisation: () => db.selectFrom("organisation").selectAll().executeTakeFirst(),
    account: (id) => db.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirst(),
    accountByHandle: (key) => db.selectFrom("accounts").selectAll().where("handle_key", "=", key).executeTakeFirst(),
    accountsAfter: (after, limit) => {
      const all = db.selectFrom("accounts").selectAll().orderBy("id").limit(limit);
      return (after === undefined ? all : all.where("id", ">", after)).execute();
    },
    accountsOf: async (ids) =>
      ids.length === 0
        ? []
        : db
            .selectFrom("accounts")
            .selectAll()
            .where("id", "in", [...ids])
            .execute(),
    statusesOf: async (ids) =>
      ids.length === 0
        ? []
        : db
            .selectFrom("statuses")
            .selectAll()
            .where("account", "in", [...ids])
            .execute(),
    device: (id) => db.selectFrom("devices").selectAll().where("id", "=", id).executeTakeFirst(),
    devicesOf: (account) =>
      db
        .selectFrom("devices")
        .selectAll()
        .where("account", "=", account)
        .where("removed_ms", "is", null)
        .orderBy("added_ms")
        .execute(),
    session: (id) => db.selectFrom("sessions").selectAll().where("id", "=", id).executeTakeFirst(),
    sessionByToken: (token) => reader.get('SELECT * FROM "sessions" WHERE "token" = ?', [token]),
    hasComeFrom: async (cameFrom) =>
      (await reader.get('SELECT 1 AS "n" FROM "sessions" WHERE "came_from" = ? LIMIT 1', [cameFrom])) !== undefined,
    firstsFrom: (account) =>
      reader.all(
        'SELECT "came_from", MIN("started_ms") AS "first_ms" FROM "sessions" WHERE "account" = ? GROUP BY "came_from"',
        [account],
      ),
    sessionsOf: (ids) =>
      db
        .selectFrom("sessions")
        .selectAll()
        .where("id", "in", [...ids])
        .execute(),
    liveSessionsOf: (account, nowMs) => liveSessions([account], nowMs),
    liveSessionsOfAll: liveSessions,
    deviceCountsOf: async (ids) => {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom("devices")
        .select(({ fn }) => ["account", fn.countAll().as("devices"), fn.max("added_ms").as("newest_ms")])
        .where("account", "in", [...ids])
        .where("removed_ms", "is", null)
        .groupBy("account")
        .execute();
      const firsts = await db
        .selectFrom("devices")
        .select(({ fn }) => ["account", fn.min("added_ms").as("first_ms")])
        .where("account", "in", [...ids])
        .groupBy("account")
        .execute();
      const firstOf = new Map(firsts.map(({ account, first_ms }) => [account, first_ms]));
      return rows.map(({ account, devices, newest_ms }) => ({
        ...{ account, newest_ms, devices: Number(devices) },
        first_ms: firstOf.get(account) ?? newest_ms,
      }));
    },
    lastUsesOf: async (ids) =>
      ids.length === 0
        ? []
        : db
            .selectFrom("sessions")
            .select(({ fn }) => ["account", fn.max(fn.coalesce("seen_ms", "started_ms")).as("last_ms")])
            .where("account", "in", [...ids])
            .groupBy("account")
            .execute(),
    openInvitationsOf: async (account, nowMs) => {
      const rows = await db
        .selectFrom("invitations")
        .select("id")
        .where("created_by", "=", account)
        .where("state", "=", "open")
        .where("expires_ms", ">", nowMs)
        .execute();
      return rows.length;
    },
    lastUses: () =>
      reader.all(
        'SELECT "account", MAX(COALESCE("seen_ms", "started_ms")) AS "last_ms" FROM "sessions" GROUP BY "account"',
        [],
      ),
    invitation: (id) => db.selectFrom("invitations").selectAll().where("id", "=", id).executeTakeFirst(),
    invitationByToken: (token) =>
      db.selectFrom("invitations").selectAll().where("token", "=", token).executeTakeFirst(),
    newestInvitations: (limit) =>
      db.selectFrom("invitations").selectAll().orderBy("created_ms", "desc").limit(limit).execute(),
    newestInvitationsOf: (account, limit) =>
      db
        .selectFrom("invitations")
        .selectAll()
        .where("created_by", "=", account)
        .orderBy("created_ms", "desc")
        .limit(limit)
        .execute(),
  };
}
