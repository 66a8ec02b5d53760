import { type AccountId, LIMITS, type RoomId } from "@warbler/protocol";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { DecideRules } from "./decide.ts";
import type { ResultRules } from "./result.ts";
import type { ReviewRules } from "./reviews.ts";
import type { SeriesRules } from "./series.ts";

const org = () => ({ kind: "org" }) as const;
const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;
const room = ({ params }: { readonly params: { readonly room: RoomId } }) =>
  ({ kind: "room", room: params.room }) as const;
const DECISIONS = { maxBodyBytes: LIMITS.reviewBodyBytes };

export const reviewRoutes = ({
  reviews,
  deciding,
  results,
  series,
}: {
  readonly reviews: ReviewRules;
  readonly deciding: DecideRules;
  readonly results: ResultRules;
  readonly series: SeriesRules;
}): readonly HttpRoute[] => [
  route("reviews")
    .requires("review.read", org)
    .handle((grant) => reviews.list(grant)),
  route("ownReviews")
    .requires("review.own", self)
    .handle((grant) => reviews.own(grant)),
  route("previewReview")
    .requires("review.read", org)
    .handle((grant, { body }) => reviews.preview(grant, body)),
  route("startReview")
    .requires("review.run", org)
    .handle((grant, { body }) => reviews.start(grant, body)),
  route("review")
    .requires("review.read", org)
    .handle((grant, { params }) => reviews.read(grant, params.review)),
  route("withdrawReview")
    .requires("review.run", org)
    .handle((grant, { params, body }) => reviews.withdraw(grant, params.review, body.reason)),
  route("reviewItems")
    .requires("review.decide", org)
    .handle((grant, { params, body }) => reviews.items(grant, params.review, body)),
  route("decideReview", DECISIONS)
    .requires("review.decide", org)
    .handle((grant, { params, body }) => deciding.decide(grant, params.review, body)),
  route("reviewResult")
    .requires("review.read", org)
    .handle((grant, { params }) => results.result(grant, params.review)),
  route("roomReviewItems")
    .requires("room.review", room)
    .handle((grant, { params, body }) => reviews.items(grant, params.review, body)),
  route("decideRoomReview", DECISIONS)
    .requires("room.review", room)
    .handle((grant, { params, body }) => deciding.decide(grant, params.review, body)),
  route("roomReviewResult")
    .requires("room.review", room)
    .handle((grant, { params }) => results.roomResult(grant, params.review)),
  route("reviewSeries")
    .requires("review.read", org)
    .handle((grant) => series.list(grant)),
  route("beginReviewSeries")
    .requires("review.run", org)
    .handle((grant, { body }) => series.begin(grant, body)),
  route("endReviewSeries")
    .requires("review.run", org)
    .handle((grant, { params }) => series.end(grant, params.series)),
];
