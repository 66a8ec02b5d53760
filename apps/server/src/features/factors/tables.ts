import { type AccountId, type PasskeyId, SECOND_FACTOR } from "@warbler/protocol";
import { blind, choice, count, flag, id, mac, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

/** One row once somebody changed something; until then the defaults count. */
export const securitySettings = table(
  "security_settings",
  {
    id: count(),
    second_factor: choice(SECOND_FACTOR),
    password_min_chars: count(),
    password_with_factor_min_chars: count(),
    access_recovery_wait_hours: nullable(count()),
    lock_minutes: nullable(count()),
  },
  { primaryKey: ["id"] },
);

/** One row once somebody set them. */
export const passwordWords = table(
  "password_words",
  {
    id: count(),
    words: sealed<readonly string[]>({ key: "table" }, "words of the organisation that passwords must not have"),
  },
  { primaryKey: ["id"] },
);

/**
 * Which second factors somebody has, and since when. Tagged: a passkey that is not here proves nothing, and who has one here is asked
 * for it, whatever the database has of it.
 */
export const heldFactors = table(
  "held_factors",
  {
    account: id<AccountId>(),
    /** The passkey's id; of the authenticator app, of which there is one, the person's. */
    factor: id<PasskeyId | AccountId>(),
    kind: choice(["passkey", "totp"]),
    since_ms: timeMs(),
    tag: mac(),
  },
  { primaryKey: ["account", "factor"] },
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
  { primaryKey: ["id"], unique: [["credential_key"]], indexes: [["account"]], endedBy: [] },
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
  { primaryKey: ["account"], replaced: ["secret"] },
);

/** A lookup value stands for each code of 80 random bits; the code itself is nowhere. */
export const recoveryCodes = table(
  "recovery_codes",
  {
    account: id<AccountId>(),
    code: blind(),
    made_ms: timeMs(),
    used_ms: nullable(timeMs()),
    /** Each time all of somebody's codes are replaced, their next round begins. The lookup value is of it, too. */
    round: nullable(count()),
  },
  { primaryKey: ["account", "code"], endedBy: ["used_ms"], rounds: { of: "account", column: "round" } },
);

export const factorTables = [securitySettings, passwordWords, heldFactors, passkeys, totps, recoveryCodes] as const;
