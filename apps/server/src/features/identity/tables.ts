import type { AccountId } from "@warbler/protocol";
import { count, digest, id, sealed, table } from "../../kernel/tables.ts";

/** The identity log. An erased person's versions are gone, their leaf hashes stay, so that the log still hashes to its root. */
export const identityEntries = table(
  "identity_entries",
  {
    entry: count(),
    account: id<AccountId>(),
    version: count(),
    signed: sealed<Uint8Array>({ key: "subject", of: "account" }, "signed list of a person's devices and public keys"),
    leaf_hash: digest(),
  },
  { primaryKey: ["entry"], unique: [["account", "version"]] },
);
export const identityTables = [identityEntries] as const;
