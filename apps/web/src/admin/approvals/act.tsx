/** One act that waits: exactly what is signed, who has signed, and what one may do about it. */
import { ACTION_WORDS, type ActRequestAnswer, actPayload, actWords, type PasskeyAnswer } from "@warbler/protocol";
import { useAction } from "../../dialogs/use-action.ts";
import type { Me } from "../../engine/engine-api.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Time } from "../../ui/time.tsx";
import { useLang } from "../../words/use-words.ts";
import css from "./approvals.module.css";
import { Meant } from "./meant.tsx";
import { SignAct } from "./sign-act.tsx";
import { useApprovalWords } from "./words/use-approval-words.ts";

interface ActProps {
  readonly act: ActRequestAnswer;
  readonly me: Me;
  /** One's own, once they are known. */
  readonly passkeys: readonly PasskeyAnswer[] | undefined;
  readonly onChanged: () => void;
  /** With what the act answered. */
  readonly onDone: (answer: unknown) => void;
}

export function Act({ act, me, passkeys, onChanged, onDone }: ActProps) {
  const words = useApprovalWords();
  const lang = useLang();
  const people = useStore(peopleStore);
  const nameOf = (account: (typeof act)["account"]) => cleanName(people.get(account)?.name ?? account);
  const name = nameOf(act.account);
  return (
    <article className={css.act} aria-label={`${ACTION_WORDS[act.action][lang]}: ${name}`}>
      <b>{actWords(act.route)?.[lang] ?? ACTION_WORDS[act.action][lang]}</b>
      <p>{words.by(name, act.reason)}</p>
      <p className={settings.says}>
        {words.signed(act.approvals.length, act.needed)}
        {act.approvals.length > 0 && ` (${act.approvals.map(({ account }) => nameOf(account)).join(", ")})`} ·{" "}
        {words.until} <Time atMs={act.expiresAtMs} />
      </p>
      <p className={settings.says}>{words.keyRules[act.keys]}</p>
      <Meant act={act} />
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
      <Choices act={act} me={me} passkeys={passkeys} onChanged={onChanged} onDone={onDone} />
    </article>
  );
}

function Choices({ act, me, passkeys, onChanged, onDone }: ActProps) {
  const words = useApprovalWords();
  const mayApprove = useMay("approval.give");
  const action = useAction();
  const run = (work: () => Promise<unknown>) =>
    action.run(async () => {
      await work();
      onChanged();
    });
  const hasSigned = act.approvals.some(({ account }) => account === me.account);
  if (act.account === me.account)
    return (
      <>
        <p>{words.mine}</p>
        <Problem text={action.problem} />
        <div className={settings.buttons}>
          <Button
            kind="primary"
            small
            busy={action.isBusy}
            disabled={act.approvals.length < act.needed}
            onClick={() => run(async () => onDone((await api("executeAct", undefined, { request: act.id })).answer))}
          >
            {words.execute}
          </Button>
          <Button small onClick={() => run(() => api("withdrawAct", undefined, { request: act.id }))}>
            {words.withdraw}
          </Button>
        </div>
      </>
    );
  if (hasSigned) return <p>{words.already}</p>;
  if (!mayApprove || passkeys === undefined) return null;
  return <SignAct act={act} passkeys={passkeys} onChanged={onChanged} />;
}
