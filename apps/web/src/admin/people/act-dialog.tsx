/** One act on one person: what will happen, why it is done, and for what cannot be undone easily their name, typed. */
import { type ReactNode, useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { useWords } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { usePeopleWords } from "./words/use-people-words.ts";

interface ActDialogProps {
  readonly title: string;
  readonly says: ReactNode;
  readonly verb: string;
  /** To be typed before it can be done. */
  readonly handle?: string;
  readonly onClose: () => void;
  readonly act: (reason: string) => Promise<void>;
}

export function ActDialog({ title, says, verb, handle, onClose, act }: ActDialogProps) {
  const words = usePeopleWords();
  const { common } = useWords();
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const action = useAction();
  const isSure = reason.trim() !== "" && (handle === undefined || typed.trim().replace(/^@/, "") === handle);
  return (
    <Dialog
      title={title}
      says={says}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            kind="danger"
            busy={action.isBusy}
            disabled={!isSure}
            onClick={() => action.run(() => act(reason.trim()))}
          >
            {verb}
          </Button>
        </>
      }
    >
      <TextField label={words.reason} value={reason} maxLength={500} onText={setReason} />
      {handle !== undefined && (
        <TextField label={words.typeHandle(handle)} autoComplete="off" value={typed} onText={setTyped} />
      )}
      <GuardedProblem action={action} reason={reason} />
    </Dialog>
  );
}
