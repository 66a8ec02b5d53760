/** On a new browser: the recovery code or passkey lets it in and opens the keychain. */
import type { Recovered, RecoverySecret, RecoveryStatusOf } from "@warbler/sdk";
import { ShieldCheck } from "lucide-react";
import { useEffect, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { hasPasskeys } from "../platform/passkey.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import approval from "./approval.module.css";
import { CodeField } from "./code-field.tsx";
import { look } from "./identity-state.ts";
import { knownPasskey } from "./passkey-recovery.ts";
import { RecoveryMeans } from "./recovery-means.tsx";
import { PasskeyProblem, type RecoverySetupProps } from "./recovery-setup-dialog.tsx";
import { useSecurityWords } from "./words/use-security-words.ts";

export function RecoverDialog({ onClose }: RecoverySetupProps) {
  const words = useWords();
  const said = useSecurityWords().recover;
  const wizard = useSecurityWords().wizard;
  const action = useAction();
  const [typed, setTyped] = useState("");
  const [refusal, setRefusal] = useState<"no-secret" | "failed">();
  const [done, setDone] = useState<Recovered>();
  const [status, setStatus] = useState<RecoveryStatusOf>();
  useEffect(() => {
    engine.ask("recoveryStatus").then(setStatus, () => undefined);
  }, []);
  const use = async (secret: RecoverySecret) => {
    setDone(await engine.ask("useRecovery", secret));
    look();
  };
  const byPasskey = () => {
    setRefusal(undefined);
    action.run(async () => {
      const passkey = await knownPasskey();
      if (passkey.ok) await use({ means: "passkey", secret: passkey.secret });
      else setRefusal(passkey.refusal);
    });
  };
  if (done !== undefined)
    return (
      <Dialog
        title={said.title}
        onClose={onClose}
        foot={
          <Button kind="primary" onClick={onClose}>
            {words.common.done}
          </Button>
        }
      >
        <div className={approval.stage} role="status">
          <ShieldCheck size={44} aria-hidden />
          <p>{said.done(done.keys)}</p>
        </div>
        {!done.whole && <Problem text={said.notWhole} />}
      </Dialog>
    );
  const isNothing = status?.state === "none";
  return (
    <Dialog
      title={said.title}
      says={said.says}
      onClose={onClose}
      foot={
        <>
          {hasPasskeys() && !isNothing ? (
            <Button onClick={byPasskey}>{said.byPasskey}</Button>
          ) : (
            <Button onClick={onClose}>{words.common.cancel}</Button>
          )}
          <Button
            kind="primary"
            busy={action.isBusy}
            disabled={typed.trim() === "" || isNothing}
            onClick={() => action.run(() => use(typed))}
          >
            {said.go}
          </Button>
        </>
      }
    >
      {isNothing ? (
        <p>{said.nothing}</p>
      ) : (
        <>
          <CodeField
            label={wizard.code1}
            value={typed}
            onText={setTyped}
            onEnter={() => action.run(() => use(typed))}
          />
          {status !== undefined && <RecoveryMeans means={status.means} />}
        </>
      )}
      <PasskeyProblem refusal={refusal} />
      <Problem text={action.problem} />
      <p className={approval.note}>{said.fresh}</p>
    </Dialog>
  );
}
