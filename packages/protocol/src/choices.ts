/** The closed lists of words that are stored, sent and shown: levels, roles, kinds. */

/** Protection level of a room. A server offers the levels that it enforces. */
export const PROTECTION_LEVELS = ["sealed", "e2ee", "e2ee-archived", "e2ee-vanishing"] as const;
export type ProtectionLevel = (typeof PROTECTION_LEVELS)[number];

export const ROOM_KINDS = ["group", "direct"] as const;
export type RoomKind = (typeof ROOM_KINDS)[number];

/** What one may do in the organisation. `placeholder` is an imported person who has not joined. */
export const ORG_ROLES = ["owner", "administrator", "auditor", "member", "placeholder"] as const;
export type OrgRole = (typeof ORG_ROLES)[number];

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

/** What an account recovery secret is kept in. */
export const RECOVERY_MEANS = ["code", "passkey"] as const;
export type RecoveryMeans = (typeof RECOVERY_MEANS)[number];
