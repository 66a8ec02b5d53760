/** Erasing records: destroying their keys. Single messages at once, more only after a time in which it can be withdrawn. */
import * as z from "zod/mini";
import type { AccountId, DeviceId, ErasureId, RoomId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { proofAnswer } from "./audit.ts";
import { base64url, id, timeMs } from "./fields.ts";

const seq = z.int().check(z.gte(1), z.lte(2 ** 32 - 1));
const dryRun = z._default(z.boolean(), false);
/** For example "2026-11", in UTC. */
const month = z.string().check(z.regex(/^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])$/));

export const eraseRequest = z.discriminatedUnion("what", [
  z.strictObject({
    what: z.literal("message"),
    room: id<RoomId>(),
    seq,
    /** The numbers of records that edit it, in an end-to-end room, where only members can tell; elsewhere the server knows them. */
    edits: z.optional(z.array(seq).check(z.minLength(1), z.maxLength(LIMITS.erasedNumbers))),
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
  /** Of one completed lately: how many devices of the rooms' members were asked to destroy what they hold, and say that they did. */
  devices: z.optional(
    z.object({
      asked: z.int(),
      confirmed: z.int(),
      /** The first of those that have not answered. */
      missing: z.array(
        z.object({
          account: id<AccountId>(),
          device: id<DeviceId>(),
          /** It was asked and cannot answer: it has no session. It may hold what it held. */
          signedOut: z.optional(z.literal(true)),
        }),
      ),
    }),
  ),
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

/**
 * What one erasure took from a room, with its proof: the very detail that the log committed to, which names the room, this
 * number, and the records by their numbers, author or month (docs/spec/audit-log.md). Nothing in it is about anybody outside the room.
 */
export const roomErasure = z.object({
  /** From 1, without a hole, in the order of the room. */
  number: z.int(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  atMs: timeMs,
  salt: base64url(32),
  proof: proofAnswer,
});
export type RoomErasure = z.infer<typeof roomErasure>;
export const roomErasuresQuery = z.strictObject({
  /** `room`: also from before the caller's device was there, which held nothing of it, and is shown records without their content. */
  since: z._default(z.enum(["device", "room"]), "device"),
});
export const roomErasureList = z.object({ erasures: z.array(roomErasure), more: z.boolean() });
/** What this device has destroyed, each with the place in the log where it found the erasure. */
export const confirmErasuresRequest = z.strictObject({
  confirmed: z
    .array(
      z.strictObject({
        number: z.int().check(z.gte(1), z.lte(2 ** 32 - 1)),
        leaf: z.int().check(z.gte(0)),
        position: z.int().check(z.gte(0)),
      }),
    )
    .check(z.minLength(1), z.maxLength(LIMITS.erasuresPage)),
});

export const erasureList = z.object({ erasures: z.array(erasure) });
