/** One review: what came out, who decided how, and the signed result. */
import { isId, type ReviewAnswer, type ReviewerProgress, type ReviewId } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { engine } from "../../platform/engine.ts";
import { saveBlob } from "../../platform/files.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore, reviewNewsStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { dateTime } from "../../ui/times.ts";
import { useLang, useWords } from "../../words/use-words.ts";
import { tagOf } from "../../words/words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import css from "./campaigns.module.css";
import { useCampaignWords } from "./words/use-campaign-words.ts";

export function ReviewDetails({ id }: { readonly id: string }) {
  const lang = useLang();
  const news = useStore(reviewNewsStore);
  const [review, setReview] = useState<ReviewAnswer>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    if (isId<ReviewId>(id)) engine.ask("review", id).then(setReview, setError);
  }, [id]);
  useEffect(load, [load, news]);
  return (
    <>
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {review !== undefined && <Details review={review} onChanged={load} />}
    </>
  );
}

interface DetailsProps {
  readonly review: ReviewAnswer;
  readonly onChanged: () => void;
}

function Details({ review, onChanged }: DetailsProps) {
  const words = useCampaignWords();
  const lang = useLang();
  const mayRun = useMay("review.run");
  const { state, damaged, closedAtMs } = review;
  const when =
    closedAtMs === undefined ? words.due(dateTime(review.dueAtMs, lang)) : words.closed(dateTime(closedAtMs, lang));
  return (
    <>
      <section className={settings.card} aria-labelledby="campaign-title">
        <div className={settings.grow}>
          <h2 id="campaign-title">{review.name}</h2>
          <p className={settings.says}>
            {words.states[state]} · {when} · {review.reason}
          </p>
        </div>
        {damaged && <p className={css.flag}>{words.damaged}</p>}
        <Numbers review={review} />
        {state === "open" && mayRun && <Withdraw review={review} onChanged={onChanged} />}
      </section>
      <section className={settings.card} aria-labelledby="reviewers-title">
        <h2 id="reviewers-title">{words.reviewers}</h2>
        {review.scope.kind === "rooms" && <p className={settings.says}>{words.roomOwners}</p>}
        {review.scope.kind !== "rooms" && review.byReviewer.length === 0 && <p>{words.nobodyYet}</p>}
        {review.byReviewer.map((one) => (
          <Reviewer key={one.account} progress={one} />
        ))}
      </section>
      {review.result !== undefined && <Result review={review} digest={review.result} />}
    </>
  );
}

function Numbers({ review }: { readonly review: ReviewAnswer }) {
  const words = useCampaignWords();
  const { kept, removed, lapsed, open, refused, waiting } = review;
  const numbers = [
    [words.kept, kept],
    [words.removed, removed],
    [words.left, open],
    [words.lapsed, lapsed],
    ...(refused > 0 ? [[words.refused, refused] as const] : []),
    ...(waiting > 0 ? [[words.waiting, waiting] as const] : []),
  ] as const;
  return (
    <dl className={css.numbers}>
      {numbers.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
  );
}

function Reviewer({ progress }: { readonly progress: ReviewerProgress }) {
  const words = useCampaignWords();
  const lang = useLang();
  const people = useStore(peopleStore);
  const { account, kept, removed, keptInBulk, medianMs, rubberStamp } = progress;
  const seconds = new Intl.NumberFormat(tagOf(lang), { maximumFractionDigits: 1 });
  const facts = [
    words.reviewed(kept, removed),
    ...(keptInBulk > 0 ? [words.bulk(keptInBulk)] : []),
    ...(medianMs === undefined ? [] : [words.median(seconds.format(medianMs / 1_000))]),
  ];
  return (
    <div className={settings.grow}>
      <b dir="auto">{cleanName(people.get(account)?.name ?? account)}</b>
      <small>{facts.join(" · ")}</small>
      {rubberStamp && <p className={css.flag}>{words.rubberStamp}</p>}
    </div>
  );
}

function Result({ review, digest }: { readonly review: ReviewAnswer; readonly digest: string }) {
  const words = useCampaignWords();
  const action = useAction();
  const save = () =>
    action.run(async () => {
      const text = await engine.ask("reviewResult", { review: review.id });
      saveBlob(new Blob([text], { type: "application/json" }), `${review.name}.json`);
    });
  return (
    <section className={settings.card} aria-labelledby="result-title">
      <h2 id="result-title">{words.result}</h2>
      <p className={`${settings.says} ${css.digest}`}>{words.resultSays(digest)}</p>
      <div className={settings.buttons}>
        <Button kind="primary" busy={action.isBusy} onClick={save}>
          {words.download}
        </Button>
      </div>
      <Problem text={action.problem} />
    </section>
  );
}

function Withdraw({ review, onChanged }: DetailsProps) {
  const words = useCampaignWords();
  const { common } = useWords();
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const action = useAction();
  const withdraw = () =>
    action.run(async () => {
      await api("withdrawReview", { reason: reason.trim() }, { review: review.id });
      setAsking(false);
      onChanged();
    });
  return (
    <div className={settings.buttons}>
      <Button onClick={() => setAsking(true)}>{words.withdraw}</Button>
      {isAsking && (
        <Dialog
          title={words.withdraw}
          says={words.withdrawSays}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button onClick={() => setAsking(false)}>{common.cancel}</Button>
              <Button kind="danger" busy={action.isBusy} disabled={reason.trim() === ""} onClick={withdraw}>
                {words.withdraw}
              </Button>
            </>
          }
        >
          <TextField label={words.reason} value={reason} maxLength={500} onText={setReason} />
          <GuardedProblem action={action} reason={reason} />
        </Dialog>
      )}
    </div>
  );
}
