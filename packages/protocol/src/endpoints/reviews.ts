/** Reviews of who has access to what. */
import * as reviews from "../features/reviews.ts";
import { endpoint } from "./endpoint.ts";

export const reviewsEndpoints = {
  reviews: endpoint({
    method: "GET",
    path: "/api/reviews",
    says: "Reviews of who has access, newest first, with how far they are.",
    answer: reviews.reviewList,
  }),
  ownReviews: endpoint({
    method: "GET",
    path: "/api/reviews/mine",
    says: "Reviews that wait for the caller: as a named reviewer, or as owner of a room.",
    answer: reviews.ownReviewList,
  }),
  previewReview: endpoint({
    method: "POST",
    path: "/api/reviews/preview",
    says: "How many grants a review would look at, and how many of them nobody of the reviewers may decide.",
    body: reviews.previewReviewRequest,
    answer: reviews.reviewPreview,
  }),
  startReview: endpoint({
    method: "POST",
    path: "/api/reviews",
    says: "Starts a review: takes a snapshot of the grants and asks the reviewers.",
    body: reviews.startReviewRequest,
    answer: reviews.reviewAnswer,
  }),
  review: endpoint({
    method: "GET",
    path: "/api/reviews/:review",
    says: "One review, with what each reviewer has done.",
    answer: reviews.reviewAnswer,
  }),
  withdrawReview: endpoint({
    method: "POST",
    path: "/api/reviews/:review/withdrawal",
    says: "Ends a review early: what is decided stays, the rest is left as it is.",
    body: reviews.withdrawReviewRequest,
  }),
  reviewItems: endpoint({
    method: "POST",
    path: "/api/reviews/:review/items",
    says: "Grants that the caller is to decide, by person.",
    body: reviews.reviewItemsRequest,
    answer: reviews.reviewItemsAnswer,
  }),
  decideReview: endpoint({
    method: "POST",
    path: "/api/reviews/:review/decisions",
    says: "Keeps or removes grants, signed by the calling device; removals take effect at once.",
    body: reviews.decideReviewRequest,
    answer: reviews.decideReviewAnswer,
  }),
  reviewResult: endpoint({
    method: "GET",
    path: "/api/reviews/:review/result",
    says: "The result of a review that is over: canonical JSON whose SHA-256 is in the audit log.",
    answer: reviews.reviewResultAnswer,
  }),
  roomReviewItems: endpoint({
    method: "POST",
    path: "/api/rooms/:room/reviews/:review/items",
    says: "Members of the room that its owners are to decide.",
    body: reviews.reviewItemsRequest,
    answer: reviews.reviewItemsAnswer,
  }),
  decideRoomReview: endpoint({
    method: "POST",
    path: "/api/rooms/:room/reviews/:review/decisions",
    says: "Keeps or removes members of the room, signed by the calling device.",
    body: reviews.decideReviewRequest,
    answer: reviews.decideReviewAnswer,
  }),
  roomReviewResult: endpoint({
    method: "GET",
    path: "/api/rooms/:room/reviews/:review/result",
    says: "The room's part of a result, for its owners.",
    answer: reviews.reviewResultAnswer,
  }),
  reviewSeries: endpoint({
    method: "GET",
    path: "/api/review-series",
    says: "Reviews that begin again and again, or by an event.",
    answer: reviews.seriesList,
  }),
  beginReviewSeries: endpoint({
    method: "POST",
    path: "/api/review-series",
    says: "Has a review begin again and again, or whenever somebody's role changes.",
    body: reviews.beginSeriesRequest,
    answer: reviews.seriesAnswer,
  }),
  endReviewSeries: endpoint({
    method: "DELETE",
    path: "/api/review-series/:series",
    says: "Ends a series; a review that it began goes on.",
  }),
} as const;
