/** A thread: the message it hangs on, its answers, and a place to write. */

import type { MessageId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { useEffect, useMemo, useRef, useState } from "react";
import type { RoomView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { useMyAccount } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { joined, timelineOf, updateTimeline } from "../state/timeline-state.ts";
import { openPanel } from "../state/ui-state.ts";
import { writerOf } from "../state/writers.ts";
import { PanelEmpty, PanelFrame } from "../ui/panel-frame.tsx";
import { useWords } from "../words/use-words.ts";
import { Composer } from "./composer.tsx";
import { MessageRow, PendingRow } from "./message-row.tsx";
import css from "./thread-panel.module.css";

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
  const answers = useMemo(() => messages.filter(({ thread }) => thread === root), [messages, root]);
  const waiting = pending.filter(({ thread }) => thread === root);
  const rootSeq = first?.seq;
  // Answers between the message and what is shown belong to the thread, too.
  useEffect(() => {
    const firstShown = timelineOf(room.id).get().messages[0]?.seq ?? 0;
    if (rootSeq === undefined || firstShown <= rootSeq) return;
    engine.ask("history", room.id, { after: rootSeq - 1, before: firstShown, limit: 500 }).then(
      (older) => updateTimeline(room.id, (state) => joined(state, older)),
      () => undefined,
    );
  }, [room.id, rootSeq]);
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
