/** Lets a recovery of one's access be used at once: by the number of the link's page, and signed by this device. */
import type { AccessRecoveryId } from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { toast } from "../state/toasts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { look } from "./access-state.ts";
import { useAccessWords } from "./words/use-access-words.ts";

interface ConfirmProps {
  readonly recovery: AccessRecoveryId;
  readonly onClose: () => void;
}

export function ConfirmDialog({ recovery, onClose }: ConfirmProps) {
  const words = useAccessWords().notice;
  const { common } = useWords();
  const [typed, setTyped] = useState("");
  const action = useAction();
  const number = typed.replaceAll(/\D/g, "");
  const confirm = () =>
    action.run(async () => {
      await engine.ask("confirmAccess", recovery, number);
      toast(words.confirmed);
      look();
      onClose();
    });
  return (
    <Dialog
      title={words.confirmTitle}
      says={words.confirmSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} disabled={number.length !== 6} onClick={confirm}>
            {words.confirm}
          </Button>
        </>
      }
    >
      <TextField
        label={words.number}
        value={typed}
        inputMode="numeric"
        autoComplete="off"
        autoFocus
        maxLength={7}
        onText={setTyped}
      />
      <Problem text={action.problem} />
    </Dialog>
  );
}
