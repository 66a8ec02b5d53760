/**
 * Answers of a thread between its first message and what the room shows, however many messages lie there. They are kept for
 * the thread alone: the room's timeline stays one unbroken run.
 */
import type { MessageId, RoomId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { useEffect, useState } from "react";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";
import { timelineOf } from "../state/timeline-state.ts";

import { collectAnswers } from "./collect-answers.ts";

const PAGE = 500;
const NONE: readonly TimelineMessage[] = [];

/** `rootSeq`: the number of the message that the thread hangs on, once it is known. */
export function useEarlierAnswers(
  room: RoomId,
  root: MessageId,
  rootSeq: number | undefined,
): readonly TimelineMessage[] {
  const [answers, setAnswers] = useState(NONE);
  useEffect(() => {
    setAnswers(NONE);
    if (rootSeq === undefined) return undefined;
    let isOver = false;
    const finding = collectAnswers({
      rootSeq,
      firstShown: () => timelineOf(room).get().messages[0]?.seq ?? 0,
      page: async (after, before) =>
        isOver ? [] : (await engine.ask("history", room, { after, before, limit: PAGE })).messages,
      take: (messages) => {
        const found = messages.filter(({ thread }) => thread === root);
        if (!isOver && found.length > 0) setAnswers((known) => [...known, ...found]);
      },
    });
    inSilence(finding);
    const off = engine.onEvent((event) => {
      if (event.type !== "change" || event.message.thread !== root) return;
      setAnswers((known) => known.map((one) => (one.id === event.message.id ? event.message : one)));
    });
    return () => {
      isOver = true;
      off();
    };
  }, [room, root, rootSeq]);
  return answers;
}
