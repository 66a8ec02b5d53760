import { type AccountId, SERVER_KEYS } from "@warbler/protocol";
import { choice, id, mac, table, timeMs } from "../../kernel/tables.ts";

/** Who answers for what the server keeps secret. Tagged: whom an owner named is for nobody to change who can write to the database. */
export const keyCustodians = table(
  "key_custodians",
  {
    key: choice(SERVER_KEYS),
    account: id<AccountId>(),
    since_ms: timeMs(),
    given_by: id<AccountId>(),
    tag: mac(),
  },
  { primaryKey: ["key"] },
);
export const custodianTables = [keyCustodians] as const;
