/** What a message said before it was changed. */
import type { TimelineMessage } from "@warbler/sdk";
import { Markdown } from "../chat/markdown.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./edits-dialog.module.css";

interface EditsDialogProps {
  readonly message: TimelineMessage;
  readonly onClose: () => void;
}

export function EditsDialog({ message, onClose }: EditsDialogProps) {
  const words = useWords();
  const lang = useLang();
  const versions = [...message.edits].reverse();
  return (
    <Dialog title={words.edits.title} says={words.edits.says} onClose={onClose}>
      <ol className={css.versions}>
        <li>
          <small>{words.edits.now}</small>
          <Markdown text={message.text} />
        </li>
        {versions.map((version, at) => (
          <li key={at}>
            <small>{dateTime(version.atMs, lang)}</small>
            <Markdown text={version.text} />
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
