/**
 * The way by which every change of the policy goes: first the server tells what speaks against it, which tests fail, and who gains
 * and loses what; only what was tried out like this can be saved, with a reason.
 */
import { ACTION_WORDS, type Action, type PolicyDocument, type Simulation } from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useStore } from "../../state/store.ts";
import { toast } from "../../state/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { useLang, useWords } from "../../words/use-words.ts";
import { type Lang, tagOf } from "../../words/words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import css from "./roles.module.css";
import type { PolicyState } from "./use-policy.ts";
import { useRoleWords } from "./words/use-role-words.ts";

interface SavePolicyProps {
  readonly policy: PolicyState;
  readonly next: PolicyDocument;
  readonly onDone: () => void;
  /** Absent where there is nothing to go back from. */
  readonly onCancel?: () => void;
}

export function SavePolicy({ policy, next, onDone, onCancel }: SavePolicyProps) {
  const words = useRoleWords().save;
  const { common } = useWords();
  const [tried, setTried] = useState<{ readonly next: PolicyDocument; readonly what: Simulation }>();
  const [reason, setReason] = useState("");
  const [trying, saving] = [useAction(), useAction()];
  const what = tried?.next === next ? tried.what : undefined;
  const canSave = what !== undefined && what.faults.length === 0 && what.failing.length === 0;
  const body = { version: policy.now?.version ?? 0, document: next, reason: reason.trim() };
  const tryOut = () =>
    trying.run(async () => {
      setTried({ next, what: await api("simulatePolicy", { document: next }) });
    });
  const save = () =>
    saving.run(async () => {
      await api("changePolicy", body);
      toast(words.saved);
      await policy.load();
      onDone();
    });
  return (
    <div className={css.save}>
      <div className={settings.buttons}>
        <Button kind={what === undefined ? "primary" : "plain"} busy={trying.isBusy} onClick={tryOut}>
          {words.tryOut}
        </Button>
        {onCancel !== undefined && <Button onClick={onCancel}>{common.cancel}</Button>}
      </div>
      <Problem text={trying.problem} />
      <div role="status">{what !== undefined && <Outcome what={what} document={next} />}</div>
      {canSave && (
        <>
          <TextField label={words.reason} value={reason} maxLength={500} onText={setReason} />
          <GuardedProblem action={saving} reason={reason} />
          <div className={settings.buttons}>
            <Button kind="primary" busy={saving.isBusy} disabled={reason.trim() === ""} onClick={save}>
              {common.save}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function Outcome({ what, document }: { readonly what: Simulation; readonly document: PolicyDocument }) {
  const words = useRoleWords();
  const lang = useLang();
  const people = useStore(peopleStore);
  if (what.faults.length > 0)
    return (
      <ul className={css.faults} aria-label={words.save.faults}>
        {what.faults.map((fault) => (
          <li key={fault.en}>{fault[lang]}</li>
        ))}
      </ul>
    );
  return (
    <>
      {what.failing.length > 0 && (
        <ul className={css.faults} aria-label={words.save.failing}>
          {what.failing.map((at) => (
            <li key={at}>{words.save.fails(at + 1, document.tests[at]?.action)}</li>
          ))}
        </ul>
      )}
      {what.affected === 0 ? (
        <p>{words.save.nobody}</p>
      ) : (
        <>
          <p>{words.save.affected(what.affected)}</p>
          <ul className={css.changes}>
            {what.people.map(({ account, gains, loses }) => (
              <li key={account}>
                <b>{cleanName(people.get(account)?.name ?? account)}</b>
                {gains.length > 0 && <span className={css.gains}>{words.save.gains(listed(gains, lang))}</span>}
                {loses.length > 0 && <span className={css.loses}>{words.save.loses(listed(loses, lang))}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

export const listed = (actions: readonly Action[], lang: Lang): string =>
  new Intl.ListFormat(tagOf(lang), { type: "unit", style: "short" }).format(
    actions.map((one) => ACTION_WORDS[one][lang]),
  );
