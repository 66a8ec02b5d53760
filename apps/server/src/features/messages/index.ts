/** What other features may use of messages. */
export { type Mentions, mentionsOf } from "./mentions.ts";
export { messageRules, recordAppended } from "./messages.ts";
