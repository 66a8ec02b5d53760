/**
 * Who was in a room, and with which role, when this device last was in its group. A group that it is led into afterwards is
 * held against this: the server could show one that people of its choice have made.
 */
import { type AccountId, isId, ROOM_ROLES, type RoomRole } from "@warbler/protocol";
import type { RoomGroup } from "./mls-group.ts";
import { accountsOf, type GroupMember, roleOf } from "./roster.ts";

export type KnownRoster = ReadonlyMap<AccountId, RoomRole>;

export function rosterOf({ members, extension }: Pick<RoomGroup, "members" | "extension">): KnownRoster {
  return new Map(accountsOf(members).map((account) => [account, roleOf(extension, account)]));
}

/**
 * Whether this is the room that was known, gone on: nobody is new in it or has risen, or a device of this account or of
 * somebody who might add people then vouches for it. Cost grows with the accounts in the room.
 */
export function continues(known: KnownRoster, group: RoomGroup, voucher: GroupMember | undefined): boolean {
  const vouchersRole = (voucher && known.get(voucher.account)) ?? "member";
  if (voucher?.account === group.own.account || vouchersRole !== "member") return true;
  return [...rosterOf(group)].every(([account, role]) => {
    const before = known.get(account);
    return before !== undefined && ROOM_ROLES.indexOf(before) <= ROOM_ROLES.indexOf(role);
  });
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
