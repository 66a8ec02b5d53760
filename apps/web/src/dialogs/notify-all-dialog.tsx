/** Asks before a message is told to everybody in a room with many people. */
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useWords } from "../words/use-words.ts";

interface NotifyAllDialogProps {
  readonly memberCount: number;
  readonly onClose: () => void;
  readonly onSend: () => void;
}

export function NotifyAllDialog({ memberCount, onClose, onSend }: NotifyAllDialogProps) {
  const words = useWords();
  const said = words.composer;
  return (
    <Dialog
      title={said.askAllTitle}
      says={said.askAll(memberCount)}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" onClick={onSend}>
            {said.send}
          </Button>
        </>
      }
    />
  );
}
