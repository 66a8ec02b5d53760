import { type AccountId, NEW_ROOM_LEVELS, RECEIPT_RULES } from "@warbler/protocol";
import { choice, count, flag, id, nullable, table, timeMs } from "../../kernel/tables.ts";

/** The rules as they were set, one row each time; the newest one counts, and recalls are judged by those of their time. */
export const chatRuleSets = table(
  "chat_rule_sets",
  {
    since_ms: timeMs(),
    recall_within_ms: nullable(count()),
    receipts: choice(RECEIPT_RULES),
    new_rooms: nullable(choice(NEW_ROOM_LEVELS)),
    watermark: nullable(flag()),
  },
  { primaryKey: ["since_ms"] },
);

/** Who chose whether others see how far they have read; who did not choose lets them. */
export const receiptChoices = table(
  "receipt_choices",
  { account: id<AccountId>(), shared: flag() },
  { primaryKey: ["account"] },
);
export const chatRuleTables = [chatRuleSets, receiptChoices] as const;
