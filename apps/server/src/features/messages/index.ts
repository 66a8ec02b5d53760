/** What other features may use of messages. */
export { messageRules, recordAppended } from "./messages.ts";
