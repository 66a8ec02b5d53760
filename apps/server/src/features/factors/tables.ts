import { type AccountId, type PasskeyId, SECOND_FACTOR } from "@warbler/protocol";
import { blind, choice, count, flag, id, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

/** One row once somebody changed something; until then the defaults count. */
export const securitySettings = table(
  "security_settings",
  {
    id: count(),
    second_factor: choice(SECOND_FACTOR),
    password_min_chars: count(),
    password_with_factor_min_chars: count(),
    access_recovery_wait_hours: nullable(count()),
  },
  { primaryKey: ["id"] },
);

/** WebAuthn credentials. The lookup value is over the credential's id, which says by itself who uses which key. */
export const passkeys = table(
  "passkeys",
  {
    id: id<PasskeyId>(),
    account: id<AccountId>(),
    credential_key: blind(),
    credential: sealed<string>({ key: "subject", of: "account" }, "credential id, base64url"),
    public_key: sealed<Uint8Array>({ key: "subject", of: "account" }, "COSE public key of the passkey"),
    name: sealed<string>({ key: "subject", of: "account" }, "the passkey's name"),
    algorithm: count(),
    /** Signatures made so far, as the authenticator says; 0 where it does not count. */
    signatures: count(),
    is_synced: flag(),
    added_ms: timeMs(),
    used_ms: nullable(timeMs()),
  },
  { primaryKey: ["id"], unique: [["credential_key"]], indexes: [["account"]] },
);

export const totps = table(
  "totps",
  {
    account: id<AccountId>(),
    secret: sealed<string>({ key: "subject", of: "account" }, "secret of the authenticator app, base32"),
    /** The newest step of 30 seconds whose code was taken: none is taken twice, and none before it. */
    last_step: count(),
    added_ms: timeMs(),
  },
  { primaryKey: ["account"] },
);

/** A lookup value stands for each code of 80 random bits; the code itself is nowhere. */
export const recoveryCodes = table(
  "recovery_codes",
  { account: id<AccountId>(), code: blind(), made_ms: timeMs(), used_ms: nullable(timeMs()) },
  { primaryKey: ["account", "code"] },
);

export const factorTables = [securitySettings, passkeys, totps, recoveryCodes] as const;
