/** Key packages and the MLS groups of end-to-end rooms. What MLS makes travels as bytes (`end-to-end.proto`). */
import * as z from "zod/mini";
import type { AccountId, DeviceId, RoomId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { proofAnswer } from "./audit.ts";
import { base64url, id, timeMs } from "./fields.ts";

export const keyPackagesStored = z.object({
  oneTime: z.int(),
  /** When the last-resort key package expires; absent where there is none. */
  lastResortExpiresAtMs: z.optional(timeMs),
});
export type KeyPackagesStored = z.infer<typeof keyPackagesStored>;

/** One key package for each listed device of these accounts, and for each of these devices. */
export const claimRequest = z.strictObject({
  accounts: z._default(z.array(id<AccountId>()).check(z.maxLength(LIMITS.membersPerRequest)), []),
  devices: z._default(
    z
      .array(z.strictObject({ account: id<AccountId>(), device: id<DeviceId>() }))
      .check(z.maxLength(LIMITS.claimedDevices)),
    [],
  ),
});

/** Where the bundle's commit was put. A repeated bundle gets the first one's answer. */
export const commitAnswer = z.object({ generation: z.int(), epoch: z.int(), seq: z.int() });
export type CommitAnswer = z.infer<typeof commitAnswer>;

/** Rooms in which a Welcome waits for the calling device. `seq` is that of the commit that added it. */
export const welcomeList = z.object({ welcomes: z.array(z.object({ room: id<RoomId>(), seq: z.int() })) });
export type WelcomeList = z.infer<typeof welcomeList>;

/** What a member made of an epoch: SHA-256 of its authenticator, or nothing where the commit could not be processed. */
export const epochReport = z.strictObject({
  generation: z.int().check(z.gte(0), z.lte(2 ** 31 - 1)),
  epoch: z.int().check(z.gte(0)),
  hash: z.optional(base64url(32)),
});
/** Whether this device agrees with the committer, and how many devices of the group do not. */
export const epochAnswer = z.object({ agrees: z.boolean(), disagreeing: z.int(), devices: z.int() });
export type EpochAnswer = z.infer<typeof epochAnswer>;

/** Facts that begin or end a suspension, or tell that somebody left for good. */
export const STANDING_FACTS = ["person.suspended", "person.reinstated", "person.removed"] as const;
export type StandingFact = (typeof STANDING_FACTS)[number];

/**
 * What the log says of somebody's standing, oldest first, each with its proof. The fact's subject is the account, and its detail
 * names the account and nothing else: members learn neither why nor by whom.
 */
export const leaverAnswer = z.object({
  facts: z.array(z.object({ kind: z.enum(STANDING_FACTS), atMs: timeMs, salt: base64url(32), proof: proofAnswer })),
});
export type LeaverAnswer = z.infer<typeof leaverAnswer>;

/** Messages that were added, and those whose ids were in the room already. */
export const historyAnswer = z.object({
  added: z.int(),
  repeated: z.int(),
  log: z.object({ leaf: z.int(), position: z.int() }),
});
export type HistoryAnswer = z.infer<typeof historyAnswer>;

/** The key with which the server proposes removals; a room's group names it among its external senders. */
export const proposalKeyAnswer = z.object({ verifyingKey: base64url(32) });
