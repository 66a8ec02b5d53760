/** The only SQL about keychains and recovery wraps. */
import type { AccountId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { keychainEntries, recoveryWraps } from "./tables.ts";

export type EntryRow = RowOf<typeof keychainEntries>;
export type WrapRow = RowOf<typeof recoveryWraps>;

export const keychainStore = (reader: Reader) => ({
  last: (account: AccountId) =>
    reader.get<EntryRow>('SELECT * FROM "keychain_entries" WHERE "account" = ? ORDER BY "position" DESC LIMIT 1', [
      account,
    ]),
  at: (account: AccountId, position: number) =>
    reader.get<EntryRow>('SELECT * FROM "keychain_entries" WHERE "account" = ? AND "position" = ?', [
      account,
      position,
    ]),
  from: (account: AccountId, position: number, limit: number) =>
    reader.all<EntryRow>(
      'SELECT * FROM "keychain_entries" WHERE "account" = ? AND "position" >= ? ORDER BY "position" LIMIT ?',
      [account, position, limit],
    ),
  wraps: (account: AccountId) =>
    reader.all<WrapRow>('SELECT * FROM "recovery_wraps" WHERE "account" = ? ORDER BY "created_ms", "check_id"', [
      account,
    ]),
});
