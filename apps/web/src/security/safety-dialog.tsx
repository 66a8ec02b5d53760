/** Who somebody is: the safety number of the two, to be compared; a changed identity, to be accepted or not. */
import type { AccountId } from "@warbler/protocol";
import type { SafetyNumberOf } from "@warbler/sdk";
import { ShieldAlert, ShieldCheck, ShieldQuestionMark } from "lucide-react";
import { useEffect, useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { useName } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { join } from "../ui/join.ts";
import { Problem } from "../ui/problem.tsx";
import { QrCode } from "../ui/qr-code.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import { tellTrustChanged } from "./changed-people.ts";
import { QrScanner } from "./qr-scanner.tsx";
import css from "./safety-dialog.module.css";
import { useSecurityWords } from "./words/use-security-words.ts";

interface SafetyDialogProps {
  readonly account: AccountId;
  readonly onClose: () => void;
}

const ICONS = { unverified: ShieldQuestionMark, verified: ShieldCheck, changed: ShieldAlert } as const;

export function SafetyDialog({ account, onClose }: SafetyDialogProps) {
  const words = useWords();
  const { safety: said, scan } = useSecurityWords();
  const lang = useLang();
  const name = useName(account);
  const action = useAction();
  const [number, setNumber] = useState<SafetyNumberOf>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    engine.ask("safetyNumber", account).then(setNumber, setError);
  }, [account]);
  const decide = (work: () => Promise<void>) =>
    action.run(async () => {
      await work();
      setNumber(await engine.ask("safetyNumber", account));
      tellTrustChanged();
    });
  const trust = number?.trust;
  const Icon = ICONS[trust ?? "unverified"];
  return (
    <Dialog
      title={said.title(name)}
      says={said.says(name)}
      onClose={onClose}
      foot={
        trust !== undefined && (
          <>
            {trust === "changed" && (
              <Button
                kind="danger"
                busy={action.isBusy}
                onClick={() => decide(() => engine.ask("acceptPerson", account))}
              >
                {said.accept}
              </Button>
            )}
            {trust === "verified" ? (
              <Button kind="primary" onClick={onClose}>
                {words.common.done}
              </Button>
            ) : (
              <Button
                kind="primary"
                busy={action.isBusy}
                onClick={() => decide(() => engine.ask("verifyPerson", account))}
              >
                {said.same}
              </Button>
            )}
          </>
        )
      }
    >
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {number !== undefined && trust !== undefined && (
        <>
          <p className={join(css.trust, css[trust])} role="status">
            <Icon size={18} aria-hidden /> {said.trust[trust]}
          </p>
          {trust === "changed" && (
            <div className={css.changedSays}>
              <p>{said.changedSays(name)}</p>
              <p>{said.acceptSays}</p>
            </div>
          )}
          <output className={css.digits} aria-label={said.number}>
            {number.digits.split(" ").map((group, at) => (
              <span key={`${at} ${group}`}>{group}</span>
            ))}
          </output>
          <QrCode text={number.payload} label={scan.safety} />
          {trust !== "verified" && (
            <>
              <p className={css.scan}>{scan.safetySays}</p>
              <QrScanner onText={(scanned) => decide(() => engine.ask("verifyPerson", account, scanned))} />
            </>
          )}
        </>
      )}
      <Problem text={action.problem} />
    </Dialog>
  );
}
