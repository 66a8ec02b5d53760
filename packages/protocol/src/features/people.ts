/** People as officers see them: what protects each account, when it was last used, and from where. */
import * as z from "zod/mini";
import { ORG_ROLES, RISK_SIGNS } from "../choices.ts";
import type { AccountId, SessionId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { roleName } from "../policy.ts";
import { deviceAnswer } from "./accounts.ts";
import { FACTOR_KINDS } from "./factors.ts";
import { id, line, timeMs } from "./fields.ts";
import { ssoChoice } from "./sso.ts";

/** `after` is where the page before says that the next one begins. */
export const peopleReviewQuery = z.strictObject({
  after: z.optional(id<AccountId>()),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(LIMITS.reviewedPage)), LIMITS.reviewedPage),
  /** Who has this role, as the first one or beside it. */
  role: z.optional(roleName),
  only: z.optional(z.enum(["suspended", ...RISK_SIGNS])),
});

const reviewedPerson = z.object({
  id: id<AccountId>(),
  handle: z.string(),
  name: z.string(),
  role: z.enum(ORG_ROLES),
  suspended: z.boolean(),
  joinedAtMs: timeMs,
  /** Roles beside the first one, that count now. */
  held: z.array(z.object({ role: roleName, untilMs: z.optional(timeMs) })),
  factors: z.array(z.enum(FACTOR_KINDS)),
  /** Services for single sign-on that their account is linked to, whether they are switched on or not. */
  sso: z.array(ssoChoice),
  devices: z.int(),
  sessions: z.int(),
  /** Exact to a quarter of an hour; absent for who never signed in. */
  lastActiveAtMs: z.optional(timeMs),
  signs: z.array(z.enum(RISK_SIGNS)),
});
export type ReviewedPerson = z.infer<typeof reviewedPerson>;

export const peopleReview = z.object({
  people: z.array(reviewedPerson),
  /** Where the next page begins; absent on the last one. A page may have fewer people than its limit. */
  next: z.optional(id<AccountId>()),
});

/** What somebody has, and what would go with them. */
export const personReview = z.object({
  person: reviewedPerson,
  devices: z.array(deviceAnswer),
  leaving: z.object({
    rooms: z.int(),
    /** Rooms that somebody else would own then, and those that nobody would be in any more. */
    passedOn: z.int(),
    emptied: z.int(),
    /** Rooms where the devices stay among the keys until members take them out. */
    endToEnd: z.int(),
    /** Bots that they answer for, which stop then. */
    bots: z.int(),
    /** Open invitations of theirs, which let nobody in then. */
    invitations: z.int(),
  }),
});
export type PersonReview = z.infer<typeof personReview>;

/** One session, or all of them. */
export const signPersonOutRequest = z.strictObject({
  session: z.optional(id<SessionId>()),
  reason: line(LIMITS.reasonChars),
});
export const takeDeviceRequest = z.strictObject({ reason: line(LIMITS.reasonChars) });
export const signedOutAnswer = z.object({ ended: z.int() });
