/** What other features may use of messages. */
export { type Mentions, mentionsOf } from "./mentions.ts";
export { type EndToEndSender, messageRules, recordAppended } from "./messages.ts";
