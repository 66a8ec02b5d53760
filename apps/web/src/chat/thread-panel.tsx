/** A thread: the message it hangs on, its answers, and a place to write. */

import type { MessageId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { useEffect, useMemo, useRef, useState } from "react";
import type { RoomView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { useMyAccount } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { openPanel } from "../state/ui-state.ts";
import { writerOf } from "../state/writers.ts";
import { PanelEmpty, PanelFrame } from "../ui/panel-frame.tsx";
import { useWords } from "../words/use-words.ts";
import { Composer } from "./composer.tsx";
import { MessageRow, PendingRow } from "./message-row.tsx";
import css from "./thread-panel.module.css";
import { useEarlierAnswers } from "./use-earlier-answers.ts";

export function ThreadPanel({ room, root }: { readonly room: RoomView; readonly root: MessageId }) {
  const words = useWords();
  const me = useMyAccount();
  const { messages, pending } = useStore(timelineOf(room.id));
  const end = useRef<HTMLDivElement>(null);
  const shown = messages.find(({ id }) => id === root);
  const [asked, setAsked] = useState<TimelineMessage>();
  const first = shown ?? asked;
  // The message it hangs on may lie further up than what is shown.
  const isMissing = shown === undefined;
  useEffect(() => {
    if (isMissing) engine.ask("message", room.id, root).then(setAsked, () => undefined);
  }, [room.id, root, isMissing]);
  const waiting = pending.filter(({ thread }) => thread === root);
  const earlier = useEarlierAnswers(room.id, root, first?.seq);
  const answers = useMemo(() => {
    const held = new Set(messages.map(({ id }) => id));
    return [...earlier.filter(({ id }) => !held.has(id)), ...messages.filter(({ thread }) => thread === root)];
  }, [earlier, messages, root]);
  const count = answers.length + waiting.length;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: "nearest" });
  }, [count]);
  return (
    <PanelFrame title={words.thread.title} onClose={() => openPanel(undefined)}>
      <div className={css.scroll}>
        {first === undefined ? (
          <PanelEmpty>{words.message.earlier}</PanelEmpty>
        ) : (
          <MessageRow message={first} isFirst inThread />
        )}
        <p className={css.count}>{words.message.replies(answers.length)}</p>
        {answers.map((message, at) => (
          <MessageRow key={message.id} message={message} isFirst={isOther(answers[at - 1], message)} inThread />
        ))}
        {waiting.map((one, at) => (
          <PendingRow key={one.id} pending={one} isFirst={at === 0 && answers.at(-1)?.author.id !== me} />
        ))}
        <div ref={end} />
      </div>
      <Composer room={room} thread={root} />
    </PanelFrame>
  );
}

function isOther(before: TimelineMessage | undefined, message: TimelineMessage): boolean {
  return before === undefined || writerOf(before) !== writerOf(message);
}
