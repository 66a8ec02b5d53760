/** What the page asks about access reviews. */
import type { Warbler } from "@warbler/sdk";
import type { ReviewsApi } from "@warbler/sdk/admin";
import { part } from "./part.ts";

export interface ReviewCalls {
  reviews: ReviewsApi["list"];
  review: ReviewsApi["read"];
  previewReview: ReviewsApi["preview"];
  /** What waits for this person. */
  ownReviews: ReviewsApi["own"];
  reviewItems: ReviewsApi["items"];
  /** Signs exactly this with the device's key. */
  decideReview: ReviewsApi["decide"];
  reviewResult: ReviewsApi["result"];
  reviewSeries: ReviewsApi["series"];
}

export function reviewCalls(client: () => Promise<Warbler>): ReviewCalls {
  const api = async () => (await part(() => import("@warbler/sdk/admin"))).reviewsOf(await client());
  return {
    reviews: async () => (await api()).list(),
    review: async (review) => (await api()).read(review),
    previewReview: async (asked) => (await api()).preview(asked),
    ownReviews: async () => (await api()).own(),
    reviewItems: async (place, after) => (await api()).items(place, after),
    decideReview: async (place, decisions) => (await api()).decide(place, decisions),
    reviewResult: async (place) => (await api()).result(place),
    reviewSeries: async () => (await api()).series(),
  };
}
