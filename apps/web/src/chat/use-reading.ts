/**
 * How far a person has read: what was in sight in a window that somebody looks at. What a way to one message passed over, or what
 * came in above while nobody looked, is not read by that.
 */
import type { RoomId } from "@warbler/protocol";
import { type RefObject, useEffect, useRef, useState } from "react";
import { after } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";
import { roomsStore } from "../state/chat-state.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { isPassedOver, lineIn } from "./first-unread.ts";

/** What stands still for so long counts as seen. */
const REST_MS = 200;

interface Place {
  readonly room: RoomId;
  readonly me: string;
  /** Holds the messages. */
  readonly frame: RefObject<HTMLElement | null>;
  /** The newest record, while the end is in sight. */
  readonly endSeq: number | undefined;
  /** Unread messages stand above what is in sight, the first of them below this line. */
  readonly onPassed: (line: number) => void;
}

export interface Reading {
  readonly isPassing: boolean;
  /** The list stands still. */
  readonly rest: () => void;
  /** What is in sight now was not come to by reading. */
  readonly jumped: () => void;
  /** All that the room holds, seen or not. */
  readonly countAsRead: () => void;
}

export function useReading({ room, me, frame, endSeq, onPassed }: Place): Reading {
  const [isPassing, setPassing] = useState(false);
  // Known at once: the list may stand still again before it is drawn anew.
  const passing = useRef(false);
  // Opening a room is a way to one place in it.
  const hasJumped = useRef(true);
  const look = useRef(nothing);
  useEffect(() => {
    const passes = (firstSeq: number) => {
      if (!hasJumped.current && !passing.current) return false;
      hasJumped.current = false;
      const now = isPassedOver(room, firstSeq, me);
      if (now && !passing.current)
        onPassed(lineIn(timelineOf(room).get(), roomsStore.get().get(room)?.readSeq ?? 0, me));
      passing.current = now;
      setPassing(now);
      return now;
    };
    look.current = () => {
      if (!isLookedAt()) return;
      if (endSeq !== undefined && !hasJumped.current && !passing.current) return tellRead(room, endSeq);
      const seen = seqsInSight(frame.current);
      const [first] = seen;
      if (first !== undefined && !passes(first)) tellRead(room, endSeq ?? seen.at(-1) ?? 0);
    };
    const now = () => look.current();
    const left = () => {
      hasJumped.current = true;
    };
    now();
    const cancel = after(REST_MS, now);
    globalThis.addEventListener("focus", now);
    globalThis.addEventListener("blur", left);
    return () => {
      cancel();
      globalThis.removeEventListener("focus", now);
      globalThis.removeEventListener("blur", left);
    };
  }, [room, me, frame, endSeq, onPassed]);
  return {
    isPassing,
    rest: () => look.current(),
    jumped: () => {
      hasJumped.current = true;
    },
    countAsRead: () => {
      hasJumped.current = false;
      passing.current = false;
      setPassing(false);
      tellRead(room, roomsStore.get().get(room)?.lastSeq ?? 0);
    },
  };
}

const nothing = () => {
  // Until the list is there.
};

export const isLookedAt = () => document.visibilityState === "visible" && document.hasFocus();

function tellRead(room: RoomId, seq: number): void {
  if (seq > (roomsStore.get().get(room)?.readSeq ?? seq)) inSilence(engine.ask("markRead", room, seq));
}

/** The messages whose end is in sight, from the top down. */
function seqsInSight(frame: HTMLElement | null): readonly number[] {
  if (frame === null) return [];
  const { top, bottom } = frame.getBoundingClientRect();
  return [...frame.querySelectorAll<HTMLElement>("article[data-seq]")]
    .filter((message) => {
      const end = message.getBoundingClientRect().bottom;
      return end > top && end <= bottom + 1;
    })
    .map((message) => Number(message.dataset["seq"]));
}
