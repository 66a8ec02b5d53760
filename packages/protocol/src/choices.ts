/** The closed lists of words that are stored, sent and shown: levels, roles, kinds. */

/** Protection level of a room. A server offers the levels that it enforces. */
export const PROTECTION_LEVELS = ["sealed", "e2ee", "e2ee-archived", "e2ee-vanishing"] as const;
export type ProtectionLevel = (typeof PROTECTION_LEVELS)[number];

/** Levels that people choose between for a new room. */
export const NEW_ROOM_LEVELS = ["e2ee", "sealed"] as const satisfies readonly ProtectionLevel[];
export type NewRoomLevel = (typeof NEW_ROOM_LEVELS)[number];

export const ROOM_KINDS = ["group", "direct"] as const;
export type RoomKind = (typeof ROOM_KINDS)[number];

/** Roles that carry a duty over others: who has one is an officer. */
export const OFFICER_ROLES = [
  "owner",
  "administrator",
  "security-officer",
  "compliance-officer",
  "auditor",
  "trainer",
] as const;
// Written out, each of them: a client that uses one list does not carry the others.
/**
 * What one may be made in the organisation. Who has none of these may do nothing in it. A guest sees the rooms they were added
 * to, and the people there.
 */
export const GRANTED_ROLES = [
  "owner",
  "administrator",
  "security-officer",
  "compliance-officer",
  "auditor",
  "trainer",
  "member",
  "guest",
] as const;
export type GrantedRole = (typeof GRANTED_ROLES)[number];
/** An owner is made of somebody who is there already. */
export const INVITED_ROLES = [
  "administrator",
  "security-officer",
  "compliance-officer",
  "auditor",
  "trainer",
  "member",
  "guest",
] as const;
/** What acts without being a person: a bot, and the directory of another system that tells who works here. */
export const MACHINE_ROLES = ["bot", "directory"] as const;
/** All that lets somebody be somebody in the organisation. */
export const STANDING_ROLES = [
  "owner",
  "administrator",
  "security-officer",
  "compliance-officer",
  "auditor",
  "trainer",
  "member",
  "guest",
  "bot",
  "directory",
] as const satisfies readonly (GrantedRole | (typeof MACHINE_ROLES)[number])[];
export type StandingRole = (typeof STANDING_ROLES)[number];
/** All that an account can be: `placeholder` is a person who has not joined yet, `removed` one who has left for good. */
export const ORG_ROLES = [
  "owner",
  "administrator",
  "security-officer",
  "compliance-officer",
  "auditor",
  "trainer",
  "member",
  "guest",
  "bot",
  "directory",
  "placeholder",
  "removed",
] as const satisfies readonly (StandingRole | "placeholder" | "removed")[];
export type OrgRole = (typeof ORG_ROLES)[number];

export const isGrantedRole = (role: string | undefined): role is GrantedRole =>
  GRANTED_ROLES.some((known) => known === role);
export const isStandingRole = (role: string | undefined): role is StandingRole =>
  STANDING_ROLES.some((known) => known === role);
export const isOfficerRole = (role: string | undefined): boolean => OFFICER_ROLES.some((known) => known === role);

/** What speaks against an account, from what the server holds; each says why it counts. */
export const RISK_SIGNS = ["no-second-factor", "dormant", "new-device"] as const;
export type RiskSign = (typeof RISK_SIGNS)[number];

/**
 * What speaks against one session: it was started from a network from which the person had never come before, on a device that is
 * new, or by a sign-in service without anybody having proved since who it is.
 */
export const SESSION_SIGNS = ["new-place", "new-device", "unproven"] as const;
export type SessionSign = (typeof SESSION_SIGNS)[number];

/** What one may do in a room. */
export const ROOM_ROLES = ["owner", "moderator", "member"] as const;
export type RoomRole = (typeof ROOM_ROLES)[number];

/** What a record of a room is. The number is what travels; it is never reused. */
export const RECORD_KINDS = {
  message: 1,
  edit: 2,
  recall: 3,
  reaction: 4,
  pin: 5,
  /** The server tells what happened to the room: made, renamed, joined, left. */
  event: 6,
  /** In end-to-end rooms: a commit of the room's MLS group, or the GroupInfo that begins the group. */
  handshake: 7,
  /** In end-to-end rooms: a proposal that a commit must take up, such as the removal of a revoked device. */
  proposal: 8,
  /** In end-to-end rooms: name and topic, encrypted like a message. */
  describe: 9,
  /** In end-to-end rooms: messages from another system follow; this record's content key opens them. */
  import: 10,
} as const;
export type RecordKind = keyof typeof RECORD_KINDS;

/** What a person marks for themselves: a message saved for later, one hidden from them, and where a room counts as unread from. */
export const MARK_KINDS = ["saved", "hidden", "unread"] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/** What an account recovery secret is kept in. */
export const RECOVERY_MEANS = ["code", "passkey"] as const;
export type RecoveryMeans = (typeof RECOVERY_MEANS)[number];
