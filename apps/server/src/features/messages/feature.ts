import type { Feature } from "../../kernel/feature.ts";
import type { MessageRules } from "./messages.ts";
import { messageFrames, messageRoutes } from "./routes.ts";
import { messageTables } from "./tables.ts";

export { messageTables } from "./tables.ts";

export const messagesFeature = (rules: MessageRules): Feature => ({
  name: "messages",
  tables: messageTables,
  routes: messageRoutes(rules),
  frames: messageFrames(rules),
});
