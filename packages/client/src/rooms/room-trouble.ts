/** Why the encryption of an end-to-end room does not go on by itself, for somebody to decide. */
import type { AccountId, RoomRole } from "@warbler/protocol";

export interface RoleOf {
  readonly account: AccountId;
  readonly role: RoomRole;
}

/**
 * A group stands where this device was, and nobody whom it knows to have been allowed to let people in or to give roles
 * confirms who is in it. Nothing of it is shown or sent before somebody has said that it is right.
 */
export interface UnconfirmedGroup {
  readonly kind: "unconfirmed";
  /** Who vouches for it by a signature. */
  readonly by: AccountId;
  /** The group was begun anew. */
  readonly isReset: boolean;
  /** People this device did not know in the room. */
  readonly newcomers: readonly RoleOf[];
  /** People it knew, whose role is another one now. */
  readonly changed: readonly RoleOf[];
}

export type RoomTrouble =
  /** A change that was not allowed, or that cannot be followed, ended the group: an owner or moderator can begin it anew. */
  { readonly kind: "broken" } | UnconfirmedGroup;
