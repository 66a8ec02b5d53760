/** What brings words to others. chat/send-message.ts alone may ask for it: there stands who is asked before. */
import type { EngineLink } from "./engine-link.ts";
import { tabs } from "./running-engine.ts";

export type SendingMethod = "send" | "edit" | "retry";

export const sendingEngine: EngineLink<SendingMethod> = tabs.link;
