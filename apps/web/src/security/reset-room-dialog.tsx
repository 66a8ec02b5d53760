/** Begins the encryption of a room anew, after it broke. */
import type { RoomId } from "@warbler/protocol";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { useSecurityWords } from "./words/use-security-words.ts";

export function ResetRoomDialog({ room, onClose }: { readonly room: RoomId; readonly onClose: () => void }) {
  const words = useWords();
  const said = useSecurityWords().trouble;
  const action = useAction();
  const reset = () =>
    action.run(async () => {
      await engine.ask("resetRoom", room);
      onClose();
    });
  return (
    <Dialog
      title={said.resetTitle}
      says={said.resetSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} onClick={reset}>
            {said.resetNow}
          </Button>
        </>
      }
    >
      <p>{said.resetWho}</p>
      <Problem text={action.problem} />
    </Dialog>
  );
}
