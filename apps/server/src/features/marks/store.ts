/** The only SQL about marks. */
import type { AccountId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf, Schema } from "../../kernel/tables.ts";
import type { marks, markTables } from "./tables.ts";

export type MarkRow = RowOf<typeof marks>;

export function markStore(reader: Reader) {
  const db = reader.query<Schema<typeof markTables>>();
  return {
    /** Newest first. */
    marksOf: (account: AccountId): Promise<MarkRow[]> =>
      db
        .selectFrom("marks")
        .selectAll()
        .where("account", "=", account)
        .orderBy("at_ms", "desc")
        .orderBy("seq", "desc")
        .execute(),
  };
}
