/** The only SQL about what proves who somebody is. */
import type { AccountId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf, Schema } from "../../kernel/tables.ts";
import type { factorTables, passkeys, recoveryCodes, securitySettings, totps } from "./tables.ts";

export type PasskeyRow = RowOf<typeof passkeys>;
export type TotpRow = RowOf<typeof totps>;

export interface FactorStore {
  settings(): Promise<RowOf<typeof securitySettings> | undefined>;
  passkeysOf(account: AccountId): Promise<PasskeyRow[]>;
  passkeyByCredential(credentialKey: Uint8Array): Promise<PasskeyRow | undefined>;
  totpOf(account: AccountId): Promise<TotpRow | undefined>;
  recoveryCodesOf(account: AccountId): Promise<RowOf<typeof recoveryCodes>[]>;
}

export function factorStore(reader: Reader): FactorStore {
  const db = reader.query<Schema<typeof factorTables>>();
  return {
    settings: () => db.selectFrom("security_settings").selectAll().executeTakeFirst(),
    passkeysOf: (account) =>
      db.selectFrom("passkeys").selectAll().where("account", "=", account).orderBy("added_ms").execute(),
    passkeyByCredential: (key) =>
      db.selectFrom("passkeys").selectAll().where("credential_key", "=", key).executeTakeFirst(),
    totpOf: (account) => db.selectFrom("totps").selectAll().where("account", "=", account).executeTakeFirst(),
    recoveryCodesOf: (account) => db.selectFrom("recovery_codes").selectAll().where("account", "=", account).execute(),
  };
}
