/** Beginning a review, or a series of them: whose access, who decides, until when, and how much that is. */
import {
  type AccountId,
  type ApiInput,
  isByEvent,
  REPEATS,
  type Repeat,
  type ReviewPreview,
  type ReviewScope,
  SERVER_KEY_WORDS,
  UNANSWERED,
} from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import type { Me } from "../../engine/engine-api.ts";
import { api } from "../../platform/api.ts";
import { engine } from "../../platform/engine.ts";
import { go } from "../../platform/location.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { Boxes, TextField } from "../../ui/field.tsx";
import { PeoplePicker } from "../../ui/people-picker.tsx";
import { Select } from "../../ui/select.tsx";
import { useLang } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { placeIn } from "../place.ts";
import css from "./campaigns.module.css";
import { isOfRooms, OFFICERS_SCOPE, ScopeFields, type ScopeForm, scopeOf } from "./review-scope.tsx";
import { useCampaignWords } from "./words/use-campaign-words.ts";

const DAYS = ["7", "14", "30", "60", "90"] as const;
/** Days before it is due. */
const REMINDERS = ["1", "3", "7", "14"] as const;
const DAY_MS = 24 * 3_600_000;

interface Form extends ScopeForm {
  readonly name: string;
  readonly reason: string;
  readonly reviewers: readonly AccountId[];
  readonly days: (typeof DAYS)[number];
  readonly reminders: readonly (typeof REMINDERS)[number][];
  readonly unanswered: (typeof UNANSWERED)[number];
  readonly repeat: "once" | Repeat;
}
const EMPTY: Form = {
  ...OFFICERS_SCOPE,
  name: "",
  reason: "",
  reviewers: [],
  days: "14",
  reminders: ["7", "1"],
  unanswered: "remove",
  repeat: "once",
};

/** Those that come while the review is open. */
const remindersOf = ({ days }: Form) => REMINDERS.filter((one) => Number(one) < Number(days));

/** Whether what happens says whom it is about, so that there is no scope to choose and nothing to count yet. */
const isAboutEvent = ({ repeat }: Form): boolean => repeat !== "once" && isByEvent(repeat);
const isForOwners = (form: Form): boolean => !isAboutEvent(form) && isOfRooms(form);
const chosenScope = (form: Form): ReviewScope | undefined => (isAboutEvent(form) ? undefined : scopeOf(form));

const settingsOf = (form: Form): Omit<ApiInput<"startReview">, "scope"> => ({
  name: form.name.trim(),
  reason: form.reason.trim(),
  reviewers: isForOwners(form) ? [] : [...form.reviewers],
  unanswered: form.unanswered,
  openForMs: Number(form.days) * DAY_MS,
  reminderDays: remindersOf(form)
    .filter((one) => form.reminders.includes(one))
    .map(Number),
});

const isWhole = (form: Form): boolean =>
  (isAboutEvent(form) || scopeOf(form) !== undefined) &&
  form.name.trim() !== "" &&
  form.reason.trim() !== "" &&
  (isForOwners(form) || form.reviewers.length > 0);

export function NewReview({ me }: { readonly me: Me }) {
  const words = useCampaignWords();
  const [form, setForm] = useState<Form>(EMPTY);
  const [preview, setPreview] = useState<ReviewPreview>();
  const action = useAction();
  const set = (change: Partial<Form>) => {
    setForm((before) => ({ ...before, ...change }));
    setPreview(undefined);
  };
  const scope = chosenScope(form);
  const look = () =>
    action.run(async () => {
      if (scope === undefined) return;
      const { reviewers } = settingsOf(form);
      setPreview(await engine.ask("previewReview", { scope, reviewers }));
    });
  const start = () =>
    action.run(async () => {
      const { repeat } = form;
      if (repeat !== "once") {
        await api("beginReviewSeries", { ...settingsOf(form), ...(scope !== undefined && { scope }), repeat });
        return go(placeIn("reviews"));
      }
      if (scope === undefined) return;
      const { id } = await api("startReview", { ...settingsOf(form), scope });
      go(placeIn("reviews", [id]));
    });
  const isSeen = preview !== undefined && preview.unfit.length === 0 && (preview.unkept ?? []).length === 0;
  const isReady = isWhole(form) && (isSeen || isAboutEvent(form));
  return (
    <div className={settings.card}>
      <div className={css.form}>
        <Fields form={form} set={set} me={me} />
        <p className={settings.says}>{words.dual}</p>
        {preview !== undefined && <Preview preview={preview} />}
        <GuardedProblem action={action} reason={form.reason} />
        <div className={settings.buttons}>
          {!isAboutEvent(form) && (
            <Button busy={action.isBusy} disabled={!isWhole(form)} onClick={look}>
              {words.preview}
            </Button>
          )}
          <Button kind="primary" busy={action.isBusy} disabled={!isReady} onClick={start}>
            {form.repeat === "once" ? words.go : words.goSeries}
          </Button>
        </div>
      </div>
    </div>
  );
}

interface FieldsProps {
  readonly form: Form;
  readonly set: (change: Partial<Form>) => void;
  readonly me: Me;
}

function Fields({ form, set }: FieldsProps) {
  const words = useCampaignWords();
  return (
    <>
      <TextField label={words.name} value={form.name} maxLength={120} onText={(name) => set({ name })} />
      <TextField
        label={words.reason}
        hint={words.reasonHint}
        value={form.reason}
        maxLength={500}
        onText={(reason) => set({ reason })}
      />
      {!isAboutEvent(form) && <ScopeFields form={form} set={set} />}
      {isForOwners(form) ? (
        <p className={settings.says}>{words.roomOwners}</p>
      ) : (
        <fieldset className={css.group}>
          <legend>{words.pickReviewers}</legend>
          <PeoplePicker chosen={form.reviewers} onChange={(reviewers) => set({ reviewers })} withMe />
        </fieldset>
      )}
      <Select
        label={words.openFor}
        value={form.days}
        options={DAYS.map((value) => ({ value, label: words.days(Number(value)) }))}
        onChoose={(days) => set({ days })}
      />
      <Boxes
        label={words.reminders}
        options={remindersOf(form).map((value) => ({ value, label: words.daysBefore(Number(value)) }))}
        chosen={form.reminders}
        onChange={(reminders) => set({ reminders })}
      />
      <Select
        label={words.unanswered}
        value={form.unanswered}
        options={UNANSWERED.map((value) => ({ value, label: words.choices[value] }))}
        onChoose={(unanswered) => set({ unanswered })}
      />
      <Select
        label={words.repeat}
        value={form.repeat}
        options={(["once", ...REPEATS] as const).map((value) => ({ value, label: words.repeats[value] }))}
        onChoose={(repeat) => set({ repeat })}
      />
    </>
  );
}

function Preview({ preview }: { readonly preview: ReviewPreview }) {
  const words = useCampaignWords();
  const people = useStore(peopleStore);
  const lang = useLang();
  const { items, rooms, suggested, unreviewable, unfit, unkept = [] } = preview;
  const names = unfit.map((account) => cleanName(people.get(account)?.name ?? account));
  return (
    <div role="status">
      <ul className={css.preview}>
        <li>
          {words.previewed(items, preview.people)}
          {rooms > 0 && ` ${words.inRooms(rooms)}`}
        </li>
        <li>{words.suggested(suggested.remove, suggested.look)}</li>
        {unreviewable > 0 && <li>{words.unreviewable(unreviewable)}</li>}
        {unfit.length > 0 && <li>{words.unfit(names.join(", "))}</li>}
        {unkept.map((key) => (
          <li key={key}>{words.unkept(SERVER_KEY_WORDS[key][lang])}</li>
        ))}
      </ul>
    </div>
  );
}
