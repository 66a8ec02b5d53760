/** The only SQL about requests for roles, and roles that ended. */
import type { AccountId, EmergencyId, RequestId } from "@warbler/protocol";
import type { heldRoles } from "../../kernel/records.ts";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { emergencies, roleRequests } from "./tables.ts";

export type RequestRow = RowOf<typeof roleRequests>;
export type EmergencyRow = RowOf<typeof emergencies>;

export const roleStore = (reader: Reader) => ({
  request: (id: RequestId) => reader.get<RequestRow>('SELECT * FROM "role_requests" WHERE "id" = ?', [id]),
  /** Those that wait for an answer come first: each person has few, and nobody pushes another's out. */
  newest: (limit: number) =>
    reader.all<RequestRow>(
      `SELECT * FROM "role_requests" ORDER BY CASE "state" WHEN 'open' THEN 0 ELSE 1 END, "asked_ms" DESC, "id" LIMIT ?`,
      [limit],
    ),
  newestOf: (account: AccountId, limit: number) =>
    reader.all<RequestRow>('SELECT * FROM "role_requests" WHERE "account" = ? ORDER BY "asked_ms" DESC, "id" LIMIT ?', [
      account,
      limit,
    ]),
  /** Whose it is, as the database says; the row itself is read as tagged. */
  emergencyOwner: (id: EmergencyId) =>
    reader.get<Pick<EmergencyRow, "account">>('SELECT "account" FROM "emergencies" WHERE "id" = ?', [id]),
  /** Held roles that ended before a time. */
  ended: (nowMs: number, limit: number) =>
    reader.all<RowOf<typeof heldRoles>>('SELECT * FROM "held_roles" WHERE "until_ms" <= ? LIMIT ?', [nowMs, limit]),
});
