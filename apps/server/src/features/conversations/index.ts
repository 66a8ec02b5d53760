/** What other features may use of conversations. */
export { botEvents, type NewBotToken } from "./bot-events.ts";
export {
  type ConversationRules,
  conversationRules,
  eventStep,
  type Left,
  readUpTo,
  roomSteps,
  unpaired,
} from "./conversations.ts";
export { cursorMoved, memberAdded, memberRemoved, roomCreated, roomDescribed, roomRoleGranted } from "./facts.ts";
export { type PlacingPlans, placingPlans } from "./placing.ts";
