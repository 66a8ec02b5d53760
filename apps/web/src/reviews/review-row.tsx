/** One grant: what it is, what is known of its use, and the decision about it. */
import {
  type Decision,
  isGrantedRole,
  isOfficerRole,
  type OwnReview,
  type ReviewItem,
  SERVER_KEY_WORDS,
} from "@warbler/protocol";
import { type KeyboardEvent, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import type { Me } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import settings from "../settings/settings-page.module.css";
import { peopleStore } from "../state/chat-state.ts";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { join } from "../ui/join.ts";
import { Problem } from "../ui/problem.tsx";
import { dateOnly } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./reviews.module.css";
import { useOwnRoleName } from "./role-names.ts";
import { useTokenName } from "./token-names.ts";
import { useReviewWords } from "./words/use-review-words.ts";

interface ReviewRowProps {
  readonly item: ReviewItem;
  readonly me: Me;
  readonly review: OwnReview;
  readonly onDecided: (item: ReviewItem, says: string) => void;
}

/** To keep what an officer has, or who answers for a secret of the server, takes a reason, as to remove anything does; for roles of the organisation's own the server asks. */
export const needsReason = ({ role, key }: ReviewItem, decision: Decision): boolean =>
  decision === "remove" || key !== undefined || (role !== undefined && (isOfficerRole(role) || !isGrantedRole(role)));

export function ReviewRow({ item, review, onDecided }: ReviewRowProps) {
  const words = useReviewWords();
  const name = useGrantName(item);
  const [asking, setAsking] = useState<Decision>();
  const action = useAction();
  const decide = (decision: Decision, reason: string) =>
    action.run(async () => {
      const place = { review: review.id, room: review.room };
      const { effects } = await engine.ask("decideReview", place, [{ item, decision, reason }]);
      const [effect] = effects;
      const says =
        effect === undefined
          ? ""
          : effect.effect === "refused"
            ? words.effects.refused(effect.why ?? "")
            : words.effects[effect.effect];
      onDecided(item, says);
    });
  const choose = (decision: Decision) => (needsReason(item, decision) ? setAsking(decision) : decide(decision, ""));
  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== "k" && key !== "r") return;
    event.preventDefault();
    choose(key === "k" ? "keep" : "remove");
  };
  return (
    // A grant is one stop of the arrow keys, with buttons inside for everybody else.
    <article className={css.grant} tabIndex={0} data-grant={item.item} aria-label={name} onKeyDown={press}>
      <Known item={item} name={name} />
      {asking === undefined ? (
        <div className={css.choices}>
          <Button small busy={action.isBusy} onClick={() => choose("keep")}>
            {words.keep}
          </Button>
          <Button small kind="danger" busy={action.isBusy} onClick={() => choose("remove")}>
            {words.remove}
          </Button>
        </div>
      ) : (
        <Reason
          decision={asking}
          isBusy={action.isBusy}
          onCancel={() => setAsking(undefined)}
          onGiven={(reason) => decide(asking, reason)}
        />
      )}
      <Problem text={action.problem} />
    </article>
  );
}

/** The role, the token or the secret in words. */
export function useGrantName({ role, roomRole, token, key }: ReviewItem): string {
  const words = useReviewWords();
  const { roles } = useWords();
  const own = useOwnRoleName(role);
  const tokenName = useTokenName(token);
  const lang = useLang();
  if (key !== undefined) return words.serverKey(SERVER_KEY_WORDS[key][lang]);
  if (token !== undefined) return words.token(tokenName ?? token);
  if (role === undefined) return words.roomRoles[roomRole ?? "member"];
  return isGrantedRole(role) ? roles.org[role] : cleanName(own ?? role);
}

function Known({ item, name }: { readonly item: ReviewItem; readonly name: string }) {
  const words = useReviewWords();
  const lang = useLang();
  const people = useStore(peopleStore);
  const { givenBy, lastUsed, room, suggestion, untilMs } = item;
  const day = lastUsed === undefined ? undefined : dateOnly(Date.parse(`${lastUsed}T12:00:00Z`), lang);
  const use =
    day === undefined
      ? room === undefined
        ? words.neverUsed
        : words.neverRead
      : room === undefined
        ? words.lastUsed(day)
        : words.lastRead(day);
  const facts = [
    words.since(dateOnly(item.sinceMs, lang)),
    ...(untilMs === undefined ? [] : [words.until(dateOnly(untilMs, lang))]),
    givenBy === undefined ? words.givenByUnknown : words.givenBy(cleanName(people.get(givenBy)?.name ?? givenBy)),
    use,
  ];
  return (
    <div className={settings.grow}>
      <b>
        {name}
        {suggestion !== undefined && (
          <span className={join(settings.tag, suggestion === "remove" && settings.wanting)}>
            {words.suggestions[suggestion]}
          </span>
        )}
      </b>
      <small>{facts.join(" · ")}</small>
      {item.signs.length > 0 && <small>{item.signs.map((sign) => words.signs[sign]).join(" · ")}</small>}
    </div>
  );
}

interface ReasonProps {
  readonly decision: Decision;
  readonly isBusy: boolean;
  readonly onCancel: () => void;
  readonly onGiven: (reason: string) => void;
}

function Reason({ decision, isBusy, onCancel, onGiven }: ReasonProps) {
  const words = useReviewWords();
  const { common } = useWords();
  const [reason, setReason] = useState("");
  return (
    <form
      className={css.reason}
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() !== "") onGiven(reason.trim());
      }}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
    >
      <TextField
        label={words.reason}
        hint={words.needsReason}
        value={reason}
        maxLength={500}
        onText={setReason}
        autoFocus
      />
      <div className={settings.buttons}>
        <Button
          small
          type="submit"
          kind={decision === "remove" ? "danger" : "primary"}
          busy={isBusy}
          disabled={reason.trim() === ""}
        >
          {decision === "remove" ? words.confirmRemove : words.confirmKeep}
        </Button>
        <Button small onClick={onCancel}>
          {common.cancel}
        </Button>
      </div>
    </form>
  );
}
