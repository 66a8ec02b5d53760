/**
 * Who is connected, and what they are told. Deliveries are an optimisation: the record is the truth, and a client that
 * misses one fetches it by seq. Nothing is told before the commit.
 */
import {
  type AccountId,
  type Action,
  type DeviceId,
  LIMITS,
  REQUEST_BUDGETS,
  type Resource,
  type RoomAnswer,
  type RoomId,
} from "@warbler/protocol";
import {
  create,
  DeviceEventSchema,
  GroupEventSchema,
  type Room,
  RoomSchema,
  type ServerBody,
  type Welcome,
  WelcomeSchema,
  type Record as WireRecord,
} from "@warbler/protocol/wire";
import { erasureCompleted } from "../../kernel/erasure.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { AppendedRecord, RecordToAppend } from "../../kernel/plan.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import { reaches } from "../../kernel/policy/token-reach.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Connection } from "../../kernel/routes/frame-route.ts";
import { serverMessage } from "../../kernel/routes/server-message.ts";
import { createThrottle } from "../../kernel/throttle.ts";
import { invitationAccepted, statusChanged } from "../accounts/index.ts";
import type { ChatRulesOf } from "../chat-rules/index.ts";
import {
  type ConversationRules,
  cursorMoved,
  memberAdded,
  memberRemoved,
  roomCreated,
  roomDescribed,
  roomRoleGranted,
} from "../conversations/index.ts";
import { markSet } from "../marks/index.ts";
import { recordAppended } from "../messages/index.ts";
import { personRemoved } from "../roles/index.ts";
import { botRemoved, tokenMade } from "../tokens/index.ts";
import { onDeviceEvents, type WhoMay } from "./device-events.ts";
import { onGroupEvents } from "./group-events.ts";

/** Rooms up to this size are told when someone comes online; in larger ones it would be noise. */
const PRESENCE_ROOM_MEMBERS = 100;

export interface DeliveryDeps extends Pick<Kernel, "ledger" | "policy" | "clock" | "log"> {
  readonly conversations: Pick<ConversationRules, "summaries" | "summaryOf">;
  readonly seenBy: ChatRulesOf["seenBy"];
}

const messageOf = (body: ServerBody): Uint8Array => serverMessage(0, body);
const wireRoom = ({ protection: _protection, other, predecessor, successor, ...room }: RoomAnswer): Room =>
  create(RoomSchema, {
    ...room,
    other: other ?? "",
    predecessor: predecessor ?? "",
    successor: successor ?? "",
  });

export function delivery(deps: DeliveryDeps) {
  const { ledger, policy, conversations } = deps;
  const connections = new Map<AccountId, Set<Connection>>();
  const away = new Set<AccountId>();
  /** What one says here reaches up to everybody in a room, and costs who says it nothing. */
  const tellings = createThrottle({
    burst: REQUEST_BUDGETS.tellingBurst,
    refillMs: REQUEST_BUDGETS.tellingRefillMs,
    keys: 100_000,
  });

  /** Nobody is told unasked what they could not ask for: a token hears no more than its scopes and rooms. */
  const tell = (
    account: AccountId,
    message: Uint8Array,
    { action, on, device }: { readonly action: Action; readonly on: Resource; readonly device?: DeviceId | undefined },
  ) => {
    for (const connection of connections.get(account) ?? []) {
      if (device !== undefined && connection.caller.device !== device) continue;
      if (reaches(connection.caller, action, on)) connection.push(message);
    }
  };
  const inBackground = (work: Promise<unknown>) => {
    work.catch(() => deps.log("listener-failed"));
  };
  /** As the policy has it at this moment. */
  const tellWhoMay = async ({ whoMay, but }: WhoMay, message: Uint8Array) => {
    for (const [account, own] of connections)
      for (const connection of account === but ? [] : own)
        if ((await policy.decide(connection.caller, whoMay, { kind: "org" })).ok) connection.push(message);
  };
  const reading = (room: RoomId) => ({ action: "room.read", on: { kind: "room", room } }) as const;
  onDeviceEvents(ledger, (to, event) => {
    const message = messageOf({ case: "deviceEvent", value: create(DeviceEventSchema, event) });
    if (typeof to === "object" && "whoMay" in to) return inBackground(tellWhoMay(to, message));
    const hearers = to === "everybody" ? [...connections.keys()].map((account) => ({ account })) : [to];
    for (const { account, ...of } of hearers)
      tell(account, message, { action: "session.list", on: { kind: "account", account }, ...of });
  });
  const tellRoom = async (room: RoomId, frame: Uint8Array, except?: AccountId) => {
    const roster = await policy.rosterOf(room);
    for (const account of roster.keys()) if (account !== except) tell(account, frame, reading(room));
  };

  const deliver = (record: RecordToAppend, appended: AppendedRecord, roster: Iterable<AccountId>) => {
    const value: WireRecord = {
      $typeName: "warbler.sync.v1.Record",
      seq: appended.seq,
      message: record.message,
      author: record.author,
      device: record.device ?? "",
      kind: record.kind,
      atMs: record.atMs,
      content: record.content,
      imported: record.imported,
      erased: false,
      salt: appended.salt,
      commitment: appended.commitment,
      log: { $typeName: "warbler.sync.v1.LogPosition", leaf: appended.leaf, position: appended.position },
    };
    // Encoded once for all who get it.
    const frame = messageOf({
      case: "records",
      value: {
        $typeName: "warbler.sync.v1.Records",
        room: record.room,
        records: [value],
        more: false,
        previousCommitment: new Uint8Array(),
      },
    });
    const needs = { action: "message.read", on: { kind: "room", room: record.room } } as const;
    for (const account of roster) tell(account, frame, needs);
  };

  const deliverToRoom = (record: RecordToAppend, appended: AppendedRecord | undefined) => {
    if (appended === undefined || appended.repeated) return;
    const roster = policy.rolesOf(record.room);
    // A roster that is known is used at once, so that deliveries of one room leave in the order of the record.
    if (roster instanceof Map) deliver(record, appended, roster.keys());
    else inBackground(Promise.resolve(roster).then((loaded) => deliver(record, appended, loaded.keys())));
  };
  ledger.on(recordAppended, ({ record }, { records: [appended] }) => deliverToRoom(record, appended));

  /** The room as each of these people sees it now, or that it is no longer theirs. */
  const roomChanged = ({ room, accounts }: { readonly room: RoomId; readonly accounts: readonly AccountId[] }) => {
    inBackground(
      Promise.all(
        accounts
          .filter((account) => connections.has(account))
          .map(async (account) => {
            const summary = await conversations.summaryOf(room, account);
            tell(
              account,
              messageOf(
                summary === undefined
                  ? { case: "roomLeft", value: { $typeName: "warbler.sync.v1.RoomLeft", room } }
                  : { case: "room", value: wireRoom(summary) },
              ),
              reading(room),
            );
          }),
      ),
    );
  };
  ledger.on(roomCreated, ({ predecessor }) => {
    if (predecessor !== undefined) roomChanged(predecessor);
  });
  onGroupEvents(ledger, {
    deliver: deliverToRoom,
    roomChanged,
    tell: ({ account, device }, event) => {
      const frame = messageOf({ case: "groupEvent", value: create(GroupEventSchema, event) });
      tell(account, frame, { action: "group.read", on: { kind: "room", room: event.room }, device });
    },
    rosterOf: async (room) => [...(await policy.rosterOf(room)).keys()],
    inBackground,
  });
  for (const fact of [roomCreated, roomDescribed, memberAdded, memberRemoved, roomRoleGranted])
    ledger.on(fact, roomChanged);
  for (const fact of [personRemoved, botRemoved, tokenMade])
    ledger.on(fact, ({ rooms }) => {
      for (const room of rooms) roomChanged(room);
    });
  const tellMembers = ({ rooms }: { readonly rooms: readonly RoomId[] }) => {
    for (const room of new Set(rooms))
      inBackground(policy.rosterOf(room).then((roster) => roomChanged({ room, accounts: [...roster.keys()] })));
  };
  for (const fact of [invitationAccepted, erasureCompleted]) ledger.on(fact, tellMembers);
  /** The cursor moves for everybody's counts; only who may see it is told. */
  const tellRead = async ({ room, account, seq }: { room: RoomId; account: AccountId; seq: number }) => {
    const frame = messageOf({
      case: "readMoved",
      value: { $typeName: "warbler.sync.v1.ReadMoved", room, account, seq },
    });
    for (const member of (await policy.rosterOf(room)).keys())
      if (connections.has(member) && (await deps.seenBy(member, [account])).length > 0)
        tell(member, frame, reading(room));
  };
  /** Of those who were told lately, where they have read to since. */
  const readSince = new Map<string, Parameters<typeof tellRead>[0] | undefined>();
  const tellReadInTime = (moved: Parameters<typeof tellRead>[0]): void => {
    const whose = `${moved.room} ${moved.account}`;
    if (readSince.has(whose)) return void readSince.set(whose, moved);
    readSince.set(whose, undefined);
    inBackground(tellRead(moved));
    deps.clock.after(LIMITS.readToldMs, () => {
      const since = readSince.get(whose);
      readSince.delete(whose);
      if (since !== undefined) tellReadInTime(since);
    });
  };
  ledger.on(cursorMoved, tellReadInTime);

  ledger.on(markSet, ({ account, room, seq, mark, on, atMs }) =>
    tell(
      account,
      messageOf({ case: "markSet", value: { $typeName: "warbler.sync.v1.MarkSet", room, seq, mark, on, atMs } }),
      { action: "mark.list", on: { kind: "account", account } },
    ),
  );

  /** Whoever is in a room with this person that is not too large. */
  const tellColleagues = async (account: AccountId, rooms: readonly RoomAnswer[], frame: Uint8Array) => {
    const told = new Set<AccountId>([account]);
    for (const room of rooms.filter(({ memberCount }) => memberCount <= PRESENCE_ROOM_MEMBERS))
      for (const other of (await policy.rosterOf(room.id)).keys()) {
        if (told.has(other)) continue;
        told.add(other);
        tell(other, frame, reading(room.id));
      }
    return told;
  };
  const tellPresence = (account: AccountId, rooms: readonly RoomAnswer[], state: "online" | "away" | "offline") =>
    tellColleagues(
      account,
      rooms,
      messageOf({ case: "presenceChanged", value: { $typeName: "warbler.sync.v1.PresenceChanged", account, state } }),
    );
  ledger.on(statusChanged, ({ account, text, untilMs = 0 }) => {
    const frame = messageOf({
      case: "statusChanged",
      value: { $typeName: "warbler.sync.v1.StatusChanged", account, text, untilMs },
    });
    tell(account, frame, { action: "account.read", on: { kind: "account", account } });
    if (tellings.take(account, deps.clock.nowMs()) > 0) return;
    inBackground(conversations.summaries(account).then((rooms) => tellColleagues(account, rooms, frame)));
  });

  return {
    opened(connection: Connection): void {
      const { account } = connection.caller;
      const own = connections.get(account) ?? new Set();
      own.add(connection);
      connections.set(account, own);
    },

    closed(connection: Connection): void {
      const { account } = connection.caller;
      const own = connections.get(account);
      own?.delete(connection);
      if (own === undefined || own.size > 0) return;
      connections.delete(account);
      away.delete(account);
      inBackground(conversations.summaries(account).then((rooms) => tellPresence(account, rooms, "offline")));
    },

    async welcome(caller: Caller): Promise<Welcome> {
      const { account, device } = caller;
      const all = await conversations.summaries(account);
      const rooms = all.filter(({ id }) => reaches(caller, "room.read", { kind: "room", room: id }));
      const isFirst = connections.get(account)?.size === 1;
      const colleagues = isFirst ? await tellPresence(account, rooms, "online") : new Set<AccountId>();
      return create(WelcomeSchema, {
        account,
        device,
        serverTimeMs: deps.clock.nowMs(),
        rooms: rooms.map(wireRoom),
        online: [...colleagues].filter((one) => connections.has(one) && !away.has(one)),
      });
    },

    /** Tells the other members that someone types; it fades by itself, and so does what is said too often. */
    typing(room: RoomId, account: AccountId, typing: boolean): void {
      if (tellings.take(account, deps.clock.nowMs()) > 0) return;
      inBackground(
        tellRoom(
          room,
          messageOf({
            case: "typingChanged",
            value: { $typeName: "warbler.sync.v1.TypingChanged", room, account, typing },
          }),
          account,
        ),
      );
    },

    async presence(account: AccountId, isAway: boolean): Promise<Result<undefined>> {
      if (away.has(account) === isAway) return ok(undefined);
      const waitMs = tellings.take(account, deps.clock.nowMs());
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      if (isAway) away.add(account);
      else away.delete(account);
      await tellPresence(account, await conversations.summaries(account), isAway ? "away" : "online");
      return ok(undefined);
    },
  };
}
export type Delivery = ReturnType<typeof delivery>;
