/** Console: access reviews, how far they are, and beginning one. */
import type { ReviewAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import type { Me } from "../../engine/engine-api.ts";
import { engine } from "../../platform/engine.ts";
import { go } from "../../platform/location.ts";
import settings from "../../settings/settings-page.module.css";
import { reviewNewsStore } from "../../state/chat-state.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { join } from "../../ui/join.ts";
import { Problem } from "../../ui/problem.tsx";
import { dateTime } from "../../ui/times.ts";
import { useLang } from "../../words/use-words.ts";
import { placeIn, usePlace } from "../place.ts";
import css from "./campaigns.module.css";
import { NewReview } from "./new-review.tsx";
import { ReviewDetails } from "./review-details.tsx";
import { SeriesList } from "./series-list.tsx";
import { ServerKeys } from "./server-keys.tsx";
import { useCampaignWords } from "./words/use-campaign-words.ts";

export const SECTION = "reviews";

export function Reviews({ me }: { readonly me: Me }) {
  const [place] = usePlace().path;
  if (place === undefined) return <Overview />;
  return (
    <>
      <Back />
      {place === "new" ? <NewReview me={me} /> : <ReviewDetails key={place} id={place} />}
    </>
  );
}

function Back() {
  const words = useCampaignWords();
  return (
    <Button kind="quiet" onClick={() => go(placeIn(SECTION))}>
      {words.all}
    </Button>
  );
}

function Overview() {
  const words = useCampaignWords();
  const lang = useLang();
  const mayRun = useMay("review.run");
  const mayKeys = useMay("key.list");
  const news = useStore(reviewNewsStore);
  const [reviews, setReviews] = useState<readonly ReviewAnswer[]>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    engine.ask("reviews").then(setReviews, setError);
  }, []);
  useEffect(load, [load, news]);
  return (
    <>
      <div className={settings.card} aria-busy={reviews === undefined}>
        <p className={settings.says}>{words.says}</p>
        <Problem text={error === undefined ? undefined : failureText(error, lang)} />
        {mayRun && (
          <div className={settings.buttons}>
            <Button kind="primary" onClick={() => go(placeIn(SECTION, ["new"]))}>
              {words.start}
            </Button>
          </div>
        )}
        {reviews?.length === 0 && <p>{words.none}</p>}
        {reviews?.map((one) => (
          <Campaign key={one.id} review={one} />
        ))}
      </div>
      <SeriesList mayEnd={mayRun} />
      {mayKeys && <ServerKeys />}
    </>
  );
}

function Campaign({ review }: { readonly review: ReviewAnswer }) {
  const words = useCampaignWords();
  const lang = useLang();
  const { items, kept, removed, damaged, state, closedAtMs } = review;
  const when =
    closedAtMs === undefined ? words.due(dateTime(review.dueAtMs, lang)) : words.closed(dateTime(closedAtMs, lang));
  return (
    <div className={settings.row}>
      <div className={settings.grow}>
        <b>
          {review.name}
          <span className={join(settings.tag, (damaged || state === "open") && settings.wanting)}>
            {damaged ? words.damaged : words.states[state]}
          </span>
        </b>
        <small>
          {words.progress(kept + removed, items)} · {when}
        </small>
        <progress
          className={css.progress}
          max={items}
          value={kept + removed}
          aria-label={words.progress(kept + removed, items)}
        />
      </div>
      <Button small onClick={() => go(placeIn(SECTION, [review.id]))}>
        {words.look}
      </Button>
    </div>
  );
}
