/** The organisation's rules for conversations, and each person's choice within them. */
import * as rules from "../features/chat-rules.ts";
import { endpoint } from "./endpoint.ts";

export const chatRulesEndpoints = {
  chatRules: endpoint({
    method: "GET",
    path: "/api/chat-rules",
    says: "How long messages can be taken back, who sees how far others have read, and whether clients show a watermark.",
    answer: rules.chatRules,
  }),
  configureChat: endpoint({
    method: "PUT",
    path: "/api/chat-rules",
    says: "Changes how long messages can be taken back, who sees how far others have read, and whether clients show a watermark.",
    body: rules.configureChatRequest,
  }),
  shareReceipts: endpoint({
    method: "PUT",
    path: "/api/me/receipts",
    says: "Lets others see how far the caller has read, or not; who hides theirs does not see others'.",
    body: rules.shareReceiptsRequest,
  }),
} as const;
