/** Access reviews: starting them, deciding with a signature of this device, and their results. */
import {
  type ApiAnswer,
  type ApiInput,
  base64urlFromBytes,
  type DecideReviewAnswer,
  type ItemDecision,
  type OwnReview,
  type ReviewAnswer,
  type ReviewId,
  type ReviewPreview,
  type RoomId,
  reviewPayload,
  type SeriesAnswer,
  type SeriesId,
} from "@warbler/protocol";
import type { Warbler } from "../warbler.ts";

/** Where one decides: in the organisation, or as owner of a room. */
export interface ReviewPlace {
  readonly review: ReviewId;
  readonly room?: RoomId | undefined;
}

export interface ReviewsApi {
  list(): Promise<readonly ReviewAnswer[]>;
  read(review: ReviewId): Promise<ReviewAnswer>;
  preview(asked: ApiInput<"previewReview">): Promise<ReviewPreview>;
  start(settings: ApiInput<"startReview">): Promise<ReviewAnswer>;
  /** What is decided stays; the rest is left as it is. */
  withdraw(review: ReviewId, reason: string): Promise<void>;
  /** What waits for this person. */
  own(): Promise<readonly OwnReview[]>;
  /** Grants that nobody has decided and this person may, from behind `after`. */
  items(place: ReviewPlace, after?: number): Promise<ApiAnswer<"reviewItems">>;
  /**
   * Signs exactly what is given here, with this device's key: show it before. Somebody removed from an end-to-end room is removed
   * from its keys by this device.
   */
  decide(place: ReviewPlace, decisions: readonly ItemDecision[]): Promise<DecideReviewAnswer>;
  /** The canonical JSON of a review that is over, or of one's room in it. */
  result(place: ReviewPlace): Promise<string>;
  /** The same of the whole, with the proof that the audit log has it: `verifyReviewInLog` needs no server for it. */
  provenResult(review: ReviewId): Promise<ApiAnswer<"reviewResult">>;
  series(): Promise<readonly SeriesAnswer[]>;
  beginSeries(series: ApiInput<"beginReviewSeries">): Promise<SeriesAnswer>;
  endSeries(series: SeriesId): Promise<void>;
}

type Me = Pick<Warbler, "api" | "identity" | "account" | "room">;

export const reviewsOf = (me: Me): ReviewsApi => ({
  list: async () => (await me.api("reviews", undefined)).reviews,
  read: (review) => me.api("review", undefined, { review }),
  preview: (asked) => me.api("previewReview", asked),
  start: (settings) => me.api("startReview", settings),
  withdraw: (review, reason) => me.api("withdrawReview", { reason }, { review }),
  own: async () => (await me.api("ownReviews", undefined)).reviews,
  items: ({ review, room }, after = -1) =>
    room === undefined
      ? me.api("reviewItems", { after }, { review })
      : me.api("roomReviewItems", { after }, { review, room }),
  decide: (place, decisions) => decide(me, place, decisions),
  result: async ({ review, room }) => {
    const { text } = await (room === undefined
      ? me.api("reviewResult", undefined, { review })
      : me.api("roomReviewResult", undefined, { review, room }));
    return text;
  },
  provenResult: (review) => me.api("reviewResult", undefined, { review }),
  series: async () => (await me.api("reviewSeries", undefined)).series,
  beginSeries: (series) => me.api("beginReviewSeries", series),
  endSeries: (series) => me.api("endReviewSeries", undefined, { series }),
});

async function decide(
  me: Me,
  { review, room }: ReviewPlace,
  decisions: readonly ItemDecision[],
): Promise<DecideReviewAnswer> {
  const signed = await me.identity.signReview(reviewPayload(review, me.account, decisions));
  const body = {
    decisions: decisions.map(({ item, decision, reason }) => ({ item: item.item, decision, reason })),
    signature: base64urlFromBytes(signed),
  };
  if (room === undefined) return me.api("decideReview", body, { review });
  const answer = await me.api("decideRoomReview", body, { review, room });
  for (const { item, effect } of answer.effects) {
    const waiting = decisions.find((one) => one.item.item === item)?.item.account;
    if (effect === "waits" && waiting !== undefined) await (await me.room(room)).remove(waiting);
  }
  return answer;
}
