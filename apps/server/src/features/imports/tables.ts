import type { AccountId, ImportId, RoomId } from "@warbler/protocol";
import { blind, choice, id, nullable, table, timeMs } from "../../kernel/tables.ts";

/** One row a source: a second import of the same source finds it and adds nothing twice. */
export const imports = table(
  "imports",
  {
    id: id<ImportId>(),
    source: blind(),
    format: choice(["slack", "mattermost"]),
    started_by: id<AccountId>(),
    started_ms: timeMs(),
    completed_ms: nullable(timeMs()),
  },
  { primaryKey: ["id"], unique: [["source"]] },
);

export const importPeople = table(
  "import_people",
  { import: id<ImportId>(), source: blind(), account: id<AccountId>() },
  { primaryKey: ["import", "source"] },
);

export const importRooms = table(
  "import_rooms",
  { import: id<ImportId>(), source: blind(), room: id<RoomId>() },
  { primaryKey: ["import", "source"] },
);

/** Who was in which room in the source. It opens nothing: a placeholder has no role, until somebody joins as that person. */
export const importMembers = table(
  "import_members",
  { room: id<RoomId>(), account: id<AccountId>() },
  { primaryKey: ["room", "account"], indexes: [["account"]] },
);

export const importTables = [imports, importPeople, importRooms, importMembers] as const;
