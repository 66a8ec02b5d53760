import type { AccountId } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { route } from "../../kernel/routes/route.ts";
import type { ChatRulesOf } from "./chat-rules.ts";
import { chatRuleTables } from "./tables.ts";

export { chatRuleTables } from "./tables.ts";

export const chatRulesFeature = (rules: ChatRulesOf): Feature => ({
  name: "chat-rules",
  tables: chatRuleTables,
  routes: [
    route("chatRules")
      .requires("chat-rules.read", () => ({ kind: "org" }))
      .handle((grant) => rules.read(grant)),
    route("configureChat")
      .requires("chat-rules.change", () => ({ kind: "org" }))
      .handle((grant, { body }) => rules.configure(grant, body)),
    route("shareReceipts")
      .requires("receipts.choose", (_input, caller: { readonly account: AccountId }) => ({
        kind: "account",
        account: caller.account,
      }))
      .handle((grant, { body }) => rules.share(grant, body.shared)),
  ],
});
