/** Beginning a review, or a series of them: whose access, who decides, until when, and how much that is. */
import {
  type AccountId,
  type ApiInput,
  GRANTED_ROLES,
  OFFICER_ROLES,
  REPEATS,
  type Repeat,
  type ReviewPreview,
  type ReviewScope,
  UNANSWERED,
} from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import type { Me } from "../../engine/engine-api.ts";
import { engine } from "../../platform/engine.ts";
import { go } from "../../platform/location.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { PeoplePicker } from "../../ui/people-picker.tsx";
import { Select } from "../../ui/select.tsx";
import { GuardedProblem } from "../guarded-problem.tsx";
import { placeIn } from "../place.ts";
import css from "./campaigns.module.css";
import { useCampaignWords } from "./words/use-campaign-words.ts";

const SCOPES = ["officers", "guests", "members", "rooms", "dormant", "people"] as const;
type ScopeName = (typeof SCOPES)[number];
const DAYS = ["7", "14", "30", "60", "90"] as const;
const DAY_MS = 24 * 3_600_000;

interface Form {
  readonly name: string;
  readonly reason: string;
  readonly scope: ScopeName;
  readonly people: readonly AccountId[];
  readonly reviewers: readonly AccountId[];
  readonly days: (typeof DAYS)[number];
  readonly unanswered: (typeof UNANSWERED)[number];
  readonly repeat: "once" | Repeat;
}
const EMPTY: Form = {
  name: "",
  reason: "",
  scope: "officers",
  people: [],
  reviewers: [],
  days: "14",
  unanswered: "remove",
  repeat: "once",
};

function scopeOf({ scope, people }: Form): ReviewScope {
  switch (scope) {
    case "officers":
      return { kind: "roles", roles: [...OFFICER_ROLES] };
    case "guests":
      return { kind: "roles", roles: ["guest"] };
    case "members":
      return { kind: "roles", roles: [...GRANTED_ROLES] };
    case "rooms":
    case "dormant":
      return { kind: scope };
    case "people":
      return { kind: "people", people: [...people] };
  }
}

const settingsOf = (form: Form): ApiInput<"startReview"> => ({
  name: form.name.trim(),
  reason: form.reason.trim(),
  scope: scopeOf(form),
  reviewers: form.scope === "rooms" ? [] : [...form.reviewers],
  unanswered: form.unanswered,
  openForMs: Number(form.days) * DAY_MS,
});

const isWhole = (form: Form): boolean =>
  form.name.trim() !== "" &&
  form.reason.trim() !== "" &&
  (form.scope === "rooms" || form.reviewers.length > 0) &&
  (form.scope !== "people" || form.people.length > 0);

export function NewReview({ me }: { readonly me: Me }) {
  const words = useCampaignWords();
  const [form, setForm] = useState<Form>(EMPTY);
  const [preview, setPreview] = useState<ReviewPreview>();
  const action = useAction();
  const set = (change: Partial<Form>) => {
    setForm((before) => ({ ...before, ...change }));
    setPreview(undefined);
  };
  const look = () =>
    action.run(async () => {
      const { scope, reviewers } = settingsOf(form);
      setPreview(await engine.ask("previewReview", { scope, reviewers }));
    });
  const start = () =>
    action.run(async () => {
      const { repeat } = form;
      if (repeat === "once") {
        const { id } = await engine.ask("startReview", settingsOf(form));
        return go(placeIn("reviews", [id]));
      }
      await engine.ask("beginReviewSeries", { ...settingsOf(form), repeat });
      go(placeIn("reviews"));
    });
  const isReady = isWhole(form) && preview !== undefined && preview.unfit.length === 0;
  return (
    <div className={settings.card}>
      <div className={css.form}>
        <Fields form={form} set={set} me={me} />
        <p className={settings.says}>{words.dual}</p>
        {preview !== undefined && <Preview preview={preview} />}
        <GuardedProblem
          action={action}
          act={
            form.repeat === "once"
              ? { route: "startReview", body: settingsOf(form) }
              : { route: "beginReviewSeries", body: { ...settingsOf(form), repeat: form.repeat } }
          }
          reason={form.reason}
        />
        <div className={settings.buttons}>
          <Button busy={action.isBusy} disabled={!isWhole(form)} onClick={look}>
            {words.preview}
          </Button>
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
      <Select
        label={words.scope}
        value={form.scope}
        options={SCOPES.map((value) => ({ value, label: words.scopes[value] }))}
        onChoose={(scope) => set({ scope })}
      />
      {form.scope === "people" && (
        <fieldset className={css.group}>
          <legend>{words.people}</legend>
          <PeoplePicker chosen={form.people} onChange={(people) => set({ people })} withMe />
        </fieldset>
      )}
      {form.scope === "rooms" ? (
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
  const { items, rooms, suggested, unreviewable, unfit } = preview;
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
      </ul>
    </div>
  );
}
