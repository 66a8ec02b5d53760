/** Makes a token for the directory. */
import type { MadeToken } from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Choices, TextField } from "../../ui/field.tsx";
import { useWords } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { useBotWords } from "../tokens/words/use-bot-words.ts";
import { useDirectoryWords } from "./words/use-directory-words.ts";

const DAY_MS = 86_400_000;
const DAYS = ["90", "365"] as const;

interface DirectoryTokenDialogProps {
  readonly onClose: () => void;
  readonly onMade: (made: MadeToken) => void;
}

export function DirectoryTokenDialog({ onClose, onMade }: DirectoryTokenDialogProps) {
  const words = useDirectoryWords();
  const { days: daysLabel, dayChoices } = useBotWords();
  const { common } = useWords();
  const [name, setName] = useState("");
  const [days, setDays] = useState<(typeof DAYS)[number]>("365");
  const action = useAction();
  const body = { name: name.trim(), forMs: Number(days) * DAY_MS };
  const make = () => action.run(async () => onMade(await api("makeDirectoryToken", body)));
  return (
    <Dialog
      title={words.tokenTitle}
      says={words.tokenSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} disabled={body.name === ""} onClick={make}>
            {words.makeToken}
          </Button>
        </>
      }
    >
      <TextField label={words.tokenName} value={name} maxLength={60} onText={setName} />
      <Choices
        label={daysLabel}
        value={days}
        options={DAYS.map((value) => ({ value, label: dayChoices[value] }))}
        onChoose={setDays}
      />
      <GuardedProblem action={action} />
    </Dialog>
  );
}
