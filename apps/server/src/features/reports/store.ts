/** The only SQL about reports. */
import type { AccountId, ReportId, ReportState, RoomId } from "@warbler/protocol";
import type { records } from "../../kernel/records.ts";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf, Schema } from "../../kernel/tables.ts";
import type { reportedRecords, reports, reportTables } from "./tables.ts";

export type ReportRow = RowOf<typeof reports>;

export function reportStore(reader: Reader) {
  const db = reader.query<Schema<typeof reportTables>>();
  return {
    report: (id: ReportId): Promise<ReportRow | undefined> =>
      db.selectFrom("reports").selectAll().where("id", "=", id).executeTakeFirst(),
    /** Newest first, without those of what `reader` wrote. */
    newest: (reader: AccountId, limit: number, state: ReportState | undefined): Promise<ReportRow[]> => {
      const others = db.selectFrom("reports").selectAll().where("author", "<>", reader);
      const all = others.orderBy("made_ms", "desc").limit(limit);
      return (state === undefined ? all : all.where("state", "=", state)).execute();
    },
    of: (reporter: AccountId, limit: number): Promise<ReportRow[]> =>
      db
        .selectFrom("reports")
        .selectAll()
        .where("reporter", "=", reporter)
        .orderBy("made_ms", "desc")
        .limit(limit)
        .execute(),
    disclosed: (report: ReportId): Promise<RowOf<typeof reportedRecords>[]> =>
      db.selectFrom("reported_records").selectAll().where("report", "=", report).orderBy("place").execute(),
    record: (room: RoomId, seq: number): Promise<RowOf<typeof records> | undefined> =>
      reader.get('SELECT * FROM "records" WHERE "room" = ? AND "seq" = ?', [room, seq]),
  };
}
