/** What the organisation lets people do in conversations, and what each chooses within that. */
import * as z from "zod/mini";
import { NEW_ROOM_LEVELS } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { timeMs } from "./fields.ts";

/** Whether members see how far others have read: as each chooses, always, or never. */
export const RECEIPT_RULES = ["optional", "required", "forbidden"] as const;
export type ReceiptRule = (typeof RECEIPT_RULES)[number];

/** Absent: without an end. 0: nobody takes back what they wrote. */
const recallWithinMs = z.optional(z.int().check(z.gte(0), z.lte(LIMITS.recallWithinMs)));

/** How long people could take back what they wrote, since when. */
export const recallWindow = z.object({ sinceMs: timeMs, withinMs: recallWithinMs });
export type RecallWindow = z.infer<typeof recallWindow>;

export const chatRules = z.object({
  /** Oldest first; before the first one there was no end. A client judges each recall by the window of its time. */
  recall: z.array(recallWindow),
  receipts: z.enum(RECEIPT_RULES),
  /** What clients propose for a new room or conversation; each client's own choice where it is absent. */
  newRooms: z.optional(z.enum(NEW_ROOM_LEVELS)),
  /** Whether clients show who is signed in, and the time, faintly over everything. */
  watermark: z.boolean(),
  /** What the caller chose; it counts where receipts are optional. */
  sharesReceipts: z.boolean(),
});
export type ChatRules = z.infer<typeof chatRules>;

export const configureChatRequest = z.strictObject({
  recallWithinMs,
  receipts: z.enum(RECEIPT_RULES),
  /** Stays as it is where it is left out. */
  newRooms: z.optional(z.enum(NEW_ROOM_LEVELS)),
  /** Stays as it is where it is left out. */
  watermark: z.optional(z.boolean()),
});
export const shareReceiptsRequest = z.strictObject({ shared: z.boolean() });
