import type { Feature } from "../../kernel/feature.ts";
import type { ConversationRules } from "./conversations.ts";
import { conversationRoutes } from "./routes.ts";
import { conversationTables } from "./tables.ts";

export { conversationTables } from "./tables.ts";

export const conversationsFeature = (rules: ConversationRules): Feature => ({
  name: "conversations",
  tables: conversationTables,
  routes: conversationRoutes(rules),
});
