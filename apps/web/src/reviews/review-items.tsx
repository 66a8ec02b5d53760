/** The grants of one review that the person is to decide, by person, with what the server knows of their use. */
import type { AccountId, OwnReview, ReviewItem } from "@warbler/protocol";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import type { Me } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import settings from "../settings/settings-page.module.css";
import { peopleStore } from "../state/chat-state.ts";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang } from "../words/use-words.ts";
import { BulkKeep } from "./bulk-keep.tsx";
import { ReviewRow } from "./review-row.tsx";
import css from "./reviews.module.css";
import { useReviewWords } from "./words/use-review-words.ts";

interface ReviewItemsProps {
  readonly me: Me;
  readonly review: OwnReview;
  readonly title: ReactNode;
  readonly onDecided: () => void;
}

export function ReviewItems({ me, review, title, onDecided }: ReviewItemsProps) {
  const words = useReviewWords();
  const lang = useLang();
  const { id, room } = review;
  const [items, setItems] = useState<readonly ReviewItem[]>();
  const [hasMore, setMore] = useState(false);
  const [error, setError] = useState<unknown>();
  const [isBulk, setBulk] = useState(false);
  const [told, setTold] = useState("");
  const load = useCallback(
    (after?: number) => {
      engine.ask("reviewItems", { review: id, room }, after).then(({ items: found, more }) => {
        setItems((known) => [...(after === undefined ? [] : (known ?? [])), ...found]);
        setMore(more);
      }, setError);
    },
    [id, room],
  );
  useEffect(() => load(), [load]);
  const decided = (gone: readonly ReviewItem[], says: string) => {
    setTold(says);
    setItems((known) => known?.filter((one) => !gone.some(({ item }) => item === one.item)));
    onDecided();
  };
  return (
    <section aria-labelledby="review-title">
      <h2 id="review-title" className={settings.heading}>
        {title}
      </h2>
      <p className={settings.says}>
        {review.reason} · {words.due(dateTime(review.dueAtMs, lang))} · {words.unanswered[review.unanswered]}
      </p>
      <p className={settings.says}>{words.keys}</p>
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      <p role="status" className={css.told}>
        {told}
      </p>
      <List items={items ?? []} me={me} review={review} onDecided={decided} />
      {items?.length === 0 && !hasMore && <p>{words.done}</p>}
      <div className={settings.buttons}>
        {hasMore && <Button onClick={() => load(items?.at(-1)?.item)}>{words.more}</Button>}
        {(items?.length ?? 0) > 1 && <Button onClick={() => setBulk(true)}>{words.bulk(items?.length ?? 0)}</Button>}
      </div>
      {isBulk && (
        <BulkKeep
          items={items ?? []}
          review={review}
          onClose={() => setBulk(false)}
          onKept={(kept) => decided(kept, "")}
        />
      )}
    </section>
  );
}

interface ListProps {
  readonly items: readonly ReviewItem[];
  readonly me: Me;
  readonly review: OwnReview;
  readonly onDecided: (gone: readonly ReviewItem[], says: string) => void;
}

/** Arrow keys go from one grant to the next; after a decision the next one has the focus. */
function List({ items, me, review, onDecided }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-grant]") ?? [])];
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    const all = rows();
    const at = all.findIndex((one) => one.contains(document.activeElement));
    all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
  };
  const decided = (item: ReviewItem, says: string) => {
    const all = rows();
    const at = all.findIndex((one) => one.dataset["grant"] === String(item.item));
    (all[at + 1] ?? all[at - 1])?.focus();
    onDecided([item], says);
  };
  const people = [...Map.groupBy(items, ({ account }) => account)];
  return (
    // The rows inside take the focus; this only hears their arrow keys.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={list} className={css.people} onKeyDown={move}>
      {people.map(([account, own]) => (
        <Person key={account} account={account}>
          {own.map((item) => (
            <ReviewRow key={item.item} item={item} me={me} review={review} onDecided={decided} />
          ))}
        </Person>
      ))}
    </div>
  );
}

function Person({ account, children }: { readonly account: AccountId; readonly children: ReactNode }) {
  const people = useStore(peopleStore);
  const person = people.get(account);
  const name = cleanName(person?.name ?? account);
  return (
    <section className={settings.card} aria-label={name}>
      <div className={settings.row}>
        <Avatar id={account} name={name} size={36} />
        <div className={settings.grow}>
          <b dir="auto">{name}</b>
          {person !== undefined && <small>@{person.handle}</small>}
        </div>
      </div>
      {children}
    </section>
  );
}
