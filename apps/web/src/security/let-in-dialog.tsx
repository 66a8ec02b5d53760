/** This device asks another one of the same person to let it in, and shows the number to be typed there. */
import { ShieldCheck } from "lucide-react";
import { useEffect, useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./approval.module.css";
import { identityStore, numberStore } from "./identity-state.ts";

export function LetInDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const lang = useLang();
  const number = useStore(numberStore);
  const state = useStore(identityStore);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    engine.ask("requestApproval").catch(setError);
  }, []);
  const isIn = state === "ready";
  const close = () => {
    if (!isIn) inSilence(engine.ask("cancelApproval"));
    onClose();
  };
  return (
    <Dialog
      title={words.identity.letInTitle}
      says={words.identity.letInSays}
      onClose={close}
      foot={
        <Button kind={isIn ? "primary" : "plain"} onClick={close}>
          {isIn ? words.common.done : words.common.cancel}
        </Button>
      }
    >
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      <div className={css.stage}>
        {isIn && <ShieldCheck size={44} aria-hidden />}
        {!isIn && number === undefined && error === undefined && <span className={css.dots} aria-hidden />}
        <p role="status">
          {isIn ? words.identity.isIn : number === undefined ? words.identity.waits : words.identity.typeIt}
        </p>
        {!isIn && number !== undefined && <p className={css.number}>{number}</p>}
      </div>
    </Dialog>
  );
}
