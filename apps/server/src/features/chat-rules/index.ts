/** What other features and the composition root use of the rules of conversations. */
export { type ChatRulesOf, chatRulesChanged, chatRulesOf, receiptsChosen } from "./chat-rules.ts";
