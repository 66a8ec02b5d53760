/** Rooms, rosters and read cursors. */
import { randomBytes } from "node:crypto";
import {
  type AccountId,
  type ApiParsed,
  LIMITS,
  MESSAGE_ID_RANDOM_BYTES,
  messageIdAt,
  type ProtectionLevel,
  RECORD_KINDS,
  type ReviewId,
  type RoomAnswer,
  type RoomId,
  type RoomKind,
  type RoomRole,
} from "@warbler/protocol";
import { ContentSchema, create, toBinary } from "@warbler/protocol/wire";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import {
  aboutEach,
  append,
  insert,
  insertOrKeep,
  insertOrReplace,
  plan,
  remove,
  requireRows,
  type Step,
  update,
} from "../../kernel/plan.ts";
import type { Caller, Grant } from "../../kernel/policy/policy.ts";
import { reaches } from "../../kernel/policy/token-reach.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { ChatRulesOf } from "../chat-rules/index.ts";
import type { Mentions } from "../messages/index.ts";
import * as told from "./facts.ts";
import { OFFERED_LEVELS, protectionWords } from "./protection.ts";
import { conversationStore, type RoomRow } from "./store.ts";
import { readCursors, rooms } from "./tables.ts";

export interface ConversationsDeps extends Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "clock"> {
  /** Counts what addresses a member; in end-to-end rooms there is nothing the server could count, and clients do. */
  readonly mentions: Mentions;
  /** Of these people, those whose reading this person sees. */
  readonly seenBy: ChatRulesOf["seenBy"];
}

/** What is wrong with a new room, or undefined. */
function faultOf({ kind, level, name, topic, members }: ApiParsed<"createRoom">): string | undefined {
  if (level !== "sealed" && (name !== "" || topic !== "")) return "the server does not know an end-to-end room's name";
  if (level !== "sealed" && kind === "group" && members.length > 0) return "commits add an end-to-end room's members";
  if (level === "sealed" && kind === "group" && name === "") return "a group room has a name";
  return undefined;
}

interface NewRoom {
  readonly id: RoomId;
  readonly kind: RoomKind;
  readonly level: ProtectionLevel;
  readonly name: string;
  readonly topic: string;
  readonly createdAtMs: number;
  readonly createdBy: AccountId;
  readonly pair?: Uint8Array;
  readonly predecessor?: RoomId;
}

/** What does not change about a room but once, when another one takes its place. */
export interface RoomState {
  readonly kind: RoomKind;
  readonly level: ProtectionLevel;
  readonly predecessor: RoomId | null;
  readonly successor: RoomId | null;
}
const CACHED_ROOMS = 20_000;

/** Steps that add a room and make `createdBy` its owner. */
export const roomSteps = (room: NewRoom): readonly Step[] => [
  insert(
    rooms,
    {
      id: room.id,
      kind: room.kind,
      level: room.level,
      name: room.name,
      topic: room.topic,
      created_by: room.createdBy,
      created_ms: room.createdAtMs,
      ...(room.pair !== undefined && { pair: room.pair }),
      ...(room.predecessor !== undefined && { predecessor: room.predecessor }),
    },
    "id-reused",
  ),
  insertOrKeep(roleAssignments, { scope: room.id, account: room.createdBy, role: "owner", since_ms: room.createdAtMs }),
];

/** A step that moves a read cursor: new members have read what was there before them. */
export const readUpTo = (at: {
  readonly room: RoomId;
  readonly account: AccountId;
  readonly seq: number;
  readonly atMs: number;
}): Step => insertOrReplace(readCursors, { room: at.room, account: at.account, seq: at.seq, at_ms: at.atMs });

/** A step by which a direct room is no longer the one of its two people. */
export const unpaired = (room: RoomId): Step => update(rooms, { id: room }, { pair: null }, "ignore");

/** A record in which the server tells what happened to the room. */
export const eventStep = (
  room: RoomId,
  by: Caller | { readonly account: AccountId },
  event: {
    readonly what: string;
    readonly account?: string;
    readonly name?: string;
    readonly role?: string;
    readonly room?: string;
  },
  atMs: number,
): Step =>
  append({
    room,
    message: messageIdAt(atMs, randomBytes(MESSAGE_ID_RANDOM_BYTES)),
    author: by.account,
    device: null,
    kind: RECORD_KINDS.event,
    atMs,
    imported: false,
    content: toBinary(
      ContentSchema,
      create(ContentSchema, {
        body: {
          case: "event",
          value: {
            what: event.what,
            account: event.account ?? "",
            name: event.name ?? "",
            role: event.role ?? "",
            room: event.room ?? "",
          },
        },
      }),
    ),
  });

/** A room that somebody is no longer in, and who was in it. */
export interface Left {
  readonly room: RoomId;
  readonly accounts: readonly AccountId[];
}

/** Who owns a room after its only owner: who moderates it longest, or else is in it longest. */
function heirOf(
  roster: ReadonlyMap<AccountId, { readonly role: RoomRole; readonly since_ms: number }>,
  leaving: AccountId,
): AccountId | undefined {
  const others = [...roster].filter(([account]) => account !== leaving);
  if (others.some(([, { role }]) => role === "owner")) return undefined;
  const rank = (role: RoomRole) => (role === "moderator" ? 0 : 1);
  const [first] = others.sort(([, a], [, b]) => rank(a.role) - rank(b.role) || a.since_ms - b.since_ms);
  return first?.[0];
}

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
    const [lastSeq, readSeq] = await Promise.all([store.lastSeq(room), store.cursor(room, account)]);
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
  const hasBot = async (accounts: readonly AccountId[]): Promise<boolean> => {
    for (const account of accounts) if ((await policy.orgRoleOf(account)) === "bot") return true;
    return false;
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

  /** What takes `account` out of a `sealed` room. An owner may not be taken from others who then have none. */
  const takingOut = async (
    { room, account }: { readonly room: RoomId; readonly account: AccountId },
    { by, ...reported }: { readonly by: AccountId; readonly review?: ReviewId },
  ) => {
    const present = await policy.rosterOf(room);
    const keepsOwner =
      present.get(account)?.role === "owner" && present.size > 1
        ? [requireRows(roleAssignments, { scope: room, role: "owner" }, "last-owner", 2)]
        : [];
    const about = aboutEach(account, [by], { room, account, by, ...reported });
    const event = eventStep(
      room,
      { account: by },
      { what: account === by ? "left" : "removed", account },
      clock.nowMs(),
    );
    const steps = [...keepsOwner, remove(roleAssignments, { scope: room, account }), event];
    return plan(told.memberRemoved, about, steps, { room, accounts: [...present.keys()] });
  };

  /** Takes `account` out of a room. The last person may leave; an owner may not leave others without one. */
  const removal = async (room: RoomId, by: Caller, account: AccountId) => {
    const sealed = await requireSealed(room);
    if (!sealed.ok) return sealed;
    const present = await policy.rosterOf(room);
    const role = present.get(account)?.role;
    if (role === undefined) return refuse("not-found");
    const isLeaving = account === by.account;
    if (!isLeaving && role === "owner" && present.get(by.account)?.role !== "owner") return refuse("forbidden");
    return ok(await takingOut({ room, account }, { by: by.account }));
  };

  /** Who left their direct room and opens it again is in it again: it is theirs and the other person's. */
  const comeBack = async (grant: Grant<"room.create">, room: RoomId): Promise<Result<RoomAnswer>> => {
    const { account } = grant.caller;
    const nowMs = clock.nowMs();
    const present = await everyone(room);
    const steps = [
      insertOrKeep(roleAssignments, { scope: room, account, role: "owner", since_ms: nowMs }),
      eventStep(room, grant.caller, { what: "joined", account }, nowMs),
    ];
    const about = aboutEach(account, [], { room, by: account, added: 1 });
    const done = await ledger.commit(grant, () =>
      plan(told.memberAdded, about, steps, { room, accounts: [...present, account] }),
    );
    return done.ok ? answerFor(room, account) : done;
  };

  /** Ends a room in favour of the next one, once; its members are told, in its record where the server writes one. */
  const successionSteps = async (
    grant: Grant<"room.create">,
    predecessor: RoomId,
    successor: RoomId,
  ): Promise<Result<readonly Step[]>> => {
    const may = await policy.decide(grant.caller, "room.succeed", { kind: "room", room: predecessor });
    if (!may.ok) return may;
    const old = await stateOf(predecessor);
    const event = eventStep(predecessor, grant.caller, { what: "succeeded", room: successor }, clock.nowMs());
    return ok([
      update(rooms, { id: predecessor, successor: null }, { successor }, "room-succeeded"),
      ...(old?.level === "sealed" ? [event] : []),
    ]);
  };

  /** The rooms of who leaves, and who owns each then. */
  const leavingRooms = async (account: AccountId) => {
    const found: (Left & { readonly isSealed: boolean; readonly heir: AccountId | undefined })[] = [];
    for (const room of await store.roomsOf(account)) {
      const roster = await policy.rosterOf(room);
      const role = roster.get(account)?.role;
      if (role === undefined) continue;
      // In end-to-end rooms the members' own commits name owners, and take the devices out of the keys.
      const isSealed = (await stateOf(room))?.level === "sealed";
      const heir = isSealed && role === "owner" ? heirOf(roster, account) : undefined;
      found.push({ room, accounts: [...roster.keys()], isSealed, heir });
    }
    return found;
  };

  return {
    summaryOf,
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
    async levelOf(room: RoomId): Promise<ProtectionLevel | undefined> {
      return (await stateOf(room))?.level;
    },

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

    /** Steps that take who leaves the organisation out of all rooms; where they were the only owner, another member is one then. */
    async leaveAllRooms(
      account: AccountId,
      by: Caller,
    ): Promise<{ readonly rooms: readonly Left[]; readonly steps: readonly Step[] }> {
      const all = await leavingRooms(account);
      const nowMs = clock.nowMs();
      const steps = all.flatMap(({ room, isSealed, heir }) => [
        remove(roleAssignments, { scope: room, account }),
        ...(heir !== undefined
          ? [
              update(roleAssignments, { scope: room, account: heir }, { role: "owner" }, "permission-changed"),
              eventStep(room, by, { what: "role", account: heir, role: "owner" }, nowMs),
            ]
          : []),
        ...(isSealed ? [eventStep(room, by, { what: "removed", account }, nowMs)] : []),
      ]);
      return { rooms: all, steps };
    },

    /** What `leaveAllRooms` would do, in numbers. */
    async leavingOf(account: AccountId) {
      const all = await leavingRooms(account);
      return {
        rooms: all.length,
        passedOn: all.filter(({ heir }) => heir !== undefined).length,
        emptied: all.filter(({ accounts }) => accounts.length === 1).length,
        endToEnd: all.filter(({ isSealed }) => !isSealed).length,
      };
    },

    async create(grant: Grant<"room.create">, input: ApiParsed<"createRoom">): Promise<Result<RoomAnswer>> {
      const { account } = grant.caller;
      const others = [...new Set(input.members)].filter((one) => one !== account);
      if (!OFFERED_LEVELS.includes(input.level)) return refuse("level-not-offered");
      if (input.kind === "direct" && others.length !== 1)
        return refuse("bad-request", "a direct room has one other person");
      const fault = faultOf(input);
      if (fault !== undefined) return refuse("bad-request", fault);
      const known = await requirePeople(others);
      if (!known.ok) return known;
      // A bot has no device of its own whose keys others could check.
      if (input.level !== "sealed" && (await hasBot(others)))
        return refuse("wrong-level", "bots can be in sealed rooms only: they have no keys of their own");
      const people = [account, ...others].sort().join("/");
      // Two people have one direct room of each level.
      const pairName = input.level === "sealed" ? people : `${input.level}/${people}`;
      const pair = input.kind === "direct" ? vault.lookup("direct-room", pairName) : undefined;
      /** The room that this very request made before, or that the same two people have. */
      const earlier = async (): Promise<Result<RoomAnswer> | undefined> => {
        const same = await store.room(input.id);
        if (same !== undefined) return same.created_by === account ? answerFor(same.id, account) : refuse("id-reused");
        const paired = pair === undefined ? undefined : await store.roomOfPair(pair);
        if (paired === undefined) return undefined;
        // Who left an end-to-end room comes back by a commit of the other person.
        return (await policy.rosterOf(paired.id)).has(account) || paired.level !== "sealed"
          ? answerFor(paired.id, account)
          : comeBack(grant, paired.id);
      };
      const existing = await earlier();
      if (existing !== undefined) return existing;
      const nowMs = clock.nowMs();
      const { predecessor } = input;
      const succession = predecessor === undefined ? ok([]) : await successionSteps(grant, predecessor, input.id);
      if (!succession.ok) return succession;
      const detail = {
        room: input.id,
        kind: input.kind,
        level: input.level,
        by: account,
        ...(predecessor !== undefined && { predecessor }),
      };
      const about = aboutEach(account, others, detail);
      const done = await ledger.commit(grant, async () =>
        plan(
          told.roomCreated,
          about,
          [
            roomLimit(account),
            ...roomSteps({
              id: input.id,
              kind: input.kind,
              level: input.level,
              name: input.kind === "direct" ? "" : input.name,
              topic: input.topic,
              createdAtMs: nowMs,
              createdBy: account,
              ...(pair !== undefined && { pair }),
              ...(predecessor !== undefined && { predecessor }),
            }),
            ...succession.value,
            ...(input.level === "sealed" ? [eventStep(input.id, grant.caller, { what: "created" }, nowMs)] : []),
            ...others.flatMap((one) => [
              insert(roleAssignments, {
                scope: input.id,
                account: one,
                role: input.kind === "direct" ? "owner" : "member",
                since_ms: nowMs,
                given_by: account,
              }),
            ]),
          ],
          {
            room: input.id,
            accounts: [account, ...others],
            ...(predecessor !== undefined && {
              predecessor: { room: predecessor, accounts: await everyone(predecessor) },
            }),
          },
        ),
      );
      if (done.ok) return answerFor(input.id, account);
      // Two requests for one room crossed: the one that came second is answered with what the first made.
      return done.refusal.code === "id-reused" ? ((await earlier()) ?? done) : done;
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
    async markRead(grant: Grant<"cursor.move">, seq: number) {
      const { room } = grant.resource;
      const { account } = grant.caller;
      const [now, last] = await Promise.all([store.cursor(room, account), store.lastSeq(room)]);
      const to = Math.min(seq, last);
      if (to <= now) return ok(undefined);
      return ledger.commit(grant, () =>
        plan(
          told.cursorMoved,
          [{ subject: account, detail: { room, seq: to } }],
          [insertOrReplace(readCursors, { room, account, seq: to, at_ms: clock.nowMs() })],
          { room, account, seq: to },
        ),
      );
    },
  };
}
export type ConversationRules = ReturnType<typeof conversationRules>;
