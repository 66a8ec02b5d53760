/** What waits for the person in access reviews, asked for again whenever the server says that something changed. */
import type { OwnReview } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { engine } from "../platform/engine.ts";
import { reviewNewsStore } from "../state/chat-state.ts";
import { useStore } from "../state/store.ts";

export function useOwnReviews(): {
  /** Undefined while it is not known. */
  readonly reviews: readonly OwnReview[] | undefined;
  readonly error: unknown;
  readonly load: () => void;
} {
  const news = useStore(reviewNewsStore);
  const [reviews, setReviews] = useState<readonly OwnReview[]>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    engine.ask("ownReviews").then(setReviews, setError);
  }, []);
  useEffect(load, [load, news]);
  return { reviews, error, load };
}
