/** Replaces the recovery code by a new one, which is then kept and tried like the first. */
import type { RecoverySecret } from "@warbler/sdk";
import { useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { hasPasskeys } from "../platform/passkey.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { CodeField } from "./code-field.tsx";
import { knownPasskey } from "./passkey-recovery.ts";
import { Keep, PasskeyProblem, type RecoverySetupProps, Test } from "./recovery-setup-dialog.tsx";
import { useSecurityWords } from "./words/use-security-words.ts";

export function RecoveryRotateDialog({ onClose }: RecoverySetupProps) {
  const words = useWords();
  const said = useSecurityWords().rotate;
  const action = useAction();
  const [old, setOld] = useState("");
  const [code, setCode] = useState<string>();
  const [isKept, setKept] = useState(false);
  const [refusal, setRefusal] = useState<"no-secret" | "failed">();
  const rotate = async (secret: RecoverySecret) => setCode(await engine.ask("rotateRecovery", secret));
  const byPasskey = () => {
    setRefusal(undefined);
    action.run(async () => {
      const passkey = await knownPasskey();
      if (passkey.ok) await rotate({ means: "passkey", secret: passkey.secret });
      else setRefusal(passkey.refusal);
    });
  };
  if (code !== undefined && isKept)
    return <Test means="code" code={code} onClose={onClose} onBack={() => setKept(false)} />;
  if (code !== undefined) return <Keep code={code} onClose={onClose} onKept={() => setKept(true)} />;
  return (
    <Dialog
      title={said.title}
      says={said.says}
      onClose={onClose}
      foot={
        <>
          {hasPasskeys() ? (
            <Button onClick={byPasskey}>{said.byPasskey}</Button>
          ) : (
            <Button onClick={onClose}>{words.common.cancel}</Button>
          )}
          <Button
            kind="primary"
            busy={action.isBusy}
            disabled={old.trim() === ""}
            onClick={() => action.run(() => rotate(old))}
          >
            {said.go}
          </Button>
        </>
      }
    >
      <CodeField label={said.old} value={old} onText={setOld} onEnter={() => action.run(() => rotate(old))} />
      <PasskeyProblem refusal={refusal} />
      <Problem text={action.problem} />
    </Dialog>
  );
}
