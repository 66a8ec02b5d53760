/** What is told of reviews, after the commit. */
import type { AccountId } from "@warbler/protocol";
import { factType } from "../../kernel/plan.ts";

/** These people have something to decide, or something less. */
export interface ReviewNotice {
  readonly accounts: readonly AccountId[];
}
export const reviewStarted = factType<ReviewNotice>("review.started");
export const snapshotStored = factType<null>("review.snapshot-stored");
export const snapshotDropped = factType<null>("review.snapshot-dropped");
export const reviewDecided = factType<null>("review.decided");
export const reviewLapsed = factType<null>("review.lapsed");
export const removalOpen = factType<null>("review.removal-open");
export const reviewReminded = factType<ReviewNotice>("review.reminded");
export const reviewClosed = factType<ReviewNotice>("review.closed");
export const reviewWithdrawn = factType<ReviewNotice>("review.withdrawn");
export const reviewDamaged = factType<null>("review.damaged");
export const resultRead = factType<null>("review.result-read");
export const seriesBegun = factType<null>("review.series-begun");
export const seriesEnded = factType<null>("review.series-ended");
