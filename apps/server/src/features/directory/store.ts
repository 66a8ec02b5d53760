/** The only SQL about what a directory of another system tells. */
import type { AccountId, EntryId, MappingId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type {
  directoryGiven,
  directoryGroups,
  directoryMappings,
  directoryMembers,
  directoryPeople,
} from "./tables.ts";

export type PersonRow = RowOf<typeof directoryPeople>;
export type GroupRow = RowOf<typeof directoryGroups>;
export type MemberRow = RowOf<typeof directoryMembers>;
export type MappingRow = RowOf<typeof directoryMappings>;
export type GivenRow = RowOf<typeof directoryGiven>;

export const directoryStore = (reader: Reader) => ({
  person: (id: EntryId) => reader.get<PersonRow>('SELECT * FROM "directory_people" WHERE "id" = ?', [id]),
  personOf: (account: AccountId) =>
    reader.get<PersonRow>('SELECT * FROM "directory_people" WHERE "account" = ?', [account]),
  peopleByUserName: (key: Uint8Array) =>
    reader.all<PersonRow>('SELECT * FROM "directory_people" WHERE "user_name_key" = ?', [key]),
  peopleByExternalId: (key: Uint8Array) =>
    reader.all<PersonRow>('SELECT * FROM "directory_people" WHERE "external_key" = ? ORDER BY "id"', [key]),
  /** In the order of their ids, after one. */
  peopleAfter: (after: string, limit: number) =>
    reader.all<PersonRow>('SELECT * FROM "directory_people" WHERE "id" > ? ORDER BY "id" LIMIT ?', [after, limit]),
  peopleFrom: (offset: number, limit: number) =>
    reader.all<PersonRow>('SELECT * FROM "directory_people" ORDER BY "id" LIMIT ? OFFSET ?', [limit, offset]),
  newestPeople: (limit: number) =>
    reader.all<PersonRow>('SELECT * FROM "directory_people" ORDER BY "made_ms" DESC, "id" LIMIT ?', [limit]),
  countPeople: async () =>
    (await reader.get<{ all: number; inactive: number }>(
      'SELECT COUNT(*) AS "all", COUNT("stopped_ms") AS "inactive" FROM "directory_people"',
      [],
    )) ?? { all: 0, inactive: 0 },
  /** Whose accounts nobody has joined as. */
  countWaiting: async () =>
    (
      await reader.get<{ waiting: number }>(
        `SELECT COUNT(*) AS "waiting" FROM "directory_people" AS p
         JOIN "role_assignments" AS r ON r."scope" = 'org' AND r."account" = p."account" AND r."role" = 'placeholder'`,
        [],
      )
    )?.waiting ?? 0,
  group: (id: EntryId) => reader.get<GroupRow>('SELECT * FROM "directory_groups" WHERE "id" = ?', [id]),
  groups: () => reader.all<GroupRow>('SELECT * FROM "directory_groups" ORDER BY "id"', []),
  membersOf: (group: EntryId) =>
    reader.all<MemberRow>('SELECT * FROM "directory_members" WHERE "group" = ? ORDER BY "person"', [group]),
  mapping: (id: MappingId) => reader.get<MappingRow>('SELECT * FROM "directory_mappings" WHERE "id" = ?', [id]),
  mappings: () => reader.all<MappingRow>('SELECT * FROM "directory_mappings" ORDER BY "made_ms", "id"', []),
  mappingsOf: (group: EntryId) =>
    reader.all<MappingRow>('SELECT * FROM "directory_mappings" WHERE "group" = ?', [group]),
  givenTo: (person: EntryId) => reader.all<GivenRow>('SELECT * FROM "directory_given" WHERE "person" = ?', [person]),
  givenBy: (mapping: MappingId) =>
    reader.all<GivenRow>('SELECT * FROM "directory_given" WHERE "mapping" = ?', [mapping]),
  /** People whose groups map to something, or who were given something: whom to look at after a start. */
  concerned: () =>
    reader.all<{ person: EntryId }>(
      `SELECT "person" FROM "directory_given" UNION
       SELECT m."person" FROM "directory_members" AS m JOIN "directory_mappings" AS d ON d."group" = m."group"`,
      [],
    ),
});
export type DirectoryStore = ReturnType<typeof directoryStore>;
