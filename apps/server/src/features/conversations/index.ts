/** What other features may use of conversations. */
export { botEvents, type NewBotToken } from "./bot-events.ts";
export { type ConversationRules, conversationRules } from "./conversations.ts";
export { cursorMoved, memberAdded, memberRemoved, roomCreated, roomDescribed, roomRoleGranted } from "./facts.ts";
export type { Left } from "./leaving.ts";
export { type PlacingPlans, placingPlans } from "./placing.ts";
export { eventStep, readUpTo, roomSteps, unpaired } from "./room-steps.ts";
