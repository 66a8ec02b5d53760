/** What a person marks for themselves: a message kept for later, one hidden, the place from which a room counts as unread. */
import * as z from "zod/mini";
import { MARK_KINDS } from "../choices.ts";
import type { RoomId } from "../ids.ts";
import { id, timeMs } from "./fields.ts";

/** Names a record only by its number: neither request nor answer says anything of what is in it. */
export const setMarkRequest = z.strictObject({ mark: z.enum(MARK_KINDS), on: z.boolean() });

export const markAnswer = z.object({
  room: id<RoomId>(),
  seq: z.int().check(z.gte(1)),
  mark: z.enum(MARK_KINDS),
  /** When it was set. */
  atMs: timeMs,
});
export type MarkAnswer = z.infer<typeof markAnswer>;
export const markList = z.object({ marks: z.array(markAnswer) });
