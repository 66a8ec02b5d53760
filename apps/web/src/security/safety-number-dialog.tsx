/** The safety number of two people: compared by another way, it shows that nobody stands between them. */
import type { AccountId } from "@warbler/protocol";
import type { SafetyNumberOf } from "@warbler/sdk";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { useName } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./safety-number-dialog.module.css";

interface SafetyNumberDialogProps {
  readonly account: AccountId;
  readonly onClose: () => void;
}

export function SafetyNumberDialog({ account, onClose }: SafetyNumberDialogProps) {
  const words = useWords();
  const said = words.safety;
  const lang = useLang();
  const name = useName(account);
  const [safety, setSafety] = useState<SafetyNumberOf>();
  const [error, setError] = useState<unknown>();
  const action = useAction();
  const load = useCallback(() => engine.ask("safetyNumber", account).then(setSafety, setError), [account]);
  useEffect(() => {
    load().catch(setError);
  }, [load]);
  const then = (work: () => Promise<void>) => () => action.run(async () => work().then(load));
  const trust = safety?.trust;
  return (
    <Dialog
      title={said.title}
      says={said.says(name)}
      onClose={onClose}
      foot={
        <>
          {trust === "changed" && (
            <Button kind="danger" busy={action.isBusy} onClick={then(() => engine.ask("acceptPerson", account))}>
              {said.accept}
            </Button>
          )}
          {trust === "unverified" && (
            <Button kind="primary" busy={action.isBusy} onClick={then(() => engine.ask("verifyPerson", account))}>
              {said.verify}
            </Button>
          )}
          <Button onClick={onClose}>{words.common.close}</Button>
        </>
      }
    >
      <Problem text={error === undefined ? action.problem : failureText(error, lang)} />
      {safety !== undefined && (
        <>
          <p className={trust === "changed" ? css.changed : css.state} role="status">
            {trust === "verified" ? <ShieldCheck size={20} aria-hidden /> : <ShieldAlert size={20} aria-hidden />}
            {said.states[safety.trust]}
          </p>
          <ol className={css.digits} aria-label={said.title}>
            {safety.digits
              .trim()
              .split(/\s+/)
              .map((group, at) => (
                <li key={at}>{group}</li>
              ))}
          </ol>
          <p className={css.how}>{said.how(name)}</p>
        </>
      )}
    </Dialog>
  );
}
