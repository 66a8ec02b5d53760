import type { AccountId, EntryId, MappingId, RoleName, RoomId, ScimPerson } from "@warbler/protocol";
import { blind, id, mac, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

/** Tagged: whom an entry means, and who is in which group, decides what groups give. */
export const directoryPeople = table(
  "directory_people",
  {
    id: id<EntryId>(),
    /** Whom it is here: an account of its own until an officer says that somebody else is meant. */
    account: id<AccountId>(),
    user_name_key: blind(),
    external_key: nullable(blind()),
    attributes: sealed<Omit<ScimPerson, "active">>(
      { key: "subject", of: "account" },
      "what the directory tells of a person",
    ),
    /** When the directory said that they are not active; absent while they are. What an officer suspends, it does not lift. */
    stopped_ms: nullable(timeMs()),
    made_ms: timeMs(),
    changed_ms: timeMs(),
    /** The officer who said that it is this person; absent where only an invitation did. */
    linked_by: nullable(id<AccountId>()),
    tag: mac(),
  },
  { primaryKey: ["id"], unique: [["user_name_key"], ["account"]], indexes: [["external_key"]] },
);

export interface StoredGroup {
  readonly displayname: string;
  readonly externalid?: string | undefined;
}
export const directoryGroups = table(
  "directory_groups",
  {
    id: id<EntryId>(),
    name_key: blind(),
    attributes: sealed<StoredGroup>({ key: "table" }, "name of a group of the directory"),
    made_ms: timeMs(),
    changed_ms: timeMs(),
  },
  { primaryKey: ["id"], unique: [["name_key"]] },
);

export const directoryMembers = table(
  "directory_members",
  { person: id<EntryId>(), group: id<EntryId>(), tag: mac() },
  { primaryKey: ["person", "group"], indexes: [["group"]] },
);

/** It names the group again, so that it cannot be put under another one. */
export interface StoredMapping {
  readonly group: EntryId;
  readonly role?: RoleName;
  readonly room?: RoomId;
  readonly madeBy: AccountId;
  /** How many others approved it: fewer than are asked for now do not suffice any more. */
  readonly approvals: number;
}
export const directoryMappings = table(
  "directory_mappings",
  {
    id: id<MappingId>(),
    group: id<EntryId>(),
    /** It gives nothing from then on; the row goes once all is taken back. */
    ended_ms: nullable(timeMs()),
    gives: sealed<StoredMapping>({ key: "table" }, "what a group of the directory gives, and who said so"),
    made_ms: timeMs(),
  },
  { primaryKey: ["id"], indexes: [["group"]] },
);

/** What was given by a mapping, so that only that is taken back. */
export const directoryGiven = table(
  "directory_given",
  { mapping: id<MappingId>(), person: id<EntryId>() },
  { primaryKey: ["mapping", "person"], indexes: [["person"]] },
);

export const directoryTables = [
  directoryPeople,
  directoryGroups,
  directoryMembers,
  directoryMappings,
  directoryGiven,
] as const;
