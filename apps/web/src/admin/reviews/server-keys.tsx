/** What the server keeps secret, and who answers for each. */
import { type AccountId, SERVER_KEY_WORDS, type ServerKeyAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { join } from "../../ui/join.ts";
import { PeoplePicker } from "../../ui/people-picker.tsx";
import { Problem } from "../../ui/problem.tsx";
import { dateOnly } from "../../ui/times.ts";
import { useLang, useWords } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { useCampaignWords } from "./words/use-campaign-words.ts";

export function ServerKeys() {
  const { serverKeys: words } = useCampaignWords();
  const lang = useLang();
  const mayName = useMay("key.assign");
  const [keys, setKeys] = useState<readonly ServerKeyAnswer[]>();
  const [error, setError] = useState<unknown>();
  const [naming, setNaming] = useState<ServerKeyAnswer>();
  const load = useCallback(async () => {
    await api("serverKeys", undefined).then((answer) => setKeys(answer.keys), setError);
  }, []);
  useEffect(() => void load(), [load]);
  return (
    <section aria-labelledby="server-keys-title">
      <h2 id="server-keys-title" className={settings.heading}>
        {words.title}
      </h2>
      <div className={settings.card} aria-busy={keys === undefined && error === undefined}>
        <p className={settings.says}>{words.says}</p>
        <Problem text={error === undefined ? undefined : failureText(error, lang)} />
        {keys?.map((one) => (
          <ServerKey key={one.key} of={one} onName={mayName ? () => setNaming(one) : undefined} />
        ))}
      </div>
      {naming !== undefined && <NameCustodian of={naming} onClose={() => setNaming(undefined)} onDone={load} />}
    </section>
  );
}

function ServerKey({ of, onName }: { readonly of: ServerKeyAnswer; readonly onName: (() => void) | undefined }) {
  const { serverKeys: words } = useCampaignWords();
  const lang = useLang();
  const people = useStore(peopleStore);
  const { custodian, sinceMs, where, isVariable, form, mode, exposed, changedAtMs } = of;
  const name = custodian === undefined ? undefined : cleanName(people.get(custodian)?.name ?? custodian);
  const facts = [
    isVariable ? words.variable(where) : words.file(where, mode ?? words.missing),
    words.forms[form],
    ...(changedAtMs === undefined ? [] : [words.changed(dateOnly(changedAtMs, lang))]),
  ];
  return (
    <div className={settings.row} data-server-key={of.key}>
      <div className={settings.grow}>
        <b>
          {SERVER_KEY_WORDS[of.key][lang]}
          {exposed && <span className={join(settings.tag, settings.wanting)}>{words.exposed}</span>}
        </b>
        <small>{name === undefined ? words.nobody : words.answers(name, dateOnly(sinceMs ?? 0, lang))}</small>
        <small>{facts.join(" · ")}</small>
      </div>
      {onName !== undefined && (
        <Button small onClick={onName}>
          {words.name}
        </Button>
      )}
    </div>
  );
}

interface NameCustodianProps {
  readonly of: ServerKeyAnswer;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

function NameCustodian({ of, onClose, onDone }: NameCustodianProps) {
  const { serverKeys: words, reason: label } = useCampaignWords();
  const { common } = useWords();
  const lang = useLang();
  const [chosen, setChosen] = useState<readonly AccountId[]>(of.custodian === undefined ? [] : [of.custodian]);
  const [reason, setReason] = useState("");
  const action = useAction();
  const [custodian] = chosen;
  const body = { key: of.key, reason: reason.trim(), ...(custodian !== undefined && { custodian }) };
  const name = () =>
    action.run(async () => {
      await api("nameCustodian", body);
      await onDone();
      onClose();
    });
  return (
    <Dialog
      title={words.nameTitle}
      says={SERVER_KEY_WORDS[of.key][lang]}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} disabled={body.reason === ""} onClick={name}>
            {custodian === undefined ? words.nobodyNow : words.name}
          </Button>
        </>
      }
    >
      <PeoplePicker single chosen={chosen} onChange={setChosen} withMe peopleOnly />
      <TextField label={label} value={reason} maxLength={500} onText={setReason} />
      <GuardedProblem action={action} reason={reason} />
    </Dialog>
  );
}
