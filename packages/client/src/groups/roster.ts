/** Who is in an end-to-end room: leaves of its group, each a device of an account, and the roles the members gave. */
import type { AccountId, DeviceId, RoomExtension, RoomRole } from "@warbler/protocol";

export interface GroupMember {
  /** Index of the leaf, from 0. */
  readonly leaf: number;
  readonly account: AccountId;
  readonly device: DeviceId;
  /** Ed25519, of the device. */
  readonly signatureKey: Uint8Array;
}

export function accountsOf(members: readonly GroupMember[]): readonly AccountId[] {
  return [...new Set(members.map(({ account }) => account))];
}

/** Who is not in the roles of the room's extension is a plain member. */
export function roleOf({ roles }: Pick<RoomExtension, "roles">, account: AccountId): RoomRole {
  return roles.get(account) ?? "member";
}

export function isModerator(room: Pick<RoomExtension, "roles">, account: AccountId): boolean {
  return roleOf(room, account) !== "member";
}
