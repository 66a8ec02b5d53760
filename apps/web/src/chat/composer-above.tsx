/** What the next message answers, or which one is being changed. */
import type { TimelineMessage } from "@warbler/sdk";
import { Pencil, Reply, X } from "lucide-react";
import { useWriterName } from "../state/writers.ts";
import { IconButton } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./composer.module.css";
import { plainText } from "./markdown.tsx";

interface ComposerAboveProps {
  readonly icon: "reply" | "edit";
  readonly message: TimelineMessage;
  readonly onClose: () => void;
}

export function ComposerAbove({ icon, message, onClose }: ComposerAboveProps) {
  const words = useWords();
  const name = useWriterName(message);
  return (
    <div className={css.above}>
      {icon === "reply" ? <Reply size={16} aria-hidden /> : <Pencil size={16} aria-hidden />}
      <b>{icon === "reply" ? words.composer.replyTo(name) : words.composer.editing}</b>
      <span>{plainText(message.text)}</span>
      <IconButton small label={words.common.cancel} onClick={onClose}>
        <X size={16} />
      </IconButton>
    </div>
  );
}
