/** The only SQL about drafts. */
import type { DeviceId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf, Schema } from "../../kernel/tables.ts";
import type { drafts, draftTables } from "./tables.ts";

export function draftStore(reader: Reader) {
  const db = reader.query<Schema<typeof draftTables>>();
  return {
    draftsFor: (receiver: DeviceId): Promise<RowOf<typeof drafts>[]> =>
      db.selectFrom("drafts").selectAll().where("receiver", "=", receiver).execute(),
  };
}
