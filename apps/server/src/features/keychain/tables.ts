import { type AccountId, RECOVERY_MEANS, type RecoveryCheckId } from "@warbler/protocol";
import { choice, count, digest, endToEnd, id, nullable, table, timeMs } from "../../kernel/tables.ts";

/** Content keys that a person's devices keep for their later devices, encrypted to the account. */
export const keychainEntries = table(
  "keychain_entries",
  {
    account: id<AccountId>(),
    position: count(),
    segment: count(),
    /** SHA-256 of the entry before, and of this one. */
    previous_hash: digest(),
    hash: digest(),
    entry: endToEnd({ key: "subject", of: "account" }, "content keys of messages, encrypted to the account's keychain"),
  },
  { primaryKey: ["account", "position"] },
);

/** The recovery bundle under each of the account's recovery secrets; of those that count no more only when and what. */
export const recoveryWraps = table(
  "recovery_wraps",
  {
    account: id<AccountId>(),
    check_id: id<RecoveryCheckId>(),
    means: choice(RECOVERY_MEANS),
    created_ms: timeMs(),
    replaced_ms: nullable(timeMs()),
    ciphertext: nullable(
      endToEnd(
        { key: "subject", of: "account" },
        "the account's root and recovery keys, encrypted under a recovery secret",
      ),
    ),
  },
  { primaryKey: ["account", "check_id"] },
);
export const keychainTables = [keychainEntries, recoveryWraps] as const;
