/** Asks before messages are taken back, and says what that does and does not do. */
import type { TimelineMessage } from "@warbler/sdk";
import { Markdown } from "../chat/markdown.tsx";
import { engine } from "../platform/engine.ts";
import { endSelection } from "../state/ui-state.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./edits-dialog.module.css";
import { useAction } from "./use-action.ts";

const MOST_SHOWN = 600;

interface RecallDialogProps {
  readonly messages: readonly TimelineMessage[];
  readonly onClose: () => void;
}

export function RecallDialog({ messages, onClose }: RecallDialogProps) {
  const words = useWords();
  const action = useAction();
  const text = messages
    .map((message) => message.text)
    .join("\n\n")
    .slice(0, MOST_SHOWN);
  const recall = () =>
    action.run(async () => {
      for (const { room, id } of messages) await engine.ask("recall", room, id);
      endSelection();
      onClose();
    });
  return (
    <Dialog
      title={words.recall.title(messages.length)}
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
        <Markdown text={text} />
      </div>
      <Problem text={action.problem} />
    </Dialog>
  );
}
