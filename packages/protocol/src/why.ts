/** Why somebody may or may not do something: what the policy decided by, and the same in words. */
import type { GrantedRole, OrgRole, RoomRole } from "./choices.ts";

/** What decided: the same value that a grant is made from, or a refusal. */
export type Why =
  | { readonly may: true; readonly by: "self" }
  | { readonly may: true; readonly by: "organisation-role"; readonly role: GrantedRole }
  | { readonly may: true; readonly by: "room-role"; readonly role: RoomRole }
  | { readonly may: true; readonly by: "shared-room" }
  /** Is nobody in the organisation, has left it, or is suspended. */
  | { readonly may: false; readonly by: "standing"; readonly role: OrgRole | undefined; readonly suspended: boolean }
  | { readonly may: false; readonly by: "not-in-room" }
  | { readonly may: false; readonly by: "guest" }
  | {
      readonly may: false;
      readonly by: "role";
      readonly role: GrantedRole | RoomRole;
      /** Roles of which one would do; none where only the person themselves may. */
      readonly needed: readonly (GrantedRole | RoomRole)[];
    };
