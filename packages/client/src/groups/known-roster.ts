/**
 * Who was in a room, and with which role, when this device last was in its group. A group that it is led into afterwards is
 * held against this: the server could show one that people of its choice have made.
 */
import { type AccountId, isId, ROOM_ROLES, type RoomRole } from "@warbler/protocol";
import type { RoleOf, UnconfirmedGroup } from "../rooms/room-trouble.ts";
import type { RoomGroup } from "./mls-group.ts";
import { accountsOf, type GroupMember, roleOf } from "./roster.ts";

export type KnownRoster = ReadonlyMap<AccountId, RoomRole>;

export function rosterOf({ members, extension }: Pick<RoomGroup, "members" | "extension">): KnownRoster {
  return new Map(accountsOf(members).map((account) => [account, roleOf(extension, account)]));
}

/** What this device knows of the room that it is led into. */
export interface KnownRoom {
  readonly known: KnownRoster;
  /** The generation of the group it was in. */
  readonly generation: number;
}

/**
 * What somebody has to decide before this device goes into the group; undefined where it is the room that was known, gone on:
 * nobody is new in it or has another role, or whoever might have changed that then has signed it. Only an owner vouches for
 * other roles in a group that was begun anew. Cost grows with the accounts in the room.
 */
export function doubtAbout(
  { known, generation }: KnownRoom,
  group: RoomGroup,
  { account: by }: GroupMember,
): UnconfirmedGroup | undefined {
  if (by === group.own.account) return undefined;
  const isReset = group.generation > generation;
  const there = [...(isReset ? rosterToCome(group) : rosterOf(group))].map(
    ([account, role]): RoleOf => ({ account, role }),
  );
  const newcomers = there.filter(({ account }) => !known.has(account));
  const changed = there.filter(({ account, role }) => isOther(known.get(account), role, isReset));
  const vouching = known.get(by) ?? "member";
  const mayAdd = vouching !== "member";
  const mayGiveRoles = isReset ? vouching === "owner" : mayAdd;
  const isConfirmed =
    (mayAdd || newcomers.length === 0) &&
    (mayGiveRoles || (changed.length === 0 && newcomers.every(({ role }) => role === "member")));
  return isConfirmed ? undefined : { kind: "unconfirmed", by, isReset, newcomers, changed };
}

/** Nobody is in the group who was not known, or has risen: it asks for nobody's word. */
export function isContained(known: KnownRoster, group: RoomGroup): boolean {
  return [...rosterOf(group)].every(
    ([account, role]) => known.has(account) && !isOther(known.get(account), role, false),
  );
}

/** With whom somebody has accepted to go on, as if this device had been in the room with them. */
export function acceptedRoster(known: KnownRoster, { newcomers, changed }: UnconfirmedGroup): KnownRoster {
  return new Map([...known, ...[...newcomers, ...changed].map(({ account, role }) => [account, role] as const)]);
}

/** After a reset not everyone is back: whoever is to have a role counts as well. */
function rosterToCome(group: RoomGroup): KnownRoster {
  return new Map([...group.extension.roles, ...rosterOf(group)]);
}

/** Somebody who has a lesser role now lets nobody in; that a reset takes roles away is a change all the same. */
function isOther(before: RoomRole | undefined, now: RoomRole, isReset: boolean): boolean {
  if (before === undefined || before === now) return false;
  return isReset || ROOM_ROLES.indexOf(now) < ROOM_ROLES.indexOf(before);
}

export function textsFromRoster(known: KnownRoster | undefined): readonly string[] {
  return [...(known ?? [])].map(([account, role]) => `${role} ${account}`);
}

/** Undefined for none: nothing was known. */
export function rosterFromTexts(texts: readonly string[]): KnownRoster | undefined {
  const known = new Map<AccountId, RoomRole>();
  for (const text of texts) {
    const [word, account = ""] = text.split(" ");
    const role = ROOM_ROLES.find((one) => one === word);
    if (role !== undefined && isId<AccountId>(account)) known.set(account, role);
  }
  return known.size === 0 ? undefined : known;
}
