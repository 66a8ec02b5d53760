/** A room's timeline: thousands of rows of which only those in sight exist, growing upwards without a jump. */
import type { RoomId } from "@warbler/protocol";
import { ArrowDown } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import { after } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";
import { attempt } from "../state/attempt.ts";
import { roomsStore } from "../state/chat-state.ts";
import { useHidden } from "../state/marks.ts";
import { useMyAccount } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { useWords } from "../words/use-words.ts";
import { useMessageFocus } from "./message-focus.ts";
import { MessageRow, PendingRow } from "./message-row.tsx";
import { light, wishStore } from "./navigate.ts";
import { RoomStart } from "./room-start.tsx";
import { loadNewer, loadOlder, openTimeline, showAround } from "./room-timeline.ts";
import { type Row, rowsOf } from "./rows.ts";
import css from "./timeline.module.css";
import { DayRow, EventRow, UnreadRow } from "./timeline-marks.tsx";
import { useStick } from "./use-stick.ts";

/** Rows above the first one loaded still have numbers to take. */
const FIRST_INDEX = 10_000_000;
/** Pixels above and below what is in sight in which rows are drawn too. */
const MARGIN = { top: 600, bottom: 300 };
const NO_MARGIN = { top: 0, bottom: 0 };
const MARGIN_AFTER_MS = 120;

interface TimelineProps {
  readonly room: RoomId;
  /** Where the person had read when the room was opened. */
  readonly readSeq: number;
}

export function Timeline({ room, readSeq }: TimelineProps) {
  const words = useWords();
  const me = useMyAccount() ?? "";
  const state = useStore(timelineOf(room));
  const { messages, events, pending, reachesStart, reachesEnd, newerCount } = state;
  const hidden = useHidden(room);
  const rows = useMemo(
    () =>
      rowsOf({ messages, hidden, events, pending: reachesEnd ? pending : [], me, readSeq, reachesStart, reachesEnd }),
    [messages, hidden, events, pending, reachesEnd, me, readSeq, reachesStart],
  );
  const firstIndex = useFirstIndex(rows);
  const list = useRef<VirtuosoHandle>(null);
  const stick = useStick(list, pending.length);
  const focus = useMessageFocus();
  const frame = useRef<HTMLDivElement>(null);
  // What opens beside or below the list makes it smaller, and would cover its end.
  useEffect(() => {
    const observer = new ResizeObserver(stick.moved);
    if (frame.current !== null) observer.observe(frame.current);
    return () => observer.disconnect();
  }, [stick]);
  const margin = useMargin();
  const [isAtEnd, setAtEnd] = useState(true);
  const [seenCount, setSeenCount] = useState(rows.length);

  useReadUpTo(room, isAtEnd && reachesEnd ? (messages.at(-1)?.seq ?? 0) : 0);
  useWish(room, rows, (index) => list.current?.scrollToIndex({ index, align: "center" }));
  useEffect(() => {
    if (isAtEnd) setSeenCount(rows.length);
  }, [isAtEnd, rows.length]);

  const toEnd = () => {
    if (reachesEnd) stick.toEnd();
    else attempt(openTimeline(room).then(stick.toEnd));
  };
  const firstUnread = rows.findIndex(({ kind }) => kind === "unread");
  const newCount = reachesEnd ? Math.max(0, rows.length - seenCount) : newerCount;
  return (
    <div ref={frame} className={css.timeline} role="log" aria-live="off" aria-label={words.timeline.label} {...focus}>
      <Virtuoso
        ref={list}
        className={css.list}
        data={rows}
        alignToBottom
        firstItemIndex={firstIndex}
        initialTopMostItemIndex={firstUnread > 0 ? { index: firstUnread, align: "center" } : rows.length - 1}
        computeItemKey={(_index, row) => row.key}
        itemContent={(_index, row) => <RowView row={row} room={room} />}
        increaseViewportBy={margin}
        atBottomThreshold={40}
        atBottomStateChange={(atEnd) => {
          setAtEnd(atEnd);
          stick.reachedEnd(atEnd);
        }}
        totalListHeightChanged={stick.moved}
        {...stick.handlers}
        followOutput={() => (stick.isStuck() && reachesEnd ? "auto" : false)}
        startReached={() => attempt(loadOlder(room))}
        endReached={() => attempt(loadNewer(room))}
        components={reachesStart ? WHOLE : WITH_MORE}
        tabIndex={-1}
      />
      {(!isAtEnd || !reachesEnd) && (
        <button type="button" className={css.toEnd} onClick={toEnd}>
          <ArrowDown size={16} aria-hidden />
          {newCount > 0 ? words.timeline.newMessages(newCount) : words.timeline.toEnd}
        </button>
      )}
    </div>
  );
}

/** Rows out of sight are drawn as well, so that scrolling meets them, but only once those in sight are there. */
function useMargin(): { readonly top: number; readonly bottom: number } {
  const [margin, setMargin] = useState(NO_MARGIN);
  useEffect(() => after(MARGIN_AFTER_MS, () => setMargin(MARGIN)), []);
  return margin;
}

const Foot = () => <div className={css.foot} />;
const WHOLE = { Footer: Foot };
const WITH_MORE = { Header: () => <Loading />, Footer: Foot };

function Loading() {
  const words = useWords();
  return <p className={css.loading}>{words.timeline.loading}</p>;
}

function RowView({ row, room }: { readonly row: Row; readonly room: RoomId }) {
  switch (row.kind) {
    case "start":
      return <RoomStart room={room} />;
    case "day":
      return <DayRow atMs={row.atMs} />;
    case "unread":
      return <UnreadRow />;
    case "events":
      return <EventRow events={row.events} />;
    case "message":
      return <MessageRow message={row.message} isFirst={row.isFirst} />;
    case "pending":
      return <PendingRow pending={row.pending} isFirst={row.isFirst} />;
  }
}

/** The number of the first row. Rows that come in above it lower it, so that what is in sight keeps its numbers. */
function useFirstIndex(rows: readonly Row[]): number {
  const [held, setHeld] = useState({ rows, index: FIRST_INDEX });
  if (held.rows === rows) return held.index;
  const before = held.rows.findIndex(({ kind }) => kind === "message");
  const anchor = held.rows[before]?.key;
  const after = anchor === undefined ? -1 : rows.findIndex(({ key }) => key === anchor);
  const shift = before < 0 || after < 0 ? 0 : after - before;
  const next = { rows, index: held.index - shift };
  setHeld(next);
  return next.index;
}

/** What is in sight at the end of a window that somebody looks at counts as read. */
function useReadUpTo(room: RoomId, seq: number): void {
  useEffect(() => {
    const tell = () => {
      const readSeq = roomsStore.get().get(room)?.readSeq ?? seq;
      if (seq > readSeq && document.visibilityState === "visible" && document.hasFocus())
        engine.ask("markRead", room, seq).catch(() => undefined);
    };
    tell();
    globalThis.addEventListener("focus", tell);
    return () => globalThis.removeEventListener("focus", tell);
  }, [room, seq]);
}

function useWish(room: RoomId, rows: readonly Row[], scroll: (index: number) => void): void {
  const wish = useStore(wishStore);
  useEffect(() => {
    if (wish === undefined || wish.room !== room) return;
    const index = rows.findIndex((row) => row.kind === "message" && row.message.seq === wish.seq);
    if (index < 0) {
      attempt(showAround(room, wish.seq));
      return;
    }
    wishStore.set(undefined);
    scroll(index);
    light(wish.seq);
  }, [wish, room, rows, scroll]);
}
