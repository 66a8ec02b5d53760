/** Access reviews that wait for the person, and the one that is open. */
import type { OwnReview } from "@warbler/protocol";
import { useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import type { Me } from "../engine/engine-api.ts";
import settings from "../settings/settings-page.module.css";
import { roomsStore } from "../state/chat-state.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang } from "../words/use-words.ts";
import { useOwnReviews } from "./own-reviews.ts";
import { ReviewItems } from "./review-items.tsx";
import { useReviewWords } from "./words/use-review-words.ts";

const keyOf = ({ id, room }: OwnReview): string => `${id} ${room ?? ""}`;

export function ReviewInbox({ me }: { readonly me: Me }) {
  const words = useReviewWords();
  const lang = useLang();
  const { reviews, error, load } = useOwnReviews();
  const [chosen, setChosen] = useState<string>();
  const open = reviews?.find((one) => keyOf(one) === chosen);
  if (open !== undefined)
    return (
      <>
        <Button
          kind="quiet"
          onClick={() => {
            setChosen(undefined);
            load();
          }}
        >
          {words.back}
        </Button>
        <ReviewItems me={me} review={open} title={<Title review={open} />} onDecided={load} />
      </>
    );
  return (
    <div className={settings.card} aria-busy={reviews === undefined}>
      <p className={settings.says}>{words.says}</p>
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {reviews?.length === 0 && <p>{words.none}</p>}
      {reviews?.map((one) => (
        <div key={keyOf(one)} className={settings.row}>
          <div className={settings.grow}>
            <b>
              <Title review={one} />
              <span className={settings.tag}>{one.open === 0 ? words.done : words.left(one.open)}</span>
            </b>
            <small>
              {one.name} · {words.due(dateTime(one.dueAtMs, lang))} · {words.unanswered[one.unanswered]}
            </small>
          </div>
          {one.open > 0 && (
            <Button small kind="primary" onClick={() => setChosen(keyOf(one))}>
              {words.open}
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}

function Title({ review }: { readonly review: OwnReview }) {
  const words = useReviewWords();
  const rooms = useStore(roomsStore);
  if (review.room === undefined) return words.ofRoles;
  return words.ofRoom(rooms.get(review.room)?.name ?? review.room);
}
