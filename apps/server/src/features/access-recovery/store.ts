/** The only SQL about recoveries of access. */
import type { AccessRecoveryId, AccountId } from "@warbler/protocol";
import type { TaggedRows } from "../../kernel/policy/genuine.ts";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import { accessRecoveries } from "./tables.ts";

export type RecoveryRow = RowOf<typeof accessRecoveries>;

type Found = RecoveryRow | undefined;

export const accessRecoveryStore = ({ reader, tagged }: { readonly reader: Reader; readonly tagged: TaggedRows }) => ({
  /** As the server wrote it. */
  recovery: async (id: AccessRecoveryId): Promise<Found> => (await tagged.of(accessRecoveries, id)).rows[0],
  async byToken(token: Uint8Array): Promise<Found> {
    const found = await reader.get<RecoveryRow>('SELECT "id" FROM "access_recoveries" WHERE "token" = ?', [token]);
    const row = found === undefined ? undefined : await this.recovery(found.id);
    return row !== undefined && Buffer.compare(row.token, token) === 0 ? row : undefined;
  },
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
