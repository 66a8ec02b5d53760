/** The only SQL about recoveries of access. */
import type { AccessRecoveryId, AccountId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { accessRecoveries } from "./tables.ts";

export type RecoveryRow = RowOf<typeof accessRecoveries>;

export const accessRecoveryStore = (reader: Reader) => ({
  recovery: (id: AccessRecoveryId) => reader.get<RecoveryRow>('SELECT * FROM "access_recoveries" WHERE "id" = ?', [id]),
  byToken: (token: Uint8Array) =>
    reader.get<RecoveryRow>('SELECT * FROM "access_recoveries" WHERE "token" = ?', [token]),
  /** Those that are open come first: nobody pushes another's out. */
  newest: (limit: number) =>
    reader.all<RecoveryRow>(
      `SELECT * FROM "access_recoveries"
       ORDER BY CASE "state" WHEN 'open' THEN 0 ELSE 1 END, "started_ms" DESC, "id" LIMIT ?`,
      [limit],
    ),
  newestOf: (account: AccountId, limit: number) =>
    reader.all<RecoveryRow>(
      `SELECT * FROM "access_recoveries" WHERE "account" = ?
       ORDER BY CASE "state" WHEN 'open' THEN 0 ELSE 1 END, "started_ms" DESC, "id" LIMIT ?`,
      [account, limit],
    ),
});
