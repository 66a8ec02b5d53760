import { ACCESS_CONFIRMATIONS, ACCESS_RECOVERY_STATES, type AccessRecoveryId, type AccountId } from "@warbler/protocol";
import { choice, count, digest, id, mac, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

/**
 * The digest is SHA-256 of a random token of 32 bytes: knowing it opens nothing. Tagged: whose it is, when it opens and that it was
 * refused is for nobody to change who can write to the database.
 */
export const accessRecoveries = table(
  "access_recoveries",
  {
    id: id<AccessRecoveryId>(),
    account: id<AccountId>(),
    token: digest(),
    started_by: id<AccountId>(),
    /** Others who had agreed when it was started. */
    approvals: count(),
    reason: sealed<string>({ key: "subject", of: "account" }, "why a person's access is recovered"),
    started_ms: timeMs(),
    opens_ms: timeMs(),
    expires_ms: timeMs(),
    state: choice(ACCESS_RECOVERY_STATES),
    /** What the person showed to have it opened at once. */
    confirmed_by: nullable(choice(ACCESS_CONFIRMATIONS)),
    ended_ms: nullable(timeMs()),
    tag: mac(),
  },
  { primaryKey: ["id"], unique: [["token"]], indexes: [["account"], ["started_ms"]] },
);
export const accessRecoveryTables = [accessRecoveries] as const;
