/** Reviews of who has access to what: campaigns with a snapshot, reviewers, decisions, and a signed result. */
import * as z from "zod/mini";
import { ROOM_ROLES } from "../choices.ts";
import type { AccountId, ReviewId, RoomId, SeriesId, TokenId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { roleName } from "../policy.ts";
import { provenFact } from "./audit.ts";
import { base64url, id, line, optionalLine, timeMs } from "./fields.ts";
import { SERVER_KEYS } from "./server-keys.ts";

/**
 * Whose access: everybody's who has one of these roles, first or held; every member of group rooms, decided by the room's
 * owners; everybody's who is dormant; that of some people; what programs have: every API token, for which the bot's owner answers; or who answers for what the server keeps secret.
 */
export const reviewScope = z.union([
  z.strictObject({
    kind: z.literal("roles"),
    roles: z.array(roleName).check(z.minLength(1), z.maxLength(LIMITS.reviewRoles)),
  }),
  z.strictObject({
    kind: z.literal("rooms"),
    /** Only these; every group room unless told. */
    rooms: z.optional(z.array(id<RoomId>()).check(z.minLength(1), z.maxLength(LIMITS.reviewRooms))),
  }),
  z.strictObject({ kind: z.literal("dormant") }),
  z.strictObject({ kind: z.literal("tokens") }),
  z.strictObject({ kind: z.literal("keys") }),
  z.strictObject({
    kind: z.literal("people"),
    people: z.array(id<AccountId>()).check(z.minLength(1), z.maxLength(LIMITS.reviewPeople)),
  }),
]);
export type ReviewScope = z.infer<typeof reviewScope>;

const reviewers = z.array(id<AccountId>()).check(z.maxLength(LIMITS.reviewReviewers));
/** What happens to what nobody has decided when the review is due. */
export const UNANSWERED = ["remove", "keep"] as const;

const settings = {
  name: line(LIMITS.reviewNameChars),
  scope: reviewScope,
  /** Nobody for rooms, whose owners decide; at least one person otherwise. */
  reviewers: z._default(reviewers, []),
  unanswered: z._default(z.enum(UNANSWERED), "remove"),
  openForMs: z.int().check(z.gte(LIMITS.reviewMinMs), z.lte(LIMITS.reviewMaxMs)),
  /** Days before it is due on which those are reminded who have something left. */
  reminderDays: z._default(
    z.array(z.int().check(z.gte(1), z.lte(LIMITS.reviewReminderDays))).check(z.maxLength(LIMITS.reviewReminders)),
    [7, 1],
  ),
  reason: line(LIMITS.reasonChars),
};
export const startReviewRequest = z.strictObject(settings);
export type ReviewSettings = z.output<typeof startReviewRequest>;

/**
 * How often a series begins a review; `role-change` whenever somebody's role changed, of that person alone; `dormant` whenever somebody
 * has become dormant, of who did since the last one.
 */
export const REPEATS = ["weekly", "monthly", "quarterly", "yearly", "role-change", "dormant"] as const;
export type Repeat = (typeof REPEATS)[number];
/** Whether an event begins the reviews: then they are about whom the event is about, and the series has no scope of its own. */
export const isByEvent = (repeat: Repeat): boolean => repeat === "role-change" || repeat === "dormant";
export const beginSeriesRequest = z.strictObject({
  ...settings,
  /** Absent where an event begins them, and only there. */
  scope: z.optional(reviewScope),
  repeat: z.enum(REPEATS),
  /** When the first one begins; at once unless told. */
  firstAtMs: z.optional(timeMs),
});

export const previewReviewRequest = z.strictObject({ scope: reviewScope, reviewers: z._default(reviewers, []) });
export const reviewPreview = z.object({
  items: z.int(),
  people: z.int(),
  /** Rooms whose owners would be asked. */
  rooms: z.int(),
  /** Grants that none of the reviewers may decide: their own, or given by all who could. */
  unreviewable: z.int(),
  suggested: z.object({ remove: z.int(), look: z.int() }),
  /** Named people who may not decide in a review. */
  unfit: z.array(id<AccountId>()),
  /** Secrets of the server for which nobody answers: a review of them begins once somebody does for each. */
  unkept: z.optional(z.array(z.enum(SERVER_KEYS))),
});
export type ReviewPreview = z.infer<typeof reviewPreview>;

const progress = { items: z.int(), kept: z.int(), removed: z.int(), open: z.int() };
export const REVIEW_STATES = ["open", "closed", "withdrawn"] as const;
/** What a reviewer's decisions look like, as evidence: not an accusation. */
export const reviewerProgress = z.object({
  account: id<AccountId>(),
  kept: z.int(),
  removed: z.int(),
  /** Milliseconds between decisions, the middle one; absent with fewer than two. */
  medianMs: z.optional(z.int()),
  /** Kept in requests of several at once. */
  keptInBulk: z.int(),
  /** More than 95 % kept, of 20 or more, at less than 2 seconds each. */
  rubberStamp: z.boolean(),
});
export type ReviewerProgress = z.infer<typeof reviewerProgress>;

export const reviewAnswer = z.object({
  id: id<ReviewId>(),
  name: z.string(),
  scope: reviewScope,
  reviewers,
  unanswered: z.enum(UNANSWERED),
  reason: z.string(),
  by: id<AccountId>(),
  series: z.optional(id<SeriesId>()),
  startedAtMs: timeMs,
  dueAtMs: timeMs,
  closedAtMs: z.optional(timeMs),
  state: z.enum(REVIEW_STATES),
  /** Something of it was changed or taken out in the database: nothing is decided or removed by it any more. */
  damaged: z.boolean(),
  ...progress,
  /** Decided by nobody; of a review that is over. */
  lapsed: z.int(),
  /** Removals that could not be done, and those that wait for a room's members. */
  refused: z.int(),
  waiting: z.int(),
  byReviewer: z.array(reviewerProgress),
  /** SHA-256 of the result, in base64url. */
  result: z.optional(base64url(32)),
});
export type ReviewAnswer = z.infer<typeof reviewAnswer>;
export const reviewList = z.object({ reviews: z.array(reviewAnswer) });

export const withdrawReviewRequest = z.strictObject({ reason: line(LIMITS.reasonChars) });

/** That the audit log has the review's beginning, with its snapshot, and its end, with its result. */
export const reviewLogProof = z.object({ started: provenFact, closed: provenFact });
export type ReviewLogProof = z.infer<typeof reviewLogProof>;

/** The canonical JSON as it was hashed. `log` is absent where the facts of who began the review are erased, and in a room's part. */
export const reviewResultAnswer = z.object({ text: z.string(), log: z.optional(reviewLogProof) });

const ownReview = z.object({
  id: id<ReviewId>(),
  name: z.string(),
  reason: z.string(),
  unanswered: z.enum(UNANSWERED),
  dueAtMs: timeMs,
  /** The room that is reviewed; absent for roles. */
  room: z.optional(id<RoomId>()),
  /** What is left for the caller to decide. */
  open: z.int(),
  state: z.enum(REVIEW_STATES),
});
export type OwnReview = z.infer<typeof ownReview>;
export const ownReviewList = z.object({ reviews: z.array(ownReview) });

/** Why the server suggests something, by what it knows. */
export const REVIEW_SIGNS = [
  /** No session was used for 90 days. */
  "dormant",
  "never-signed-in",
  /** Held by an officer without a second factor. */
  "no-second-factor",
  "suspended",
  /** Given more than a year ago. */
  "old",
  /** A guest of the organisation. */
  "guest",
  /** A secret of the server in a file that others than its user may read. */
  "exposed",
] as const;
export type ReviewSign = (typeof REVIEW_SIGNS)[number];

/** One grant as it was when the review began. */
export const reviewItem = z.object({
  item: z.int(),
  account: id<AccountId>(),
  /** In the organisation, or in a room. */
  role: z.optional(roleName),
  room: z.optional(id<RoomId>()),
  roomRole: z.optional(z.enum(ROOM_ROLES)),
  /** An API token, for which `account` answers. */
  token: z.optional(id<TokenId>()),
  /** A secret of the server, for which `account` answers. */
  key: z.optional(z.enum(SERVER_KEYS)),
  sinceMs: timeMs,
  untilMs: z.optional(timeMs),
  /** Absent where it was given before this was kept. */
  givenBy: z.optional(id<AccountId>()),
  /** Day on which a session was last used; in rooms, on which something was last read there; of a secret, on which the server opened it.
   * Told no finer. */
  lastUsed: z.optional(z.string()),
  suggestion: z.optional(z.enum(["remove", "look"])),
  signs: z.array(z.enum(REVIEW_SIGNS)),
});
export type ReviewItem = z.infer<typeof reviewItem>;

export const reviewItemsRequest = z.strictObject({
  /** Begins behind this item. */
  after: z._default(z.int().check(z.gte(-1), z.lte(LIMITS.reviewItems)), -1),
  limit: z._default(z.int().check(z.gte(1), z.lte(LIMITS.reviewPagePeople)), LIMITS.reviewPagePeople),
});
export const reviewItemsAnswer = z.object({
  items: z.array(reviewItem),
  more: z.boolean(),
});

export const DECISIONS = ["keep", "remove"] as const;
export type Decision = (typeof DECISIONS)[number];
export const decideReviewRequest = z.strictObject({
  decisions: z
    .array(
      z.strictObject({
        item: z.int().check(z.gte(0), z.lte(LIMITS.reviewItems)),
        decision: z.enum(DECISIONS),
        /** Needed to remove, and to keep what an officer has. */
        reason: z._default(optionalLine(LIMITS.reasonChars), ""),
      }),
    )
    .check(z.minLength(1), z.maxLength(LIMITS.reviewDecisions)),
  /** Ed25519 by the calling device's key over the label of reviews and `reviewPayload`. */
  signature: base64url(64),
});

/** `gone`: it had ended or was given anew meanwhile. `waits`: in an end-to-end room the members' own devices remove somebody. */
export const REVIEW_EFFECTS = ["done", "gone", "refused", "waits"] as const;
export type ReviewEffect = (typeof REVIEW_EFFECTS)[number];
export const decideReviewAnswer = z.object({
  /** What became of each removal. */
  effects: z.array(z.object({ item: z.int(), effect: z.enum(REVIEW_EFFECTS), why: z.optional(z.string()) })),
  open: z.int(),
});
export type DecideReviewAnswer = z.infer<typeof decideReviewAnswer>;

export const seriesAnswer = z.object({
  id: id<SeriesId>(),
  name: z.string(),
  /** Absent where an event begins them. */
  scope: z.optional(reviewScope),
  reviewers,
  unanswered: z.enum(UNANSWERED),
  openForMs: z.int(),
  repeat: z.enum(REPEATS),
  by: id<AccountId>(),
  nextAtMs: z.optional(timeMs),
});
export type SeriesAnswer = z.infer<typeof seriesAnswer>;
export const seriesList = z.object({ series: z.array(seriesAnswer) });
