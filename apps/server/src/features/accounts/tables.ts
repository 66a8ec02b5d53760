import {
  type AccountId,
  type DeviceId,
  INVITED_ROLES,
  type InvitationId,
  type RoomId,
  type SessionId,
} from "@warbler/protocol";
import { blind, choice, count, digest, flag, id, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

export const organisation = table(
  "organisation",
  { id: count(), name: sealed<string>({ key: "table" }, "the organisation's name"), created_ms: timeMs() },
  { primaryKey: ["id"] },
);

export const accounts = table(
  "accounts",
  {
    id: id<AccountId>(),
    handle_key: blind(),
    handle: sealed<string>({ key: "subject", of: "id" }, "sign-in name"),
    name: sealed<string>({ key: "subject", of: "id" }, "display name"),
    /** Argon2id (RFC 9106) in PHC format; absent for placeholders. */
    password: nullable(sealed<string>({ key: "subject", of: "id" }, "password hash")),
    /** It would be too short, or too easy to guess, without a second factor. */
    password_depends: nullable(flag()),
    /** When it was last changed; absent until then. A sign-in that began with the one before ends with it. */
    password_ms: nullable(timeMs()),
    imported: flag(),
    created_ms: timeMs(),
  },
  { primaryKey: ["id"], unique: [["handle_key"]], replaced: ["password"] },
);

/** What people say they are doing. */
export const statuses = table(
  "statuses",
  {
    account: id<AccountId>(),
    text: sealed<string>({ key: "subject", of: "account" }, "what the person says they are doing"),
    until_ms: nullable(timeMs()),
  },
  { primaryKey: ["account"] },
);

export const devices = table(
  "devices",
  {
    id: id<DeviceId>(),
    account: id<AccountId>(),
    name: sealed<string>({ key: "subject", of: "account" }, "device name"),
    verifying_key: sealed<string>({ key: "subject", of: "account" }, "Ed25519 verifying key"),
    added_ms: timeMs(),
    removed_ms: nullable(timeMs()),
  },
  { primaryKey: ["id"], indexes: [["account"]], endedBy: ["removed_ms"] },
);

/** What a session is: whose, on which device, by which token, from when to when, and when it was last proved. */
export interface Bearer {
  readonly account: AccountId;
  readonly device: DeviceId;
  /** Digest of the token, in base64url. */
  readonly token: string;
  readonly startedMs: number;
  readonly expiresMs: number;
  readonly provenMs: number | null;
  /** Absent in the first one. */
  readonly round?: number;
  /** Thumbprint of the key that it is bound to, in base64url; absent where the token is enough. */
  readonly boundTo?: string;
}

/** The digest is SHA-256 of a random token of 32 bytes: knowing it signs nobody in. */
export const sessions = table(
  "sessions",
  {
    id: id<SessionId>(),
    account: id<AccountId>(),
    device: id<DeviceId>(),
    token: digest(),
    started_ms: timeMs(),
    /** When it was last used, coarsely; absent until it was used again after its start. */
    seen_ms: nullable(timeMs()),
    expires_ms: timeMs(),
    ended_ms: nullable(timeMs()),
    /** The last proof of who this is; absent until there was one after the start, which is one itself. */
    proven_ms: nullable(timeMs()),
    /** Each time all of a person's sessions end, their next round begins. */
    round: nullable(count()),
    /** RFC 7638 thumbprint of the key that signs what is asked by it (RFC 9449); absent where the token is enough. */
    key_thumbprint: nullable(digest()),
    /** Names the columns above again, so that a session is nobody's to make or change who can write to the database. */
    bearer: nullable(
      sealed<Bearer>({ key: "table" }, "whose session it is, its device, its token's digest, its key's, its times"),
    ),
    /** From which network whose session was started, as a lookup value: there its person keeps their tries to sign in. */
    came_from: nullable(blind()),
    address: nullable(sealed<string>({ key: "subject", of: "account" }, "address that the session was started from")),
    client: nullable(sealed<string>({ key: "subject", of: "account" }, "what the client called itself (User-Agent)")),
  },
  {
    primaryKey: ["id"],
    unique: [["token"]],
    indexes: [["account"], ["device"], ["came_from"]],
    endedBy: ["ended_ms"],
    rounds: { of: "account", column: "round" },
  },
);

/** What an invitation gives, by whom, to whoever has which token, and until when. */
export interface InvitationTerms {
  readonly token: string;
  readonly role: (typeof INVITED_ROLES)[number];
  readonly placeholder: AccountId | null;
  readonly createdBy: AccountId;
  readonly expiresMs: number;
}

export const invitations = table(
  "invitations",
  {
    id: id<InvitationId>(),
    token: digest(),
    role: choice(INVITED_ROLES),
    note: sealed<string>({ key: "table" }, "whom the invitation is for"),
    rooms: sealed<readonly RoomId[]>({ key: "table" }, "rooms to join"),
    placeholder: nullable(id<AccountId>()),
    created_by: id<AccountId>(),
    created_ms: timeMs(),
    expires_ms: timeMs(),
    state: choice(["open", "accepted", "withdrawn"]),
    /** Names the columns above again, so that an invitation gives nothing else in the words of who can write to the database. */
    terms: nullable(sealed<InvitationTerms>({ key: "table" }, "token's digest, role and maker of an invitation")),
  },
  { primaryKey: ["id"], unique: [["token"]], indexes: [["created_ms"]], endedBy: ["state"] },
);
export const accountTables = [organisation, accounts, statuses, devices, sessions, invitations] as const;
