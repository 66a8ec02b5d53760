/** How a device comes into a room's group: it begins it, is welcomed into it, or comes in by itself as a further device. */
import type { AccountId, ProtectionLevel, RoomId } from "@warbler/protocol";
import type { UnconfirmedGroup } from "../rooms/room-trouble.ts";
import type { SaidEvent } from "../timeline/record-content.ts";
import type { WireGroupWelcome } from "../wire/end-to-end.ts";
import type { EngineState, Step } from "./engine-state.ts";
import type { GroupCommits } from "./group-commits.ts";
import { pendingOf } from "./group-commits.ts";
import type { GroupDeps } from "./group-deps.ts";
import type { GroupEntry } from "./group-entry.ts";
import { type HeldGroup, knownIn } from "./held-group.ts";
import { forgetKeyPackage, storedKeyPackages } from "./key-packages.ts";
import { doubtAbout, isContained, type KnownRoom, type KnownRoster } from "./known-roster.ts";
import { beginGroup, joinByWelcome, joinFromOutside, type RoomGroup } from "./mls-group.ts";
import { bytesFromOpened, openedKey } from "./opened-entry.ts";
import type { PendingEntry } from "./pending-entry.ts";
import { said } from "./room-events.ts";
import { accountsOf, type GroupMember, isModerator } from "./roster.ts";

export const OUTSIDE: GroupEntry = {
  version: 0,
  standing: "outside",
  generation: 0,
  epoch: 0,
  joinedSeq: 0,
  droppedSeq: 0,
  cursor: 0,
  name: "",
  topic: "",
  describedSeq: 0,
  namedSeq: 0,
  updateDueMs: 0,
  broken: undefined,
  known: undefined,
  latestAtMs: 0,
  logSize: 0,
  returning: [],
  leaving: [],
  unnamedSeq: 0,
};

export interface EnterGroupDeps extends GroupDeps {
  readonly state: EngineState;
  readonly commits: GroupCommits;
  /** The level that the room was made with, as far as this account has seen it. */
  readonly level: ProtectionLevel;
}

/** Not in yet is no failure: others bring this device in. What needs somebody's word comes with what they have to know. */
export type Entering = UnconfirmedGroup | "entered" | "not-yet";

/** The first epoch of a room that this account has made, with this device alone; `owners` are to come with that role. */
export async function beginRoomGroup(
  {
    level,
    predecessor,
    owners,
  }: { readonly level: ProtectionLevel; readonly predecessor?: RoomId; readonly owners: readonly AccountId[] },
  { state, commits, mls, delivery, account, fail }: Omit<EnterGroupDeps, "level">,
): Promise<void> {
  const proposalKey = await delivery.proposalKey();
  const roles = new Map([account, ...owners].map((one) => [one, "owner" as const]));
  const extension = { level, generation: 0, roles, ...(predecessor !== undefined && { predecessor }) };
  const made = await beginGroup(mls, { room: state.room, extension, proposalKey });
  if (!made.ok) throw fail("commit-invalid", { detail: made.refusal.detail });
  const pending = pendingOf("begin", 0, made.value);
  const begun = await state.step(async (held) => {
    if (held !== undefined) return { value: held.pending };
    const entry = { ...OUTSIDE, standing: "member" as const };
    return { held: { entry, group: undefined, pending }, value: pending };
  });
  if (begun !== undefined) await commits.deliver(begun);
}

/**
 * Brings this device into the group: by the Welcome that waits for it, or from outside where its account is in the room
 * already. Rejects with `group-missing` where there is no group yet.
 */
export async function enterGroup(deps: EnterGroupDeps): Promise<Entering> {
  const pending = await deps.state.step(withoutVoidChange);
  if (pending !== undefined) {
    await deps.commits.finish();
    return "entered";
  }
  const welcomed = await enterByWelcome(deps);
  return welcomed === "not-yet" ? enterFromOutside(deps) : welcomed;
}

/** A change of a group that cannot go on leads nowhere; what brings this device in may still be on its way. */
async function withoutVoidChange(held: HeldGroup | undefined): Promise<Step<PendingEntry | undefined>> {
  if (held?.pending?.kind !== "change") return { value: held?.pending };
  return { held: { ...held, pending: undefined }, value: undefined };
}

async function enterByWelcome(deps: EnterGroupDeps): Promise<Entering> {
  const { state, delivery, alarm } = deps;
  const { room } = state;
  const waiting = await delivery.welcome(room);
  if (waiting === undefined) return "not-yet";
  const entry = (await state.load())?.entry ?? OUTSIDE;
  if (waiting.seq <= entry.droppedSeq) {
    alarm("group-forked", { room, seq: waiting.seq }, "a Welcome that was used before and dropped");
    return "not-yet";
  }
  // It was used, or came second to a joining from outside, and the word to drop it was lost.
  const taken = waiting.seq > entry.joinedSeq ? await takeWelcome(waiting, deps) : "not-yet";
  // Kept on the server until somebody has decided.
  if (typeof taken === "object") return taken;
  await delivery.acknowledgeWelcome(room, waiting.seq);
  await state.step(async (held) => {
    if (held === undefined) return { value: undefined };
    return { held: { ...held, entry: { ...held.entry, droppedSeq: waiting.seq } }, value: undefined };
  });
  return taken;
}

async function takeWelcome(waiting: WireGroupWelcome, deps: EnterGroupDeps): Promise<Entering> {
  const { state, mls, store, platform, alarm } = deps;
  const { room } = state;
  const refuse = (kind: Parameters<GroupDeps["alarm"]>[0], detail: string) => {
    alarm(kind, { room, seq: waiting.seq }, detail);
    return "not-yet" as const;
  };
  const keyPackages = await storedKeyPackages(store, mls.provider);
  const joined = await joinByWelcome(mls, { ...waiting, keyPackages });
  if (!joined.ok) {
    const { reason, detail } = joined.refusal;
    // Made for a key package that was used before, or that an earlier installation made: this device comes in by itself.
    if (reason === "not-for-us") return "not-yet";
    return refuse(reason === "not-listed" ? "device-unlisted" : "group-forbidden", `a Welcome: ${reason}, ${detail}`);
  }
  const { group, inviter, keyPackage, consumed } = joined.value;
  if (group.room !== room) return refuse("group-forbidden", "a Welcome of another room");
  if (group.extension.level !== deps.level) return refuse("group-forbidden", OTHER_LEVEL);
  const judged = await judge(group, inviter, waiting.seq, deps);
  const before = await state.load();
  const isBringingBack = judged === "right" && before !== undefined && mayBringBack(before, group, inviter);
  if (!isBringingBack && !isModerator(group.extension, inviter.account) && inviter.account !== group.own.account)
    return refuse("group-forbidden", "a Welcome by someone who may not add anybody");
  // A revoked device may have been honest when it asked us in: whoever has taken it out vouches for the group then.
  if (judged !== "right") return typeof judged === "object" ? judged : "not-yet";
  const isNew = await state.step(async (held) => {
    if (held !== undefined && !isNewerThan(held, group)) return { value: false };
    const events = { kind: "events", events: eventsOfEntering(held, group, inviter) } as const;
    return {
      held: { entry: entryOf(held, group, waiting.seq, platform.nowMs()), group, pending: undefined },
      writes: [
        { key: openedKey(room, waiting.seq), value: bytesFromOpened(events) },
        ...forgetKeyPackage(keyPackages, keyPackage),
      ],
      consumed,
      value: true,
    };
  });
  return isNew ? "entered" : refuse("group-forked", "an old Welcome: this device has been further than that");
}

/**
 * Whether this device goes into the group on the word of whoever signed it. Who has a revoked device in hand signs what they
 * like, and the server passes it on: its word counts no more. What only a stranger vouches for may be right; that it was a
 * stranger is named in any case.
 */
async function judge(
  group: RoomGroup,
  signedBy: GroupMember,
  seq: number,
  { state, identity, alarm }: EnterGroupDeps,
): Promise<UnconfirmedGroup | "right" | "wrong" | "revoked"> {
  const { account, device, signatureKey } = signedBy;
  const held = await state.load();
  const room = held && knownRoom(held);
  const isListed = await identity.membership.isListed(account, device, signatureKey);
  if (!isListed && (room === undefined || isContained(room.known, group))) return "revoked";
  const doubt = room && doubtAbout(room, group, signedBy);
  if (!isListed || (doubt !== undefined && room?.known.has(account) !== true))
    alarm("group-forbidden", { room: state.room, seq, account }, BY_A_STRANGER);
  return isListed ? (doubt ?? "right") : "wrong";
}

/** Before the first message of a group that a Welcome leads into. */
function entryOf(held: HeldGroup | undefined, group: RoomGroup, seq: number, nowMs: number): GroupEntry {
  const { generation, epoch } = group;
  const { name = "", topic = "", describedSeq = 0, droppedSeq = 0, logSize = 0 } = held?.entry ?? {};
  const known = held && knownRoom(held);
  const isBack = known !== undefined && wasReset(held, group);
  return {
    ...OUTSIDE,
    ...{ standing: "member", generation, epoch, name, topic, describedSeq, droppedSeq, logSize },
    joinedSeq: seq,
    cursor: seq,
    updateDueMs: nowMs,
    returning: isBack ? missingFrom(known.known, group) : [],
  };
}

/** Whether the group was begun anew while this device was in the room. */
function wasReset(held: HeldGroup | undefined, { generation }: RoomGroup): boolean {
  return held?.entry.standing === "member" && generation > held.entry.generation;
}

/** After a reset this device did not come new: told is who began the room anew, who came with it, and who is not back. */
function eventsOfEntering(held: HeldGroup | undefined, group: RoomGroup, inviter: GroupMember): readonly SaidEvent[] {
  const known = held && knownRoom(held);
  if (known === undefined || !wasReset(held, group)) return [said("joined", group.own.account)];
  const isTold = held?.entry.broken === "replaced";
  return [
    ...(isTold ? [] : [said("reset", inviter.account)]),
    ...accountsOf(group.members)
      .filter((account) => !known.known.has(account))
      .map((account) => said("joined", account)),
    ...missingFrom(known.known, group).map((account) => said("not-back", account)),
  ];
}

function missingFrom(known: KnownRoster, { members }: RoomGroup): readonly AccountId[] {
  const there = accountsOf(members);
  return [...known.keys()].filter((account) => !there.includes(account));
}

/** Owners and moderators let people in. Whoever was in the room brings its people back after a reset, and nobody else. */
function mayBringBack(held: HeldGroup, group: RoomGroup, { account }: GroupMember): boolean {
  const room = knownRoom(held);
  return room !== undefined && group.generation > room.generation && room.known.has(account);
}

const OTHER_LEVEL = "a group of another protection level than the room's";
const BY_A_STRANGER = "a group that nobody known from this room has signed";

function knownRoom(held: HeldGroup): KnownRoom | undefined {
  const known = knownIn(held);
  return known && { known, generation: held.entry.generation };
}

/** A group that was left or lost is entered again only at a later epoch than the one known; one that ended, only after a reset. */
function isNewerThan({ entry }: HeldGroup, group: { readonly generation: number; readonly epoch: number }): boolean {
  if (group.generation !== entry.generation) return group.generation > entry.generation;
  return !hasEnded(entry) && group.epoch > entry.epoch;
}

/** While this device was looking for a way in it began the group itself, or another program on its store found one. */
function isBroughtIn(held: HeldGroup | undefined): boolean {
  if (held === undefined) return false;
  const { entry, group, pending } = held;
  return pending !== undefined || (group !== undefined && entry.standing === "member" && entry.broken === undefined);
}

function hasEnded({ broken }: GroupEntry): boolean {
  return broken === "forbidden" || broken === "replaced";
}

async function enterFromOutside(deps: EnterGroupDeps): Promise<Entering> {
  const { state, commits, delivery, mls, fail, alarm, platform } = deps;
  const { room } = state;
  const before = await state.load();
  const current = await delivery.group(room);
  // There is nothing to go into before somebody has begun the room anew.
  if (before !== undefined && hasEnded(before.entry) && current.generation <= before.entry.generation) return "not-yet";
  const made = await joinFromOutside(mls, current);
  if (!made.ok) {
    const { reason, detail } = made.refusal;
    // After a reset others bring this device back.
    if (reason === "forbidden" && before?.entry.broken === "replaced") return "not-yet";
    if (reason === "not-listed")
      alarm("device-unlisted", { room, seq: current.seq }, "a device that no account has listed");
    throw fail("commit-invalid", { detail: `${reason}: ${detail}` });
  }
  const { group, signedBy } = made.value;
  if (group.room !== room) throw fail("untrusted-server", { detail: "the group of another room" });
  if (group.extension.level !== deps.level) {
    alarm("group-forbidden", { room, seq: current.seq }, OTHER_LEVEL);
    throw fail("untrusted-server", { detail: OTHER_LEVEL });
  }
  const judged = await judge(group, signedBy, current.seq, deps);
  if (typeof judged === "object") return judged;
  if (judged === "wrong") throw fail("untrusted-server", { detail: BY_A_STRANGER });
  // Its removal waits to be committed, on an honest server.
  if (judged === "revoked") throw fail("commit-first", { detail: "a revoked device has signed the group's state" });
  const pending = pendingOf("join", group.generation, made.value);
  const outcome = await state.step<"kept" | "needless" | "old">(async (held) => {
    if (isBroughtIn(held)) return { value: "needless" };
    if (held !== undefined && !isNewerThan(held, group)) return { value: "old" };
    const since = { namedSeq: current.describedSeq, updateDueMs: platform.nowMs() };
    const entry = { ...(held?.entry ?? OUTSIDE), ...since };
    return { held: { entry, group: held?.group, pending }, value: "kept" };
  });
  if (outcome === "needless") return "entered";
  if (outcome === "old") {
    alarm(
      "group-forked",
      { room, seq: current.seq },
      "an old state of the group: this device has been further than that",
    );
    throw fail("untrusted-server", { detail: "an old state of the group" });
  }
  return (await commits.deliver(pending)) ? "entered" : "not-yet";
}
