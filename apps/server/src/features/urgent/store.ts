/** The only SQL about urgent calls. */
import type { AccountId, RoomId } from "@warbler/protocol";
import type { records } from "../../kernel/records.ts";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf, Schema } from "../../kernel/tables.ts";
import type { urgentCalls, urgentTables } from "./tables.ts";

export type UrgentRow = RowOf<typeof urgentCalls>;

export function urgentStore(reader: Reader) {
  const db = reader.query<Schema<typeof urgentTables>>();
  const since = (sinceMs: number) =>
    db.selectFrom("urgent_calls").selectAll().where("at_ms", ">", sinceMs).orderBy("at_ms");
  return {
    waitingFor: (receiver: AccountId, sinceMs: number): Promise<UrgentRow[]> =>
      since(sinceMs).where("receiver", "=", receiver).where("seen_ms", "is", null).execute(),
    sentBy: (caller: AccountId, sinceMs: number): Promise<UrgentRow[]> =>
      since(sinceMs).where("caller", "=", caller).execute(),
    /** Too old to count or to be shown. */
    overOf: (caller: AccountId, sinceMs: number): Promise<UrgentRow[]> =>
      db.selectFrom("urgent_calls").selectAll().where("caller", "=", caller).where("at_ms", "<=", sinceMs).execute(),
    record: (room: RoomId, seq: number): Promise<RowOf<typeof records> | undefined> =>
      reader.get('SELECT * FROM "records" WHERE "room" = ? AND "seq" = ?', [room, seq]),
  };
}
