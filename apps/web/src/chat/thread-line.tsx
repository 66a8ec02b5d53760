/** The way into a message's thread: how many answered, and what of it is new. */
import type { TimelineMessage } from "@warbler/sdk";
import { MessageSquareText } from "lucide-react";
import { useUnseenIn } from "../state/threads.ts";
import { openPanel } from "../state/ui-state.ts";
import { useWords } from "../words/use-words.ts";
import css from "./message-row.module.css";

export function ThreadLine({ message: { id, room, replies } }: { readonly message: TimelineMessage }) {
  const words = useWords();
  const unseen = useUnseenIn(room, id);
  if (replies + unseen === 0) return null;
  return (
    <button type="button" className={css.thread} onClick={() => openPanel({ kind: "thread", root: id })}>
      <MessageSquareText size={15} aria-hidden /> {words.message.replies(Math.max(replies, unseen))}
      {unseen > 0 && <b className={css.unseen}>{words.thread.unseen(unseen)}</b>}
    </button>
  );
}
