/** A thread: the message it hangs on, its answers, and a place to write. */

import type { MessageId, RoomId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { useEffect, useMemo, useRef, useState } from "react";
import type { RoomView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";
import { useMyAccount } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { useUnseenIn } from "../state/threads.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { openPanel, type Panel } from "../state/ui-state.ts";
import { writerOf } from "../state/writers.ts";
import { PanelEmpty, PanelFrame } from "../ui/panel-frame.tsx";
import { useWords } from "../words/use-words.ts";
import { Composer } from "./composer.tsx";
import { MessageRow, PendingRow } from "./message-row.tsx";
import { light } from "./navigate.ts";
import css from "./thread-panel.module.css";
import { useEarlierAnswers } from "./use-earlier-answers.ts";
import { isLookedAt } from "./use-reading.ts";

interface ThreadPanelProps {
  readonly room: RoomView;
  readonly opened: Extract<Panel, { kind: "thread" }>;
}

export function ThreadPanel({ room, opened }: ThreadPanelProps) {
  const { root } = opened;
  const words = useWords();
  const me = useMyAccount();
  const { messages, pending } = useStore(timelineOf(room.id));
  const list = useRef<HTMLDivElement>(null);
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
  useSeen(room.id, root, answers.at(-1)?.seq);
  /** How it was opened, once the answer that it was opened for is in sight. */
  const shownFor = useRef<ThreadPanelProps["opened"]>(undefined);
  useEffect(() => {
    const { seq } = opened;
    if (seq !== undefined && shownFor.current !== opened) {
      const wanted = list.current?.querySelector(`article[data-seq="${seq}"]`);
      if (!wanted) return;
      shownFor.current = opened;
      wanted.scrollIntoView({ block: "center" });
      light(seq);
    } else if (count > 0) end.current?.scrollIntoView({ block: "nearest" });
  }, [opened, count]);
  return (
    <PanelFrame title={words.thread.title} onClose={() => openPanel(undefined)}>
      <div ref={list} className={css.scroll}>
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

/** What stands in the panel of a window that somebody looks at is seen. */
function useSeen(room: RoomId, root: MessageId, seq: number | undefined): void {
  const unseen = useUnseenIn(room, root);
  useEffect(() => {
    const see = () => {
      if (unseen > 0 && seq !== undefined && isLookedAt()) inSilence(engine.ask("seeThreads", room, seq, root));
    };
    see();
    globalThis.addEventListener("focus", see);
    return () => globalThis.removeEventListener("focus", see);
  }, [room, root, seq, unseen]);
}
