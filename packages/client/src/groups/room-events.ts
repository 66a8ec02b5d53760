/** What a commit did to the room, told as events of its timeline, and their form in the store. */
import { type AccountId, heirOf, isId, ROOM_ROLES, type RoomExtension } from "@warbler/protocol";
import type { SaidEvent } from "../timeline/record-content.ts";
import { type Fields, joined, readText, writeText } from "../wire/protobuf.ts";
import { accountsOf, type GroupMember, roleOf } from "./roster.ts";

export interface RoomSnapshot {
  readonly extension: RoomExtension;
  readonly members: readonly GroupMember[];
}

/** Whom a commit takes out for another reason than that somebody with a role wants it. */
export interface Gone {
  /** Accounts whose own devices asked for the removal. */
  readonly left: ReadonlySet<AccountId>;
  /** Accounts that are suspended or have left the organisation. */
  readonly out: ReadonlySet<AccountId>;
}

export function eventsBetween(before: RoomSnapshot, after: RoomSnapshot, { left, out }: Gone): readonly SaidEvent[] {
  const [were, are] = [new Set(accountsOf(before.members)), new Set(accountsOf(after.members))];
  const heir = heirOf(before.extension, were);
  const stayed = [...are].filter((account) => were.has(account));
  return [
    ...[...are].filter((account) => !were.has(account)).map((account) => said("joined", account)),
    ...[...were]
      .filter((account) => !are.has(account))
      .map((account) => said(left.has(account) ? "left" : out.has(account) ? "out" : "removed", account)),
    ...stayed.flatMap((account) => deviceEvents(account, before, after)),
    ...[...are].flatMap((account) => roleEvents(account, { before, after, heir })),
  ];
}

export function said(what: string, account: AccountId): SaidEvent {
  return { kind: "event", what, account };
}

function deviceEvents(account: AccountId, before: RoomSnapshot, after: RoomSnapshot): readonly SaidEvent[] {
  const devicesIn = ({ members }: RoomSnapshot) =>
    new Set(members.flatMap((member) => (member.account === account ? [member.device] : [])));
  const [had, has] = [devicesIn(before), devicesIn(after)];
  return [
    ...[...has].filter((device) => !had.has(device)).map(() => said("device-added", account)),
    ...[...had].filter((device) => !has.has(device)).map(() => said("device-removed", account)),
  ];
}

/** The heir of a room that nobody owned was made its owner by the rules, not by whoever committed it. */
function roleEvents(
  account: AccountId,
  {
    before,
    after,
    heir,
  }: { readonly before: RoomSnapshot; readonly after: RoomSnapshot; readonly heir: AccountId | undefined },
): readonly SaidEvent[] {
  const role = roleOf(after.extension, account);
  if (account === heir && role === "owner") return [{ ...said("heir", account), role }];
  return role === roleOf(before.extension, account) ? [] : [{ ...said("role", account), role }];
}

/** In protobuf's encoding: what 1, account 2, name 3, role 4. */
export function encodeEvent({ what, account, name, role }: SaidEvent): Uint8Array {
  return joined([writeText(1, what), writeText(2, account ?? ""), writeText(3, name ?? ""), writeText(4, role ?? "")]);
}

export function readEvent(fields: Fields): SaidEvent {
  const account = readText(fields, 2);
  const name = readText(fields, 3);
  const role = ROOM_ROLES.find((known) => known === readText(fields, 4));
  return {
    kind: "event",
    what: readText(fields, 1),
    ...(isId<AccountId>(account) && { account }),
    ...(name !== "" && { name }),
    ...(role !== undefined && { role }),
  };
}
