/** This device asks another one of the same person to let it in, and shows the number to be typed there. */
import { ShieldCheck } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { QrCode } from "../ui/qr-code.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./approval.module.css";
import { endedStore, identityStore, numberStore } from "./identity-state.ts";
import { useSecurityWords } from "./words/use-security-words.ts";

export function LetInDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const lang = useLang();
  const number = useStore(numberStore);
  const state = useStore(identityStore);
  const isEnded = useStore(endedStore);
  const [error, setError] = useState<unknown>();
  const [payload, setPayload] = useState<string>();
  const scan = useSecurityWords().scan;
  const ask = useCallback(() => {
    numberStore.set(undefined);
    endedStore.set(false);
    setError(undefined);
    setPayload(undefined);
    engine.ask("requestApproval").then(setPayload, setError);
  }, []);
  useEffect(ask, [ask]);
  const isIn = state === "ready";
  const close = () => {
    if (!isIn) inSilence(engine.ask("cancelApproval"));
    onClose();
  };
  const { ended, waits, typeIt } = words.identity;
  const says = isIn ? words.identity.isIn : isEnded ? ended : number === undefined ? waits : typeIt;
  return (
    <Dialog
      title={words.identity.letInTitle}
      says={words.identity.letInSays}
      onClose={close}
      foot={
        <>
          <Button kind={isIn ? "primary" : "plain"} onClick={close}>
            {isIn ? words.common.done : words.common.cancel}
          </Button>
          {!isIn && isEnded && (
            <Button kind="primary" onClick={ask}>
              {words.identity.askAgain}
            </Button>
          )}
        </>
      }
    >
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      <div className={css.stage}>
        {isIn && <ShieldCheck size={44} aria-hidden />}
        {says === words.identity.waits && error === undefined && <span className={css.dots} aria-hidden />}
        <p role="status">{says}</p>
        {!isIn && number !== undefined && <p className={css.number}>{number}</p>}
      </div>
      {!isIn && !isEnded && payload !== undefined && (
        <>
          <p className={css.note}>{scan.deviceSays}</p>
          <QrCode text={payload} label={scan.device} />
        </>
      )}
    </Dialog>
  );
}
