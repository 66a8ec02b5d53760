/** Search on the server, in rooms at level `sealed` the caller is a member of. */
import * as z from "zod/mini";
import type { AccountId, MessageId, RoomId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { SEARCHED_PARTS } from "../searched-parts.ts";
import { id, timeMs } from "./fields.ts";

export const searchRequest = z.strictObject({
  /** Words, all of which must occur; "quoted words" occur side by side. Chinese needs no spaces. */
  query: z.string().check(z.trim(), z.minLength(1), z.maxLength(LIMITS.searchQueryChars)),
  room: z.optional(id<RoomId>()),
  from: z.optional(id<AccountId>()),
  has: z.optional(z.enum(SEARCHED_PARTS)),
  beforeMs: z.optional(timeMs),
  afterMs: z.optional(timeMs),
  limit: z._default(z.int().check(z.gte(1), z.lte(LIMITS.searchHits)), 20),
});

export const searchAnswer = z.object({
  hits: z.array(
    z.object({
      room: id<RoomId>(),
      seq: z.int(),
      message: id<MessageId>(),
      author: id<AccountId>(),
      atMs: timeMs,
      text: z.string(),
      imported: z.boolean(),
    }),
  ),
  /** What was searched: the honest scope. */
  scope: z.object({ rooms: z.int(), messages: z.int() }),
  more: z.boolean(),
});
export type SearchAnswer = z.infer<typeof searchAnswer>;
