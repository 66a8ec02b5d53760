/** Rooms, rosters and read cursors. */
import {
  type AccountId,
  type ApiParsed,
  LIMITS,
  type ProtectionLevel,
  type RoomAnswer,
  type RoomId,
  type RoomKind,
  type RoomRole,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import {
  aboutEach,
  insert,
  insertOrKeep,
  insertOrReplace,
  plan,
  requireRows,
  type Step,
  update,
} from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { reaches } from "../../kernel/policy/token-reach.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { ChatRulesOf } from "../chat-rules/index.ts";
import type { Mentions } from "../messages/index.ts";
import { creatingRules } from "./creating.ts";
import * as told from "./facts.ts";
import { leavingRules } from "./leaving.ts";
import { protectionWords } from "./protection.ts";
import { readCursorMover } from "./read-cursor.ts";
import { eventStep } from "./room-steps.ts";
import { conversationStore, type RoomRow } from "./store.ts";
import { readCursors, rooms } from "./tables.ts";

export interface ConversationsDeps extends Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "clock"> {
  /** Counts what addresses a member; in end-to-end rooms there is nothing the server could count, and clients do. */
  readonly mentions: Mentions;
  /** Of these people, those whose reading this person sees. */
  readonly seenBy: ChatRulesOf["seenBy"];
}

/** What does not change about a room but once, when another one takes its place. */
export interface RoomState {
  readonly kind: RoomKind;
  readonly level: ProtectionLevel;
  readonly predecessor: RoomId | null;
  readonly successor: RoomId | null;
}
const CACHED_ROOMS = 20_000;

export function conversationRules(deps: ConversationsDeps) {
  const { ledger, policy, vault, clock } = deps;
  const store = conversationStore(deps.reader);
  const textOf = (row: RoomRow, column: "name" | "topic") => {
    const text = vault.open(rooms, column, row);
    return text === ERASED ? "" : text;
  };

  const summaryOf = async (room: RoomId, account: AccountId): Promise<RoomAnswer | undefined> => {
    const [row, roster] = await Promise.all([store.room(room), policy.rosterOf(room)]);
    const mine = roster.get(account);
    if (row === undefined || mine === undefined) return undefined;
    const [lastSeq, readSeq = 0] = await Promise.all([store.lastSeq(room), store.cursor(room, account)]);
    const unread = readSeq >= lastSeq ? 0 : await store.unread(room, account, readSeq);
    const other = row.kind === "direct" ? [...roster.keys()].find((one) => one !== account) : undefined;
    return {
      id: room,
      kind: row.kind,
      level: row.level,
      protection: protectionWords(row.level),
      name: textOf(row, "name"),
      topic: textOf(row, "topic"),
      myRole: mine.role,
      lastSeq,
      readSeq,
      unread,
      unreadMentions: unread === 0 ? 0 : await deps.mentions.unread(room, account, readSeq),
      memberCount: roster.size,
      createdAtMs: row.created_ms,
      erasures: await store.erasures(room),
      ...(other !== undefined && { other }),
      ...(row.predecessor !== null && { predecessor: row.predecessor }),
      ...(row.successor !== null && { successor: row.successor }),
    };
  };
  const states = new Map<RoomId, RoomState>();
  const stateOf = async (room: RoomId): Promise<RoomState | undefined> => {
    const known = states.get(room);
    if (known !== undefined) return known;
    const row = await store.room(room);
    if (row === undefined) return undefined;
    if (states.size >= CACHED_ROOMS) states.clear();
    const { kind, level, predecessor, successor } = row;
    const state = { kind, level, predecessor, successor };
    states.set(room, state);
    return state;
  };
  ledger.on(told.roomCreated, ({ predecessor }) => {
    if (predecessor !== undefined) states.delete(predecessor.room);
  });
  /** In end-to-end rooms the members' signed commits say who is in and what their roles are, not a request. */
  const requireSealed = async (room: RoomId): Promise<Result<RoomRow>> => {
    const row = await store.room(room);
    if (row === undefined) return refuse("not-found");
    return row.level === "sealed" ? ok(row) : refuse("wrong-level");
  };
  const answerFor = async (room: RoomId, account: AccountId): Promise<Result<RoomAnswer>> => {
    const summary = await summaryOf(room, account);
    return summary === undefined ? refuse("not-found") : ok(summary);
  };
  const roster = async (room: RoomId) =>
    ok({
      members: [...(await policy.rosterOf(room))].map(([account, { role, since_ms }]) => ({
        account,
        role,
        sinceMs: since_ms,
      })),
    });
  const requirePeople = async (accounts: readonly AccountId[]): Promise<Result<undefined>> => {
    for (const account of accounts) {
      if ((await policy.orgRoleOf(account)) === undefined)
        return refuse("not-found", "expected people of the organisation");
    }
    return ok(undefined);
  };
  /** New members have read what was there before them. */
  const memberSteps = (
    room: RoomId,
    by: { readonly account: AccountId },
    accounts: readonly AccountId[],
    lastSeq: number,
    nowMs: number,
  ): readonly Step[] =>
    accounts.flatMap((account) => [
      insert(
        roleAssignments,
        { scope: room, account, role: "member", since_ms: nowMs, given_by: by.account },
        "id-reused",
      ),
      insertOrReplace(readCursors, { room, account, seq: lastSeq, at_ms: nowMs }),
      eventStep(room, by, { what: "joined", account }, nowMs),
    ]);
  const roomLimit = (account: AccountId) =>
    requireRows(roleAssignments, { account }, "too-many", 0, LIMITS.roomsPerAccount);
  const everyone = async (room: RoomId) => [...(await policy.rosterOf(room)).keys()];

  const levelOf = async (room: RoomId): Promise<ProtectionLevel | undefined> => (await stateOf(room))?.level;
  const { takingOut, removal, leaveAllRooms, leavingOf } = leavingRules({
    policy,
    clock,
    store,
    levelOf,
    requireSealed,
  });
  const { create } = creatingRules({ ledger, policy, vault, clock, store, levelOf, answerFor, requirePeople });

  return {
    summaryOf,
    create,
    leaveAllRooms,
    leavingOf,
    roomsOf: (account: AccountId) => store.roomsOf(account),

    async summaries(account: AccountId): Promise<RoomAnswer[]> {
      const found = await Promise.all((await store.roomsOf(account)).map((room) => summaryOf(room, account)));
      return found.filter((summary) => summary !== undefined);
    },

    stateOf,
    takingOut,
    /** Group rooms that no other one continues: those that people look after. */
    groupRooms: () => store.groupRooms(),
    lastRead: (room: RoomId) => store.cursors(room),
    levelOf,

    /** Steps that put a new person into rooms; used when an invitation is accepted. */
    async joinRooms(
      { account, by }: { readonly account: AccountId; readonly by: AccountId },
      list: readonly RoomId[],
      nowMs: number,
    ): Promise<readonly Step[]> {
      const levels = await Promise.all(list.map(async (room) => (await stateOf(room))?.level));
      const sealed = list.filter((_room, at) => levels[at] === "sealed");
      const steps = await Promise.all(
        sealed.map(async (room) => [
          insertOrKeep(roleAssignments, { scope: room, account, role: "member", since_ms: nowMs, given_by: by }),
          insertOrReplace(readCursors, { room, account, seq: await store.lastSeq(room), at_ms: nowMs }),
          eventStep(room, { account }, { what: "joined", account }, nowMs),
        ]),
      );
      return steps.flat();
    },

    async list(grant: Grant<"room.list">) {
      const all = await this.summaries(grant.resource.account);
      return ok({ rooms: all.filter(({ id }) => reaches(grant.caller, "room.list", { kind: "room", room: id })) });
    },
    read: (grant: Grant<"room.read">) => answerFor(grant.resource.room, grant.caller.account),
    roster: (grant: Grant<"room.read">) => roster(grant.resource.room),
    async readers(grant: Grant<"room.read">) {
      const cursors = await store.cursors(grant.resource.room);
      const people = cursors.map(({ account }) => account);
      const seen = new Set(await deps.seenBy(grant.caller.account, people));
      return ok({ readers: cursors.flatMap(({ account, seq }) => (seen.has(account) ? [{ account, seq }] : [])) });
    },

    async describe(grant: Grant<"room.describe">, input: ApiParsed<"describeRoom">): Promise<Result<RoomAnswer>> {
      const { room } = grant.resource;
      const found = await requireSealed(room);
      if (!found.ok) return found;
      const row = found.value;
      if (row.kind === "direct" && input.name !== undefined) return refuse("bad-request", "a direct room has no name");
      const set = {
        ...(input.name !== undefined && { name: input.name }),
        ...(input.topic !== undefined && { topic: input.topic }),
      };
      if (Object.keys(set).length === 0) return answerFor(room, grant.caller.account);
      const accounts = await everyone(room);
      const done = await ledger.commit(grant, () =>
        plan(
          told.roomDescribed,
          [
            {
              subject: grant.caller.account,
              detail: { room, name: input.name !== undefined, topic: input.topic !== undefined },
            },
          ],
          [
            update(rooms, { id: room }, set),
            eventStep(
              room,
              grant.caller,
              { what: "described", name: input.name ?? textOf(row, "name") },
              clock.nowMs(),
            ),
          ],
          { room, accounts },
        ),
      );
      return done.ok ? answerFor(room, grant.caller.account) : done;
    },

    async addMembers(grant: Grant<"room.add-member">, input: ApiParsed<"addMembers">) {
      const { room } = grant.resource;
      const found = await requireSealed(room);
      if (!found.ok) return found;
      if (found.value.kind === "direct") return refuse("bad-request", "a direct room has two people; make a group");
      const present = await policy.rosterOf(room);
      const fresh = [...new Set(input.members)].filter((account) => !present.has(account));
      if (fresh.length === 0) return roster(room);
      const known = await requirePeople(fresh);
      if (!known.ok) return known;
      const nowMs = clock.nowMs();
      const lastSeq = await store.lastSeq(room);
      const by = grant.caller.account;
      const about = aboutEach(by, fresh, { room, by, added: fresh.length });
      const done = await ledger.commit(grant, () =>
        plan(
          told.memberAdded,
          about,
          [
            requireRows(roleAssignments, { scope: room }, "too-many", 0, LIMITS.roomMembers - fresh.length),
            ...fresh.map(roomLimit),
            ...memberSteps(room, grant.caller, fresh, lastSeq, nowMs),
          ],
          { room, accounts: [...present.keys(), ...fresh] },
        ),
      );
      return done.ok ? roster(room) : done;
    },

    async removeMember(grant: Grant<"room.remove-member">, account: AccountId): Promise<Result<undefined>> {
      const plan = await removal(grant.resource.room, grant.caller, account);
      if (!plan.ok) return plan;
      const done = await ledger.commit(grant, () => plan.value);
      return done.ok ? ok(undefined) : done;
    },

    async leave(grant: Grant<"room.leave">): Promise<Result<undefined>> {
      const plan = await removal(grant.resource.room, grant.caller, grant.caller.account);
      if (!plan.ok) return plan;
      const done = await ledger.commit(grant, () => plan.value);
      return done.ok ? ok(undefined) : done;
    },

    async grantRoomRole(
      grant: Grant<"room.grant-role">,
      account: AccountId,
      role: RoomRole,
    ): Promise<Result<undefined>> {
      const { room } = grant.resource;
      const sealed = await requireSealed(room);
      if (!sealed.ok) return sealed;
      const present = await policy.rosterOf(room);
      const before = present.get(account)?.role;
      if (before === undefined) return refuse("not-found");
      const keepsOwner =
        before === "owner" && role !== "owner"
          ? [requireRows(roleAssignments, { scope: room, role: "owner" }, "last-owner", 2)]
          : [];
      const about = aboutEach(account, [grant.caller.account], { room, account, role, before });
      const done = await ledger.commit(grant, () =>
        plan(
          told.roomRoleGranted,
          about,
          [
            ...keepsOwner,
            update(roleAssignments, { scope: room, account }, { role, given_by: grant.caller.account }),
            eventStep(room, grant.caller, { what: "role", account, role }, clock.nowMs()),
          ],
          {
            room,
            accounts: [...present.keys()],
          },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    /** Moves the caller's read cursor forward, never back. */
    markRead: readCursorMover(deps, store),
  };
}
export type ConversationRules = ReturnType<typeof conversationRules>;
