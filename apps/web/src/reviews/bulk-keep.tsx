/** Keeping several grants at once: all of them are shown before, and the result says that they were kept in bulk. */
import { LIMITS, type OwnReview, type ReviewItem } from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { peopleStore } from "../state/chat-state.ts";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { needsReason, useGrantName } from "./review-row.tsx";
import css from "./reviews.module.css";
import { useReviewWords } from "./words/use-review-words.ts";

interface BulkKeepProps {
  readonly items: readonly ReviewItem[];
  readonly review: OwnReview;
  readonly onClose: () => void;
  readonly onKept: (kept: readonly ReviewItem[]) => void;
}

export function BulkKeep({ items, review, onClose, onKept }: BulkKeepProps) {
  const words = useReviewWords();
  const { common } = useWords();
  const [reason, setReason] = useState("");
  const action = useAction();
  const kept = items.slice(0, LIMITS.reviewDecisions);
  const isAsked = kept.some((item) => needsReason(item, "keep"));
  const keep = () =>
    action.run(async () => {
      const decisions = kept.map((item) => ({ item, decision: "keep" as const, reason: reason.trim() }));
      await engine.ask("decideReview", { review: review.id, room: review.room }, decisions);
      onKept(kept);
      onClose();
    });
  return (
    <Dialog
      title={words.bulkTitle(kept.length)}
      says={words.bulkSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} disabled={isAsked && reason.trim() === ""} onClick={keep}>
            {words.bulkKeep}
          </Button>
        </>
      }
    >
      <ul className={css.bulk} tabIndex={0} aria-label={words.bulkTitle(kept.length)}>
        {kept.map((item) => (
          <BulkItem key={item.item} item={item} />
        ))}
      </ul>
      {isAsked && (
        <TextField label={words.reason} hint={words.needsReason} value={reason} maxLength={500} onText={setReason} />
      )}
      <Problem text={action.problem} />
    </Dialog>
  );
}

function BulkItem({ item }: { readonly item: ReviewItem }) {
  const words = useReviewWords();
  const people = useStore(peopleStore);
  const name = cleanName(people.get(item.account)?.name ?? item.account);
  const suggestion = item.suggestion === undefined ? "" : ` · ${words.suggestions[item.suggestion]}`;
  return (
    <li>
      {name}: {useGrantName(item)}
      {suggestion}
    </li>
  );
}
