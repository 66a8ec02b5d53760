/** A device that is let in answers one that asks: the person types the number on its screen, or refuses. */
import type { WaitingApproval } from "@warbler/sdk";
import { useEffect, useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import { useAction } from "../dialogs/use-action.ts";
import { every } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";
import { cleanName } from "../state/people.ts";
import { toast } from "../state/toasts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { clockTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./approval.module.css";
import { look } from "./identity-state.ts";
import { QrScanner } from "./qr-scanner.tsx";
import { useSecurityWords } from "./words/use-security-words.ts";

const LOOK_EVERY_MS = 1_000;

export function ApproveDeviceDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const lang = useLang();
  const said = useSecurityWords();
  const [approvals, setApprovals] = useState<readonly WaitingApproval[]>([]);
  const [error, setError] = useState<unknown>();
  // The one that was there first stays on the screen, whoever else begins to ask.
  const [first, setFirst] = useState<WaitingApproval>();
  useEffect(() => {
    const ask = () => {
      engine.ask("approvals").then(setApprovals, setError);
    };
    ask();
    return every(LOOK_EVERY_MS, ask);
  }, []);
  useEffect(() => {
    if (first === undefined) setFirst(approvals[0]);
  }, [first, approvals]);
  if (first !== undefined) {
    const now = approvals.find(({ id }) => id === first.id);
    return <Request asked={now ?? first} onClose={onClose} />;
  }
  return (
    <Dialog
      title={said.approve.newDevice}
      onClose={onClose}
      foot={
        <Button kind="primary" onClick={onClose}>
          {words.common.ok}
        </Button>
      }
    >
      {error === undefined ? <p>{said.approve.none}</p> : <Problem text={failureText(error, lang)} />}
    </Dialog>
  );
}

function Request({ asked, onClose }: { readonly asked: WaitingApproval; readonly onClose: () => void }) {
  const said = useSecurityWords();
  const words = said.approve;
  const lang = useLang();
  const action = useAction();
  const [number, setNumber] = useState("");
  const name = cleanName(asked.name) || said.approve.newDevice;
  const end = (work: () => Promise<unknown>, told: string) =>
    action.run(async () => {
      await work();
      look();
      toast(told);
      onClose();
    });
  const letIn = () => end(() => engine.ask("approve", asked.id, number), words.done(name));
  const isWhole = number.replaceAll(/\D/g, "").length === 6;
  return (
    <Dialog
      title={words.title(name)}
      says={words.says}
      onClose={onClose}
      foot={
        <>
          <Button
            disabled={asked.step === "taken"}
            onClick={() => end(() => engine.ask("reject", asked.id), words.rejected)}
          >
            {words.differ}
          </Button>
          <Button kind="primary" busy={action.isBusy} disabled={asked.step !== "number" || !isWhole} onClick={letIn}>
            {words.letIn}
          </Button>
        </>
      }
    >
      <p className={css.note}>
        {words.asked(clockTime(asked.askedAtMs, lang))} · {words.nameHint}
      </p>
      {asked.step === "number" ? (
        <form
          className={css.digits}
          onSubmit={(event) => {
            event.preventDefault();
            if (isWhole) letIn();
          }}
        >
          <TextField
            label={words.number}
            value={number}
            inputMode="numeric"
            autoComplete="off"
            maxLength={11}
            autoFocus
            onText={setNumber}
          />
        </form>
      ) : (
        <div className={css.stage} role="status">
          {asked.step === "waiting" && <span className={css.dots} aria-hidden />}
          <p>{asked.step === "waiting" ? words.waiting : words.taken}</p>
        </div>
      )}
      {asked.step !== "taken" && (
        <>
          <p className={css.note}>{said.scan.approveSays}</p>
          <QrScanner
            onText={(scanned) => end(() => engine.ask("approveScanned", scanned, asked.device), words.done(name))}
          />
        </>
      )}
      <Problem text={action.problem} />
    </Dialog>
  );
}
