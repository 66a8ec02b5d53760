/** The queue of acts under dual control: each with exactly what is signed, and what one may do about it. */
import { ACTION_WORDS, type ActRequestAnswer, actPayload } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import type { Me } from "../../engine/engine-api.ts";
import { engine } from "../../platform/engine.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { dateTime } from "../../ui/times.ts";
import { useLang } from "../../words/use-words.ts";
import css from "./approvals.module.css";
import { useApprovalWords } from "./words/use-approval-words.ts";

export function Approvals({ me }: { readonly me: Me }) {
  const words = useApprovalWords();
  const lang = useLang();
  const mayApprove = useMay("approval.give");
  const [requests, setRequests] = useState<readonly ActRequestAnswer[]>([]);
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    const asked = mayApprove ? engine.ask("actRequests") : engine.ask("ownActRequests");
    asked.then(setRequests, setError);
  }, [mayApprove]);
  useEffect(load, [load]);
  const open = requests.filter(({ state }) => state === "open");
  return (
    <div className={settings.card}>
      <p className={settings.says}>{words.says}</p>
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {open.length === 0 && <p>{words.none}</p>}
      {open.map((act) => (
        <Act key={act.id} act={act} me={me} onChanged={load} />
      ))}
    </div>
  );
}

function Act({
  act,
  me,
  onChanged,
}: {
  readonly act: ActRequestAnswer;
  readonly me: Me;
  readonly onChanged: () => void;
}) {
  const words = useApprovalWords();
  const lang = useLang();
  const people = useStore(peopleStore);
  const [isSure, setSure] = useState(false);
  const action = useAction();
  const run = (work: () => Promise<unknown>) =>
    action.run(async () => {
      await work();
      onChanged();
    });
  const name = cleanName(people.get(act.account)?.name ?? act.account);
  const isMine = act.account === me.account;
  const hasSigned = act.approvals.some(({ account }) => account === me.account);
  return (
    <article className={css.act} aria-label={`${ACTION_WORDS[act.action][lang]}: ${name}`}>
      <b>{ACTION_WORDS[act.action][lang]}</b>
      <p>{words.by(name, act.reason)}</p>
      <p className={settings.says}>
        {words.signed(act.approvals.length, act.needed)} · {words.until(dateTime(act.expiresAtMs, lang))}
      </p>
      <dl>
        <dt>{words.exactly}</dt>
        <dd>
          <code>
            {act.route} {JSON.stringify(act.params)} {JSON.stringify(act.body)}
          </code>
        </dd>
        <dt>{words.bytes}</dt>
        <dd>
          <code>{new TextDecoder().decode(actPayload(act))}</code>
        </dd>
      </dl>
      <Problem text={action.problem} />
      {isMine && <p>{words.mine}</p>}
      {isMine ? (
        <div className={settings.buttons}>
          <Button
            kind="primary"
            small
            busy={action.isBusy}
            disabled={act.approvals.length < act.needed}
            onClick={() => run(() => engine.ask("executeAct", act.id))}
          >
            {words.execute}
          </Button>
          <Button small onClick={() => run(() => engine.ask("withdrawAct", act.id))}>
            {words.withdraw}
          </Button>
        </div>
      ) : hasSigned ? (
        <p>{words.already}</p>
      ) : (
        <div className={settings.buttons}>
          <Button
            kind={isSure ? "danger" : "primary"}
            small
            busy={action.isBusy}
            onClick={() => (isSure ? run(() => engine.ask("approveAct", act)) : setSure(true))}
          >
            {isSure ? words.sure : words.approve}
          </Button>
        </div>
      )}
    </article>
  );
}
