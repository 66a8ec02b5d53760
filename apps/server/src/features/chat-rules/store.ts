/** The only SQL about the rules of conversations. */
import type { AccountId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf, Schema } from "../../kernel/tables.ts";
import type { chatRuleSets, chatRuleTables } from "./tables.ts";

export function chatRuleStore(reader: Reader) {
  const db = reader.query<Schema<typeof chatRuleTables>>();
  return {
    /** Newest first. */
    sets: (limit: number): Promise<RowOf<typeof chatRuleSets>[]> =>
      db.selectFrom("chat_rule_sets").selectAll().orderBy("since_ms", "desc").limit(limit).execute(),
    hiding: async (): Promise<AccountId[]> => {
      const rows = await db.selectFrom("receipt_choices").select("account").where("shared", "=", 0).execute();
      return rows.map(({ account }) => account);
    },
  };
}
