/** Another device of the same person asks to be let in: the number that it shows is typed here. */
import { type SubmitEvent, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { toast } from "../state/toasts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import { look, waitingStore } from "./identity-state.ts";

export function ApproveDeviceDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const lang = useLang();
  const [waiting] = useStore(waitingStore);
  const [number, setNumber] = useState("");
  const action = useAction();
  if (waiting === undefined)
    return (
      <Dialog
        title={words.identity.approveTitle}
        says={words.identity.nobodyWaits}
        onClose={onClose}
        foot={<Button onClick={onClose}>{words.common.close}</Button>}
      />
    );
  const approve = (event: SubmitEvent) => {
    event.preventDefault();
    action.run(async () => {
      await engine.ask("approve", waiting.id, number.replaceAll(/\D/g, ""));
      look();
      toast(words.identity.approved);
      onClose();
    });
  };
  const reject = () =>
    action.run(async () => {
      await engine.ask("reject", waiting.id);
      look();
      onClose();
    });
  return (
    <Dialog
      title={words.identity.approveTitle}
      says={words.identity.approveSays(cleanName(waiting.name), dateTime(waiting.askedAtMs, lang))}
      onClose={onClose}
      foot={
        <>
          <Button kind="danger" busy={action.isBusy} onClick={reject}>
            {words.identity.reject}
          </Button>
          <Button
            kind="primary"
            type="submit"
            form="approve-device"
            busy={action.isBusy}
            disabled={number.replaceAll(/\D/g, "").length !== 6}
          >
            {words.identity.approve}
          </Button>
        </>
      }
    >
      <form id="approve-device" onSubmit={approve}>
        <TextField
          label={words.identity.number}
          hint={words.identity.numberHint}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={9}
          autoFocus
          value={number}
          onText={setNumber}
        />
      </form>
      <Problem text={action.problem} />
    </Dialog>
  );
}
