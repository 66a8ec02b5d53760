/** The only SQL about what proves who somebody is. */
import type { AccountId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf, Schema } from "../../kernel/tables.ts";
import type { factorTables, passkeys, passwordWords, recoveryCodes, securitySettings, totps } from "./tables.ts";

export type PasskeyRow = RowOf<typeof passkeys>;
export type TotpRow = RowOf<typeof totps>;

export interface FactorStore {
  settings(): Promise<RowOf<typeof securitySettings> | undefined>;
  passwordWords(): Promise<RowOf<typeof passwordWords> | undefined>;
  passkeysOf(account: AccountId): Promise<PasskeyRow[]>;
  passkeyByCredential(credentialKey: Uint8Array): Promise<PasskeyRow | undefined>;
  totpOf(account: AccountId): Promise<TotpRow | undefined>;
  /** Who of these has a passkey, an authenticator app, and recovery codes that are not used up. */
  ownersAmong(accounts: readonly AccountId[], kind: "passkey" | "totp"): Promise<AccountId[]>;
  recoveryCodeOwnersAmong(accounts: readonly AccountId[]): Promise<AccountId[]>;
  /** Everybody who has a second factor. */
  protectedPeople(): Promise<readonly AccountId[]>;
  /** Every passkey and every authenticator app. */
  everybodys(): Promise<{ readonly keys: PasskeyRow[]; readonly apps: TotpRow[] }>;
  recoveryCodesOf(account: AccountId): Promise<RowOf<typeof recoveryCodes>[]>;
}

export function factorStore(reader: Reader): FactorStore {
  const db = reader.query<Schema<typeof factorTables>>();
  return {
    settings: () => db.selectFrom("security_settings").selectAll().executeTakeFirst(),
    passwordWords: () => db.selectFrom("password_words").selectAll().executeTakeFirst(),
    passkeysOf: (account) =>
      db.selectFrom("passkeys").selectAll().where("account", "=", account).orderBy("added_ms").execute(),
    passkeyByCredential: (key) =>
      db.selectFrom("passkeys").selectAll().where("credential_key", "=", key).executeTakeFirst(),
    totpOf: (account) => db.selectFrom("totps").selectAll().where("account", "=", account).executeTakeFirst(),
    ownersAmong: async (accounts, kind) => {
      const owners = db.selectFrom("held_factors").select("account").distinct().where("kind", "=", kind);
      return (await owners.where("account", "in", [...accounts]).execute()).map(({ account }) => account);
    },
    recoveryCodeOwnersAmong: async (accounts) => {
      const owners = db.selectFrom("recovery_codes").select("account").distinct().where("used_ms", "is", null);
      return (await owners.where("account", "in", [...accounts]).execute()).map(({ account }) => account);
    },
    protectedPeople: async () => {
      const rows = await reader.all<{ account: AccountId }>('SELECT DISTINCT "account" FROM "held_factors"', []);
      return rows.map(({ account }) => account);
    },
    everybodys: async () => ({
      keys: await db.selectFrom("passkeys").selectAll().execute(),
      apps: await db.selectFrom("totps").selectAll().execute(),
    }),
    recoveryCodesOf: (account) => db.selectFrom("recovery_codes").selectAll().where("account", "=", account).execute(),
  };
}
