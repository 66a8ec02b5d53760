/**
 * A row of the table of actions applied to what is known of a person: the one place where it is decided, and told why.
 * Pure: the policy brings the roles, and makes a grant only of what comes out of here.
 */
import {
  type GrantedRole,
  isGrantedRole,
  isOfficerRole,
  type OrgRole,
  type RoomRole,
  type Rule,
  type Why,
} from "@warbler/protocol";

/** A person's stored role in the organisation. */
export interface Standing {
  readonly role: OrgRole;
  readonly suspended_ms: number | null;
}

/** What the caller is to what is acted on. */
export interface Relation {
  readonly standing: Standing | undefined;
  /** On a room: the role there. */
  readonly roomRole?: RoomRole | undefined;
  /** On an account: whether it is the caller's own, and the role of the person acted on. */
  readonly isSelf?: boolean;
  readonly role?: OrgRole | undefined;
}

const BY_SELF: Why = { may: true, by: "self" };
const NOT_IN_ROOM: Why = { may: false, by: "not-in-room" };
const NOT_FOR_GUESTS: Why = { may: false, by: "guest" };

/** Whether they are somebody in the organisation now: any row of the table asks this first. */
export const countsAs = (standing: Standing | undefined): GrantedRole | undefined =>
  standing !== undefined && standing.suspended_ms === null && isGrantedRole(standing.role) ? standing.role : undefined;

/** By the rule, except for what needs a look at the rooms two people share. */
export function whyOf(rule: Rule, relation: Relation): Why {
  const role = countsAs(relation.standing);
  if (role === undefined)
    return {
      may: false,
      by: "standing",
      role: relation.standing?.role,
      suspended: relation.standing !== undefined && relation.standing.suspended_ms !== null,
    };
  if (rule.noGuest === true && role === "guest") return NOT_FOR_GUESTS;
  if (rule.on === "room") {
    const needed = rule.room ?? [];
    const { roomRole } = relation;
    if (roomRole === undefined) return NOT_IN_ROOM;
    return needed.includes(roomRole)
      ? { may: true, by: "room-role", role: roomRole }
      : { may: false, by: "role", role: roomRole, needed };
  }
  if (relation.isSelf === true && rule.self === true) return BY_SELF;
  const needed = (isOfficerRole(relation.role) ? (rule.onOfficer ?? rule.org) : rule.org) ?? [];
  return needed.includes(role)
    ? { may: true, by: "organisation-role", role }
    : { may: false, by: "role", role, needed };
}
