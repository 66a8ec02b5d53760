/** Calling people to a message that cannot wait. The server learns which message and whom, and nothing of what it says. */
import * as z from "zod/mini";
import type { AccountId, RoomId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { id, timeMs } from "./fields.ts";

export const urgeRequest = z.strictObject({
  people: z.array(id<AccountId>()).check(z.minLength(1), z.maxLength(LIMITS.urgentPeople)),
});

const urgentCall = z.object({
  room: id<RoomId>(),
  seq: z.int().check(z.gte(1)),
  /** Who wrote it, and calls. */
  by: id<AccountId>(),
  atMs: timeMs,
});
export type UrgentCall = z.infer<typeof urgentCall>;

export const urgentAnswer = z.object({
  /** Calls to the caller that wait to be seen, the oldest first. */
  waiting: z.array(urgentCall),
  /** Whom the caller called lately, and who has seen it. */
  sent: z.array(z.object({ ...urgentCall.shape, to: id<AccountId>(), seen: z.boolean() })),
  /** How often the caller may still call. */
  left: z.int(),
});
export type UrgentAnswer = z.infer<typeof urgentAnswer>;
