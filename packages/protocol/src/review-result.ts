/**
 * The result of a review that is over: what was looked at, who decided what and signed it, and what became of it. Its canonical JSON
 * is what the audit log has the SHA-256 of; see `docs/spec/access-reviews.md`.
 */
import * as z from "zod/mini";
import { canonicalJson } from "./act-payload.ts";
import { base64url, id, timeMs } from "./features/fields.ts";
import {
  DECISIONS,
  REVIEW_EFFECTS,
  REVIEW_STATES,
  reviewerProgress,
  reviewScope,
  UNANSWERED,
} from "./features/reviews.ts";
import type { AccountId, DeviceId, ReviewId, RoomId, SeriesId } from "./ids.ts";
import { snapshotPart } from "./review-snapshot.ts";

export const RESULT_FORMAT = "warbler review result v1";
const at = z.int().check(z.gte(0));

export const reviewResult = z.strictObject({
  format: z.literal(RESULT_FORMAT),
  /** The room that this part is of; absent in the result of the whole. */
  room: z.optional(id<RoomId>()),
  review: z.strictObject({
    id: id<ReviewId>(),
    name: z.string(),
    reason: z.string(),
    scope: reviewScope,
    reviewers: z.array(id<AccountId>()),
    unanswered: z.enum(UNANSWERED),
    by: id<AccountId>(),
    series: z.optional(id<SeriesId>()),
    startedAtMs: timeMs,
    dueAtMs: timeMs,
    closedAtMs: timeMs,
    state: z.enum(REVIEW_STATES),
  }),
  snapshot: z.strictObject({
    items: at,
    digest: base64url(32),
    /** Of every part, in order. */
    digests: z.array(base64url(32)),
    /** The parts that whoever gets this may see, each at its place. */
    parts: z.array(z.tuple([at, snapshotPart])),
  }),
  decisions: z.array(
    z.strictObject({
      reviewer: id<AccountId>(),
      device: id<DeviceId>(),
      /** The key that the reviewer's signed list of devices had for the device then. */
      key: base64url(32),
      atMs: timeMs,
      decisions: z.array(z.tuple([at, z.enum(DECISIONS), z.string()])),
      signature: base64url(64),
    }),
  ),
  /** What nobody had decided, and what the review's choice made of it. */
  lapsed: z.array(z.tuple([at, z.enum(DECISIONS)])),
  /** What became of each removal, and why where it was not done. */
  effects: z.array(z.tuple([at, z.enum(REVIEW_EFFECTS), z.nullable(z.string())])),
  reviewers: z.array(reviewerProgress),
  /** In the result of a review of rooms: what came out for each, and the digest of its own part, which its owners can get. */
  rooms: z.array(z.strictObject({ items: at, kept: at, removed: at, lapsed: at, digest: base64url(32) })),
});
export type ReviewResult = z.infer<typeof reviewResult>;

export const reviewResultText = (result: ReviewResult): string => canonicalJson(result);
