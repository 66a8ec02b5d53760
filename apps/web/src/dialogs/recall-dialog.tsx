/** Asks before a message is taken back, and says what that does and does not do. */
import type { TimelineMessage } from "@warbler/sdk";
import { Markdown } from "../chat/markdown.tsx";
import { engine } from "../platform/engine.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./edits-dialog.module.css";
import { useAction } from "./use-action.ts";

interface RecallDialogProps {
  readonly message: TimelineMessage;
  readonly onClose: () => void;
}

export function RecallDialog({ message, onClose }: RecallDialogProps) {
  const words = useWords();
  const action = useAction();
  const recall = () =>
    action.run(async () => {
      await engine.ask("recall", message.room, message.id);
      onClose();
    });
  return (
    <Dialog
      title={words.recall.title}
      says={words.recall.says}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="danger" busy={action.isBusy} onClick={recall}>
            {words.message.recall}
          </Button>
        </>
      }
    >
      <div className={css.versions}>
        <Markdown text={message.text.slice(0, 600)} />
      </div>
      <Problem text={action.problem} />
    </Dialog>
  );
}
