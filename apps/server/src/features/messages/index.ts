/** What other features may use of messages. */
export { type MessageRules, messageRules, recordAppended } from "./messages.ts";
