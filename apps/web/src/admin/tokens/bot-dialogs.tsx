/** Making a bot, handing it over, and removing it. */
import type { AccountId, BotAnswer } from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { cleanName } from "../../state/people.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { PeoplePicker } from "../../ui/people-picker.tsx";
import { useWords } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { useBotWords } from "./words/use-bot-words.ts";

interface BotDialogProps {
  /** After it was done, or given up. */
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

export function MakeBotDialog({ onClose, onDone }: BotDialogProps) {
  const words = useBotWords();
  const { common } = useWords();
  const [name, setName] = useState("");
  const [handle, setHandle] = useState("");
  const action = useAction();
  const make = () =>
    action.run(async () => {
      await api("makeBot", { name: name.trim(), handle: handle.trim() });
      await onDone();
      onClose();
    });
  return (
    <Dialog
      title={words.makeTitle}
      says={words.makeSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            kind="primary"
            busy={action.isBusy}
            disabled={name.trim() === "" || handle.trim() === ""}
            onClick={make}
          >
            {words.make}
          </Button>
        </>
      }
    >
      <TextField label={words.name} hint={words.nameHint} value={name} maxLength={100} onText={setName} />
      <TextField
        label={words.handle}
        hint={words.handleHint}
        value={handle}
        maxLength={64}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onText={setHandle}
      />
      <GuardedProblem action={action} />
    </Dialog>
  );
}

export function HandOverDialog({ bot, onClose, onDone }: BotDialogProps & { readonly bot: BotAnswer }) {
  const words = useBotWords();
  const { common } = useWords();
  const [chosen, setChosen] = useState<readonly AccountId[]>([]);
  const action = useAction();
  const [owner] = chosen;
  const handOver = () =>
    action.run(async () => {
      if (owner === undefined) return;
      await api("handOverBot", { owner }, { account: bot.account });
      await onDone();
      onClose();
    });
  return (
    <Dialog
      title={words.handOverTitle(cleanName(bot.name))}
      says={words.handOverSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} disabled={owner === undefined} onClick={handOver}>
            {words.handOver}
          </Button>
        </>
      }
    >
      <PeoplePicker single chosen={chosen} onChange={setChosen} without={[bot.account]} withMe peopleOnly />
      <GuardedProblem action={action} />
    </Dialog>
  );
}

export function RemoveBotDialog({ bot, onClose, onDone }: BotDialogProps & { readonly bot: BotAnswer }) {
  const words = useBotWords();
  const { common } = useWords();
  const [reason, setReason] = useState("");
  const action = useAction();
  const remove = () =>
    action.run(async () => {
      await api("removeBot", { reason: reason.trim() }, { account: bot.account });
      await onDone();
      onClose();
    });
  return (
    <Dialog
      title={words.removeTitle(cleanName(bot.name))}
      says={words.removeSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="danger" busy={action.isBusy} disabled={reason.trim() === ""} onClick={remove}>
            {words.remove}
          </Button>
        </>
      }
    >
      <TextField label={words.reason} value={reason} maxLength={500} onText={setReason} />
      <GuardedProblem action={action} reason={reason} />
    </Dialog>
  );
}
