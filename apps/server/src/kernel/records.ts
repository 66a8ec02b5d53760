/**
 * The kernel's own tables: the record of rooms, the audit log's leaves and facts, and who may do what. They are the
 * kernel's because the writer fills them itself: seq, commitment, leaf and MAC are nobody else's to choose.
 */
import {
  type AccountId,
  type DeviceId,
  type EmergencyId,
  type ErasureId,
  FACTS,
  type FactDetail,
  type FactKind,
  type MessageId,
  ORG_ROLES,
  type PolicyDocument,
  ROOM_ROLES,
  type RoleName,
  type RoomId,
} from "@warbler/protocol";
import {
  choice,
  count,
  digest,
  flag,
  id,
  mac,
  nullable,
  publicBytes,
  sealed,
  type Table,
  table,
  timeMs,
} from "./tables.ts";

/** The record: every message, edit, recall, reaction, pin and event of every room, in the order of `seq`. */
export const records = table(
  "records",
  {
    room: id<RoomId>(),
    seq: count(),
    message: id<MessageId>(),
    author: id<AccountId>(),
    device: nullable(id<DeviceId>()),
    kind: count(),
    at_ms: timeMs(),
    imported: flag(),
    content: sealed<Uint8Array>({ key: "record" }, "what was said: text, mentions, names and keys of files"),
    commitment: digest(),
    leaf: count(),
    position: count(),
  },
  // Message first: identifiers of one time are neighbours then, whatever their rooms.
  { primaryKey: ["room", "seq"], unique: [["message", "room"]] },
);

/**
 * Which record changes or takes back which message, in ids only: an edit or a recall whose own content was erased still
 * counts, so that what it replaced or took back does not come up again.
 */
export const revisions = table(
  "revisions",
  {
    room: id<RoomId>(),
    target: id<MessageId>(),
    seq: count(),
    kind: count(),
    /** Keys are destroyed by what stands here: absent in what the writer did not make, which takes nothing along. */
    mark: nullable(mac()),
  },
  { primaryKey: ["room", "target", "seq"], indexes: [["room", "seq"]] },
);

/** Messages that address somebody by a mention or an answer; whom, only the record itself tells. */
export const addressed = table("addressed", { room: id<RoomId>(), seq: count() }, { primaryKey: ["room", "seq"] });

/** Last seq and last commitment of each room: the head of its chain. */
export const roomHeads = table(
  "room_heads",
  { room: id<RoomId>(), last_seq: count(), last_commitment: digest() },
  { primaryKey: ["room"] },
);

/** The audit log's entries in order, each with the commitments of its subtree (32 bytes a member). */
export const leaves = table(
  "leaves",
  {
    leaf: count(),
    entry: publicBytes("leaf entry: kind, time, count, subtree root"),
    members: publicBytes("salted commitments"),
  },
  { primaryKey: ["leaf"] },
);

/** Full hash tiles of the log (C2SP tlog-tiles); partial ones are computed. */
export const tiles = table(
  "tiles",
  { level: count(), tile: count(), hashes: publicBytes("tree hashes") },
  { primaryKey: ["level", "tile"] },
);

/** Size and root of the log, one row: what the tiles and leaves must hash to when the server starts. */
export const logHead = table("log_head", { id: count(), size: count(), root: digest() }, { primaryKey: ["id"] });

const FACT_KINDS = Object.keys(FACTS) as FactKind[];

/** The readable facts behind the leaves, once per person they are about, sealed under that person's key. */
export const facts = table(
  "facts",
  {
    leaf: count(),
    position: count(),
    kind: choice(FACT_KINDS),
    at_ms: timeMs(),
    subject: nullable(id<AccountId>()),
    detail: sealed<FactDetail>({ key: "subject", of: "subject" }, "what happened, as the audit vocabulary lists it"),
  },
  {
    primaryKey: ["leaf", "position"],
    indexes: [
      ["subject", "leaf"],
      ["kind", "leaf"],
    ],
  },
);

/** Scope of a role: the organisation or one room. */
export type Scope = "org" | RoomId;
/** Names the version of what one person is in the organisation. */
export const standingScope = (account: string): string => `org/${account}`;
export const ROLES = [...new Set([...ORG_ROLES, ...ROOM_ROLES])];

/** Who has which role where. Each row carries a MAC, so that an UPDATE in the database grants nobody anything. */
export const roleAssignments = table(
  "role_assignments",
  {
    scope: id<Scope>(),
    account: id<AccountId>(),
    role: choice(ROLES),
    since_ms: timeMs(),
    /** In the organisation: since when the person is suspended, and may do nothing. */
    suspended_ms: nullable(timeMs()),
    /** Who gave it; absent where nobody did, or it was given before this was kept. */
    given_by: nullable(id<AccountId>()),
    tag: mac(),
  },
  { primaryKey: ["scope", "account"], indexes: [["account"]] },
);

/** Roles that people hold beside their first one, some until a time. Tagged, and in the register, as the first ones are. */
export const heldRoles = table(
  "held_roles",
  {
    account: id<AccountId>(),
    role: id<RoleName>(),
    since_ms: timeMs(),
    until_ms: nullable(timeMs()),
    given_by: nullable(id<AccountId>()),
    /** Where the person took it by themselves. */
    emergency: nullable(id<EmergencyId>()),
    tag: mac(),
  },
  { primaryKey: ["account", "role"] },
);

/** The policy that counts, one row: its tag is in the register too, so that an older one put back does not. */
export const policies = table(
  "policies",
  {
    id: count(),
    version: count(),
    document: sealed<PolicyDocument>({ key: "table" }, "the organisation's own roles, profile and policy tests"),
    changed_ms: timeMs(),
    tag: mac(),
  },
  { primaryKey: ["id"] },
);

/** Tables whose rows the register keeps in one scope, named after the table. */
const IN_ONE_SCOPE: ReadonlySet<string> = new Set([heldRoles.name, policies.name]);
/** The scope of a feature's tagged rows that belong together: those with the same first value of the primary key. */
export const registerScopeOf = (table: string, owner: string): string => `${table}/${owner}`;

/**
 * Where the register keeps the tag of a row: roles by scope and person, held roles and the policy under their table, and what
 * features tag under its table and owner.
 */
export function registerPlaceOf(
  table: Table,
  row: Readonly<Record<string, unknown>>,
): { readonly scope: string; readonly account: string } {
  if (table.name === roleAssignments.name) return { scope: String(row["scope"]), account: String(row["account"]) };
  const key = table.primaryKey.map((name) => String(row[name]));
  if (IN_ONE_SCOPE.has(table.name)) return { scope: table.name, account: key.join("/") };
  const [owner = "", ...rest] = key;
  return { scope: registerScopeOf(table.name, owner), account: rest.join("/") };
}

const nameOf = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString("base64url") : String(value);
/** How the register names a row that ended. */
export const nameOfRow = (table: Table, row: Readonly<Record<string, unknown>>): string =>
  [table.name, ...table.primaryKey.map((key) => nameOf(row[key]))].join("/");
/** How the register names the rounds of an owner's rows. */
export const nameOfRounds = (table: Pick<Table, "name">, owner: unknown): string => `${table.name}/${nameOf(owner)}`;
/** How the register names the rounds of a sealed value of a row. */
export const nameOfValueRounds = (table: Table, column: string, row: Readonly<Record<string, unknown>>): string =>
  [`${table.name}.${column}`, ...table.primaryKey.map((key) => nameOf(row[key]))].join("/");

/**
 * Erasures that were intended; one that a crash cut short is finished at the next start. Tagged: keys are destroyed by what stands
 * here, and who can write to the database must not destroy any.
 */
export const erasures = table(
  "erasures",
  {
    id: id<ErasureId>(),
    what: choice(["message", "person", "room", "month"]),
    room: nullable(id<RoomId>()),
    account: nullable(id<AccountId>()),
    seq: nullable(count()),
    /** Number of the month, year * 12 + month from 0. */
    month: nullable(count()),
    by: nullable(id<AccountId>()),
    intended_ms: timeMs(),
    /** When its keys are to be destroyed; absent: at once. */
    due_ms: nullable(timeMs()),
    completed_ms: nullable(timeMs()),
    withdrawn_ms: nullable(timeMs()),
    /** Absent in rows from before there was one. */
    tag: nullable(mac()),
  },
  { primaryKey: ["id"] },
);

/** The erasures that reached a room, counted for its members' devices, which are told how far the count has come. */
export const roomErasures = table(
  "room_erasures",
  { room: id<RoomId>(), number: count(), erasure: id<ErasureId>() },
  { primaryKey: ["room", "number"], indexes: [["erasure"]] },
);

export const kernelTables = [
  records,
  revisions,
  addressed,
  roomHeads,
  leaves,
  tiles,
  logHead,
  facts,
  roleAssignments,
  heldRoles,
  policies,
  erasures,
  roomErasures,
] as const;
