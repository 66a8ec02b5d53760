/** Under the last of one's own messages that somebody has read: how many have, and the way to who. */
import type { TimelineMessage } from "@warbler/sdk";
import { roomsStore } from "../state/chat-state.ts";
import { useStore } from "../state/store.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { openDialog } from "../state/ui-state.ts";
import { useWords } from "../words/use-words.ts";
import css from "./message-row.module.css";

interface ReadLineProps {
  readonly message: TimelineMessage;
  /** Of the message below it under the same name: who has read that one as well is counted there. */
  readonly nextSeq: number | undefined;
}

export function ReadLine({ message, nextSeq = Number.POSITIVE_INFINITY }: ReadLineProps) {
  const count = useStore(timelineOf(message.room), ({ readers }) => {
    const read = [...readers].filter(([id, seq]) => id !== message.author.id && seq >= message.seq);
    return read.some(([, seq]) => seq < nextSeq) ? read.length : 0;
  });
  return count === 0 ? null : <ReadBy message={message} count={count} />;
}

function ReadBy({ message, count }: { readonly message: TimelineMessage; readonly count: number }) {
  const said = useWords().message;
  const isDirect = useStore(roomsStore, (rooms) => rooms.get(message.room)?.kind === "direct");
  return (
    <button type="button" className={css.readers} onClick={() => openDialog({ kind: "readers", message })}>
      {isDirect ? said.read : said.readBy(count)}
    </button>
  );
}
