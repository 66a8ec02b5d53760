/** The only SQL about the identity log. */
import type { AccountId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { identityEntries } from "./tables.ts";

export type IdentityRow = RowOf<typeof identityEntries>;

export const identityStore = (reader: Reader) => ({
  /** An account's newest version. */
  newest: (account: AccountId) =>
    reader.get<IdentityRow>('SELECT * FROM "identity_entries" WHERE "account" = ? ORDER BY "version" DESC LIMIT 1', [
      account,
    ]),
  entries: (from: number, limit: number) =>
    reader.all<IdentityRow>('SELECT * FROM "identity_entries" WHERE "entry" >= ? ORDER BY "entry" LIMIT ?', [
      from,
      limit,
    ]),
  leafHashes: async (from: number) =>
    (
      await reader.all<{ leaf_hash: Uint8Array }>(
        'SELECT "leaf_hash" FROM "identity_entries" WHERE "entry" >= ? ORDER BY "entry"',
        [from],
      )
    ).map(({ leaf_hash }) => leaf_hash),
});
