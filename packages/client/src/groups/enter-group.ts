/** How a device comes into a room's group: it begins it, is welcomed into it, or comes in by itself as a further device. */
import type { ProtectionLevel, RoomId } from "@warbler/protocol";
import type { Membership } from "../identity/membership.ts";
import type { WireGroupWelcome } from "../wire/end-to-end.ts";
import type { EngineState, Step } from "./engine-state.ts";
import type { GroupCommits } from "./group-commits.ts";
import { pendingOf } from "./group-commits.ts";
import type { GroupDeps } from "./group-deps.ts";
import type { GroupEntry } from "./group-entry.ts";
import { type HeldGroup, knownIn } from "./held-group.ts";
import { forgetKeyPackage, storedKeyPackages } from "./key-packages.ts";
import { continues } from "./known-roster.ts";
import { beginGroup, joinByWelcome, joinFromOutside, type RoomGroup } from "./mls-group.ts";
import { bytesFromOpened, openedKey } from "./opened-entry.ts";
import type { PendingEntry } from "./pending-entry.ts";
import { said } from "./room-events.ts";
import { type GroupMember, isModerator } from "./roster.ts";

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
};

export interface EnterGroupDeps extends GroupDeps {
  readonly state: EngineState;
  readonly commits: GroupCommits;
}

/** The first epoch of a room that this account has made, with this device alone. */
export async function beginRoomGroup(
  { level, predecessor }: { readonly level: ProtectionLevel; readonly predecessor?: RoomId },
  { state, commits, mls, delivery, account, fail }: EnterGroupDeps,
): Promise<void> {
  const proposalKey = await delivery.proposalKey();
  const roles = new Map([[account, "owner" as const]]);
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
export async function enterGroup(deps: EnterGroupDeps): Promise<void> {
  const pending = await deps.state.step(withoutVoidChange);
  if (pending !== undefined) await deps.commits.finish();
  else if (!(await enterByWelcome(deps))) await enterFromOutside(deps);
}

/** A change of a group that cannot go on leads nowhere; what brings this device in may still be on its way. */
async function withoutVoidChange(held: HeldGroup | undefined): Promise<Step<PendingEntry | undefined>> {
  if (held?.pending?.kind !== "change") return { value: held?.pending };
  return { held: { ...held, pending: undefined }, value: undefined };
}

async function enterByWelcome(deps: EnterGroupDeps): Promise<boolean> {
  const { state, delivery, alarm } = deps;
  const { room } = state;
  const waiting = await delivery.welcome(room);
  if (waiting === undefined) return false;
  const entry = (await state.load())?.entry ?? OUTSIDE;
  if (waiting.seq <= entry.droppedSeq) {
    alarm("group-forked", { room, seq: waiting.seq }, "a Welcome that was used before and dropped");
    return false;
  }
  // It was used, or came second to a joining from outside, and the word to drop it was lost.
  const isTaken = waiting.seq > entry.joinedSeq && (await takeWelcome(waiting, deps));
  await delivery.acknowledgeWelcome(room, waiting.seq);
  await state.step(async (held) => {
    if (held === undefined) return { value: undefined };
    return { held: { ...held, entry: { ...held.entry, droppedSeq: waiting.seq } }, value: undefined };
  });
  return isTaken;
}

async function takeWelcome(waiting: WireGroupWelcome, deps: EnterGroupDeps): Promise<boolean> {
  const { state, mls, store, platform, alarm, identity } = deps;
  const { room } = state;
  const refuse = (kind: Parameters<GroupDeps["alarm"]>[0], detail: string) => {
    alarm(kind, { room, seq: waiting.seq }, detail);
    return false;
  };
  const keyPackages = await storedKeyPackages(store, mls.provider);
  const joined = await joinByWelcome(mls, { ...waiting, keyPackages });
  if (!joined.ok) {
    const { reason, detail } = joined.refusal;
    // Made for a key package that was used before, or that an earlier installation made: this device comes in by itself.
    if (reason === "not-for-us") return false;
    return refuse(reason === "not-listed" ? "device-unlisted" : "group-forbidden", `a Welcome: ${reason}, ${detail}`);
  }
  const { group, inviter, keyPackage, consumed } = joined.value;
  if (group.room !== room) return refuse("group-forbidden", "a Welcome of another room");
  if (!isModerator(group.extension, inviter.account) && inviter.account !== group.own.account)
    return refuse("group-forbidden", "a Welcome by someone who may not add anybody");
  const voucher = await voucherOf(inviter, identity.membership);
  if (!isTheRoom(await state.load(), group, voucher)) return refuse("group-forbidden", NOT_THE_ROOM);
  // Its account may have revoked it since it asked us in; whoever has taken it out vouches for the group then.
  if (voucher === undefined) return false;
  const isNew = await state.step(async (held) => {
    if (held !== undefined && !isNewerThan(held, group)) return { value: false };
    const { generation, epoch } = group;
    const { name = "", topic = "", describedSeq = 0, droppedSeq = 0 } = held?.entry ?? {};
    const entry: GroupEntry = {
      ...OUTSIDE,
      ...{ standing: "member", generation, epoch, name, topic, describedSeq, droppedSeq },
      joinedSeq: waiting.seq,
      cursor: waiting.seq,
      updateDueMs: platform.nowMs(),
    };
    const events = { kind: "events", events: [said("joined", group.own.account)] } as const;
    return {
      held: { entry, group, pending: undefined },
      writes: [
        { key: openedKey(room, waiting.seq), value: bytesFromOpened(events) },
        ...forgetKeyPackage(keyPackages, keyPackage),
      ],
      consumed,
      value: true,
    };
  });
  return isNew || refuse("group-forked", "an old Welcome: this device has been further than that");
}

const NOT_THE_ROOM = "a group with people or roles that nobody known from this room has confirmed";

/** A room that this device was in before goes on with whom it knows from there, or with whom they have let in. */
function isTheRoom(held: HeldGroup | undefined, group: RoomGroup, voucher: GroupMember | undefined): boolean {
  const known = held && knownIn(held);
  return known === undefined || continues(known, group, voucher);
}

/** Whoever has a revoked device in hand signs what they like, and the server passes it on: its word counts no more. */
async function voucherOf(
  signedBy: GroupMember,
  { isListed }: Pick<Membership, "isListed">,
): Promise<GroupMember | undefined> {
  const { account, device, signatureKey } = signedBy;
  return (await isListed(account, device, signatureKey)) ? signedBy : undefined;
}

/** A group that was left or lost is entered again only at a later epoch than the one known. */
function isNewerThan({ entry }: HeldGroup, group: { readonly generation: number; readonly epoch: number }): boolean {
  if (group.generation !== entry.generation) return group.generation > entry.generation;
  return group.epoch > entry.epoch;
}

/** While this device was looking for a way in it began the group itself, or another program on its store found one. */
function isBroughtIn(held: HeldGroup | undefined): boolean {
  if (held === undefined) return false;
  const { entry, group, pending } = held;
  return pending !== undefined || (group !== undefined && entry.standing === "member" && entry.broken === undefined);
}

async function enterFromOutside(deps: EnterGroupDeps): Promise<void> {
  const { state, commits, delivery, mls, fail, alarm, platform, identity } = deps;
  const { room } = state;
  const current = await delivery.group(room);
  const made = await joinFromOutside(mls, current);
  if (!made.ok) {
    const { reason, detail } = made.refusal;
    if (reason === "not-listed")
      alarm("device-unlisted", { room, seq: current.seq }, "a device that no account has listed");
    throw fail("commit-invalid", { detail: `${reason}: ${detail}` });
  }
  if (made.value.group.room !== room) throw fail("untrusted-server", { detail: "the group of another room" });
  const voucher = await voucherOf(made.value.signedBy, identity.membership);
  if (!isTheRoom(await state.load(), made.value.group, voucher)) {
    alarm("group-forbidden", { room, seq: current.seq }, NOT_THE_ROOM);
    throw fail("untrusted-server", { detail: NOT_THE_ROOM });
  }
  // Its removal waits to be committed, on an honest server.
  if (voucher === undefined) throw fail("commit-first", { detail: "a revoked device has signed the group's state" });
  const pending = pendingOf("join", made.value.group.generation, made.value);
  const outcome = await state.step<"kept" | "needless" | "old">(async (held) => {
    if (isBroughtIn(held)) return { value: "needless" };
    if (held !== undefined && !isNewerThan(held, made.value.group)) return { value: "old" };
    const known = { namedSeq: current.describedSeq, updateDueMs: platform.nowMs() };
    const entry = { ...(held?.entry ?? OUTSIDE), ...known };
    return { held: { entry, group: held?.group, pending }, value: "kept" };
  });
  if (outcome === "needless") return;
  if (outcome === "old") {
    alarm(
      "group-forked",
      { room, seq: current.seq },
      "an old state of the group: this device has been further than that",
    );
    throw fail("untrusted-server", { detail: "an old state of the group" });
  }
  await commits.deliver(pending);
}
