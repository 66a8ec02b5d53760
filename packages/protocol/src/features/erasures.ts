/** Erasing records: destroying their keys. Single messages at once, more only after a time in which it can be withdrawn. */
import * as z from "zod/mini";
import type { AccountId, ErasureId, RoomId } from "../ids.ts";
import { id, timeMs } from "./fields.ts";

const dryRun = z._default(z.boolean(), false);
/** For example "2026-11", in UTC. */
const month = z.string().check(z.regex(/^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])$/));

export const eraseRequest = z.discriminatedUnion("what", [
  z.strictObject({
    what: z.literal("message"),
    room: id<RoomId>(),
    seq: z.int().check(z.gte(1), z.lte(2 ** 32 - 1)),
    dryRun,
  }),
  /** All messages of a person so far, in every room. */
  z.strictObject({ what: z.literal("person"), account: id<AccountId>(), dryRun }),
  z.strictObject({ what: z.literal("month"), room: id<RoomId>(), month, dryRun }),
  z.strictObject({ what: z.literal("room"), room: id<RoomId>(), dryRun }),
]);

const position = z.object({ leaf: z.int(), position: z.int() });

export const erasure = z.object({
  id: id<ErasureId>(),
  what: z.enum(["message", "person", "month", "room"]),
  room: z.optional(id<RoomId>()),
  seq: z.optional(z.int()),
  account: z.optional(id<AccountId>()),
  month: z.optional(z.string()),
  by: z.optional(id<AccountId>()),
  state: z.enum(["waiting", "completed", "withdrawn"]),
  intendedAtMs: timeMs,
  /** When the keys are destroyed, unless it is withdrawn before. */
  dueAtMs: timeMs,
  completedAtMs: z.optional(timeMs),
  /** Where the log has the intent, and the completion or the withdrawal. */
  intent: z.optional(position),
  end: z.optional(position),
});
export type ErasureAnswer = z.infer<typeof erasure>;

export const eraseAnswer = z.object({
  /** Absent for a dry run. */
  erasure: z.optional(erasure),
  /** What is destroyed, counted as it is now: records, and keys. */
  records: z.int(),
  keys: z.int(),
  /** How long it waits. */
  waitMs: z.int(),
});
export type EraseAnswer = z.infer<typeof eraseAnswer>;
export const erasureList = z.object({ erasures: z.array(erasure) });
