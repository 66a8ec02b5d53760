/** Recovery in three steps: make the code, write it down, test it. On a device that is not let in, the code lets it in. */
import type { RecoveryStatusOf } from "@warbler/sdk";
import { type SubmitEvent, useCallback, useEffect, useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import { useAction } from "../dialogs/use-action.ts";
import { copyText } from "../platform/clipboard.ts";
import { engine } from "../platform/engine.ts";
import { look, useIdentity } from "../security/identity-state.ts";
import { attempt } from "../state/attempt.ts";
import { toast } from "../state/toasts.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./recovery.module.css";
import page from "./settings-page.module.css";

export function Recovery() {
  const words = useWords().recovery;
  const lang = useLang();
  const identity = useIdentity();
  const [status, setStatus] = useState<RecoveryStatusOf>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    engine.ask("recoveryStatus").then(setStatus, setError);
  }, []);
  useEffect(load, [load, identity]);
  return (
    <>
      <p className={page.says}>{words.says}</p>
      <div className={page.heading} />
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {(identity === "needs-approval" || identity === "needs-recovery") && <UseCode onDone={load} />}
      {identity === "ready" && status !== undefined && <Steps status={status} onChange={load} />}
    </>
  );
}

function Steps({ status, onChange }: { readonly status: RecoveryStatusOf; readonly onChange: () => void }) {
  const words = useWords();
  const said = words.recovery;
  const lang = useLang();
  const [code, setCode] = useState<string>();
  const action = useAction();
  const current = status.means.find(({ means, replacedAtMs }) => means === "code" && replacedAtMs === undefined);
  const make = () =>
    action.run(async () => {
      setCode(await engine.ask("setUpRecovery", false));
      onChange();
    });
  return (
    <ol className={css.steps}>
      <li className={page.card}>
        <h2>{said.makeTitle}</h2>
        {current === undefined ? <p>{said.makeSays}</p> : <p>{said.made(dateTime(current.createdAtMs, lang))}</p>}
        {status.state === "none" && (
          <Button kind="primary" busy={action.isBusy} onClick={make}>
            {said.make}
          </Button>
        )}
        <Problem text={action.problem} />
      </li>
      {code !== undefined && (
        <li className={page.card}>
          <h2>{said.keepTitle}</h2>
          <p>{said.keepSays}</p>
          <code className={css.code}>{code}</code>
          <div className={css.tools}>
            <Button onClick={() => attempt(copyText(code))}>{words.common.copy}</Button>
            <Button onClick={() => print()}>{said.print}</Button>
          </div>
        </li>
      )}
      {status.state !== "none" && (
        <li className={page.card}>
          <h2>{said.testTitle}</h2>
          <p>{status.state === "ready" ? said.tested(status.keychainEntries) : said.testSays}</p>
          <TestCode onDone={onChange} />
        </li>
      )}
    </ol>
  );
}

function TestCode({ onDone }: { readonly onDone: () => void }) {
  const words = useWords().recovery;
  const [code, setCode] = useState("");
  const action = useAction();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    action.run(async () => {
      await engine.ask("testRecovery", code);
      setCode("");
      toast(words.works);
      onDone();
    });
  };
  return (
    <form className={page.form} onSubmit={submit}>
      <TextField label={words.code} value={code} required autoComplete="off" spellCheck={false} onText={setCode} />
      <Problem text={action.problem} />
      <Button type="submit" busy={action.isBusy}>
        {words.test}
      </Button>
    </form>
  );
}

function UseCode({ onDone }: { readonly onDone: () => void }) {
  const words = useWords().recovery;
  const [code, setCode] = useState("");
  const action = useAction();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    action.run(async () => {
      await engine.ask("useRecovery", code);
      setCode("");
      look();
      toast(words.isIn);
      onDone();
    });
  };
  return (
    <div className={page.card}>
      <h2>{words.useTitle}</h2>
      <p>{words.useSays}</p>
      <form className={page.form} onSubmit={submit}>
        <TextField label={words.code} value={code} required autoComplete="off" spellCheck={false} onText={setCode} />
        <Problem text={action.problem} />
        <Button type="submit" kind="primary" busy={action.isBusy}>
          {words.use}
        </Button>
      </form>
    </div>
  );
}
