/** Sets recovery up in three steps: choose the means, keep it, try it. */
import type { RecoverySecret } from "@warbler/sdk";
import { useEffect, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { hasPasskeys } from "../platform/passkey.ts";
import { inSilence } from "../state/attempt.ts";
import { toast } from "../state/toasts.ts";
import { closeDialog } from "../state/ui-state.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { CodeField } from "./code-field.tsx";
import { CodePaper } from "./code-paper.tsx";
import { MeansChoice } from "./means-choice.tsx";
import { knownPasskey, newPasskey } from "./passkey-recovery.ts";
import css from "./recovery.module.css";
import { useMe } from "./use-me.ts";
import { useSecurityWords } from "./words/use-security-words.ts";

type Step =
  | { readonly at: "choose" }
  | { readonly at: "keep"; readonly code: string }
  /** `code` while it can be shown again; absent when it was kept on an earlier visit. */
  | { readonly at: "test"; readonly means: "code" | "passkey"; readonly code?: string };

export interface RecoverySetupProps {
  readonly onClose: () => void;
}

export function RecoverySetupDialog({ onClose }: RecoverySetupProps) {
  const [step, setStep] = useState<Step>();
  useEffect(() => {
    engine.ask("recoveryStatus").then(
      async ({ state, means, codeUnseen }) => {
        const unseen = codeUnseen ? await engine.ask("unseenRecoveryCode") : undefined;
        if (unseen !== undefined) return setStep({ at: "keep", code: unseen });
        const untested = means.find(({ replacedAtMs }) => replacedAtMs === undefined);
        const isUntested = state === "untested" && untested !== undefined;
        setStep(isUntested ? { at: "test", means: untested.means } : { at: "choose" });
      },
      () => setStep({ at: "choose" }),
    );
  }, []);
  if (step === undefined) return null;
  switch (step.at) {
    case "choose":
      return <Choose onClose={onClose} onMade={setStep} />;
    case "keep":
      return (
        <Keep
          code={step.code}
          onClose={onClose}
          onKept={() => setStep({ at: "test", means: "code", code: step.code })}
        />
      );
    case "test":
      return <Test {...step} onClose={onClose} onBack={(code) => setStep({ at: "keep", code })} />;
  }
}

function Choose({ onClose, onMade }: RecoverySetupProps & { readonly onMade: (step: Step) => void }) {
  const words = useWords();
  const said = useSecurityWords();
  const me = useMe();
  const action = useAction();
  const [means, setMeans] = useState<"code" | "passkey">(hasPasskeys() ? "passkey" : "code");
  const [newRoot, setNewRoot] = useState(false);
  const [refusal, setRefusal] = useState<"no-secret" | "failed">();
  const make = () => {
    setRefusal(undefined);
    action.run(async () => {
      if (means === "code") return onMade({ at: "keep", code: await engine.ask("setUpRecovery", newRoot) });
      if (me === undefined) return undefined;
      const passkey = await newPasskey(me);
      if (!passkey.ok) return setRefusal(passkey.refusal);
      await engine.ask("setUpPasskeyRecovery", passkey.secret, newRoot);
      return onMade({ at: "test", means });
    });
  };
  const isElsewhere = action.code === "recovery-elsewhere" || action.code === "recovery-set-up-already" || newRoot;
  return (
    <Dialog
      title={said.wizard.title}
      says={said.wizard.step(1, said.wizard.steps[0] ?? "")}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} onClick={make}>
            {means === "code" ? said.wizard.next : said.wizard.makePasskey}
          </Button>
        </>
      }
    >
      <p>{said.wizard.chooseSays}</p>
      <MeansChoice value={means} onChoose={setMeans} />
      {isElsewhere && (
        <div className={css.grave}>
          <b>{said.recovery.elsewhereTitle}</b>
          <p>{said.recovery.elsewhere}</p>
          <label>
            <input type="checkbox" checked={newRoot} onChange={(event) => setNewRoot(event.target.checked)} />{" "}
            {said.recovery.newRoot}
          </label>
        </div>
      )}
      <PasskeyProblem refusal={refusal} />
      <Problem text={action.problem} />
    </Dialog>
  );
}

interface KeepProps extends RecoverySetupProps {
  readonly code: string;
  readonly onKept: () => void;
}

export function Keep({ code, onClose, onKept }: KeepProps) {
  const said = useSecurityWords().wizard;
  return (
    <Dialog
      title={said.title}
      says={said.step(2, said.steps[1] ?? "")}
      onClose={onClose}
      foot={
        <Button
          kind="primary"
          onClick={() => {
            inSilence(engine.ask("recoveryCodeKept"));
            onKept();
          }}
        >
          {said.kept}
        </Button>
      }
    >
      <p>{said.keepSays}</p>
      <CodePaper code={code} />
    </Dialog>
  );
}

interface TestProps extends RecoverySetupProps {
  readonly means: "code" | "passkey";
  readonly code?: string;
  readonly onBack: (code: string) => void;
}

export function Test({ means, code, onClose, onBack }: TestProps) {
  const words = useWords();
  const said = useSecurityWords().wizard;
  const action = useAction();
  const [typed, setTyped] = useState("");
  const [refusal, setRefusal] = useState<"no-secret" | "failed">();
  const tryIt = async (secret: RecoverySecret) => {
    await engine.ask("testRecovery", secret);
    toast(said.works);
    closeDialog();
  };
  const test = () => {
    setRefusal(undefined);
    action.run(async () => {
      if (means === "code") return tryIt(typed);
      const passkey = await knownPasskey();
      return passkey.ok ? tryIt({ means, secret: passkey.secret }) : setRefusal(passkey.refusal);
    });
  };
  return (
    <Dialog
      title={said.title}
      says={said.step(3, said.steps[2] ?? "")}
      onClose={onClose}
      foot={
        <>
          {code === undefined ? (
            <Button onClick={onClose}>{words.common.cancel}</Button>
          ) : (
            <Button onClick={() => onBack(code)}>{said.retype}</Button>
          )}
          <Button kind="primary" busy={action.isBusy} disabled={means === "code" && typed.trim() === ""} onClick={test}>
            {means === "code" ? said.testCode : said.testPasskey}
          </Button>
        </>
      }
    >
      <p>{means === "code" ? said.testSays : said.testPasskeySays}</p>
      {means === "code" && <CodeField label={said.code1} value={typed} onText={setTyped} onEnter={test} />}
      <PasskeyProblem refusal={refusal} />
      <Problem text={action.problem} />
    </Dialog>
  );
}

export function PasskeyProblem({ refusal }: { readonly refusal: "no-secret" | "failed" | undefined }) {
  const said = useSecurityWords().wizard;
  if (refusal === undefined) return null;
  return <Problem text={refusal === "no-secret" ? said.passkeyNoSecret : said.passkeyFailed} />;
}
