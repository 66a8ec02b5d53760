/** A room's timeline: thousands of rows of which only those in sight exist, growing upwards without a jump. */
import type { RoomId } from "@warbler/protocol";
import { ArrowDown, ArrowUp, CheckCheck } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { type FlatIndexLocationWithAlign, Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import { after } from "../platform/clock.ts";
import { attempt } from "../state/attempt.ts";
import { roomsStore } from "../state/chat-state.ts";
import { useHidden } from "../state/marks.ts";
import { useMyAccount } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { openPanel } from "../state/ui-state.ts";
import { IconButton } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";
import { lineIn, showLine } from "./first-unread.ts";
import { useMessageFocus } from "./message-focus.ts";
import { MessageRow, PendingRow } from "./message-row.tsx";
import { light, wishStore } from "./navigate.ts";
import { RoomStart } from "./room-start.tsx";
import { loadNewer, loadOlder, openTimeline, showAround } from "./room-timeline.ts";
import { type Row, rowsOf } from "./rows.ts";
import css from "./timeline.module.css";
import { DayRow, EventRow, UnreadRow } from "./timeline-marks.tsx";
import { useReading } from "./use-reading.ts";
import { useStick } from "./use-stick.ts";

/** Rows above the first one loaded still have numbers to take. */
const FIRST_INDEX = 10_000_000;
/** Pixels above and below what is in sight in which rows are drawn too. */
const MARGIN = { top: 600, bottom: 300 };
const NO_MARGIN = { top: 0, bottom: 0 };
const KNOWN_PX = 90;
const OPENING_MS = 120;
/** Of the window: the room's head and the box at its foot are never lower than this together. */
const AROUND_PX = 120;
/** A row, and one with a name above it. */
const SMALLEST_PX = 26;
const SMALLEST_FIRST_PX = 48;

interface TimelineProps {
  readonly room: RoomId;
  /** Where the person had read when the room was opened. */
  readonly readSeq: number;
  /** The room was opened at one of its messages. */
  readonly isJumping: boolean;
}

export function Timeline({ room, readSeq, isJumping }: TimelineProps) {
  const words = useWords();
  const me = useMyAccount() ?? "";
  const state = useStore(timelineOf(room));
  const { messages, events, pending, reachesStart, reachesEnd } = state;
  const unread = useStore(roomsStore, (rooms) => rooms.get(room)?.unread ?? 0);
  const [line, setLine] = useState(() => lineIn(state, readSeq, me));
  const hidden = useHidden(room);
  const all = useMemo(
    () =>
      rowsOf({
        messages,
        hidden,
        events,
        pending: reachesEnd ? pending : [],
        me,
        readSeq: line,
        reachesStart,
        reachesEnd,
      }),
    [messages, hidden, events, pending, reachesEnd, me, line, reachesStart],
  );
  const [beginsAtEnd] = useState(() => reachesEnd && !isJumping && wishStore.get() === undefined && !all.some(isLine));
  const { rows, isOpening, firstCount } = useOpening(all, beginsAtEnd);
  const firstIndex = useFirstIndex(rows);
  const list = useRef<VirtuosoHandle>(null);
  const stick = useStick(list, beginsAtEnd);
  const focus = useMessageFocus();
  const frame = useRef<HTMLDivElement>(null);
  // What opens beside or below the list makes it smaller, and would cover its end.
  useEffect(() => {
    const observer = new ResizeObserver(stick.moved);
    if (frame.current !== null) observer.observe(frame.current);
    return () => observer.disconnect();
  }, [stick]);
  const [isAtEnd, setAtEnd] = useState(beginsAtEnd);
  const reading = useReading({
    room,
    me,
    frame,
    endSeq: isAtEnd && reachesEnd ? messages.at(-1)?.seq : undefined,
    onPassed: setLine,
  });
  /** Counts how often the list began anew: a list whose rows were all exchanged does not find its way among them. */
  const [begun, setBegun] = useState<Beginning>({ count: 0 });
  const beginAt = (at: Beginning["at"]) => {
    stick.letGo();
    setAtEnd(false);
    setBegun(({ count }) => ({ count: count + 1, at }));
  };
  useWish(room, rows, (index, isExchanged) => {
    const place = { index, align: "center" } as const;
    reading.jumped();
    stick.letGo();
    if (isExchanged) beginAt(place);
    else list.current?.scrollToIndex(place);
  });

  const toEnd = () => {
    reading.countAsRead();
    if (reachesEnd) stick.toEnd();
    else attempt(openTimeline(room).then(stick.toEnd));
  };
  useGrowth(pending.length, toEnd);
  const toLine = () => {
    stick.letGo();
    attempt(showLine(room, line, me).then((isShown) => isShown && beginAt(undefined)));
  };
  const firstUnread = rows.findIndex(isLine);
  return (
    <div ref={frame} className={css.timeline} role="log" aria-live="off" aria-label={words.timeline.label} {...focus}>
      <Virtuoso
        key={begun.count}
        ref={list}
        className={css.list}
        data={rows}
        alignToBottom
        firstItemIndex={firstIndex}
        {...(firstCount > 0 && begun.count === 0
          ? { initialItemCount: firstCount }
          : { initialTopMostItemIndex: begun.at ?? (firstUnread >= 0 ? atLine(firstUnread) : rows.length - 1) })}
        computeItemKey={(_index, row) => row.key}
        itemContent={(_index, row) => <RowView row={row} room={room} />}
        increaseViewportBy={isOpening ? NO_MARGIN : MARGIN}
        skipAnimationFrameInResizeObserver
        atBottomThreshold={40}
        atBottomStateChange={(atEnd) => {
          setAtEnd(atEnd);
          stick.reachedEnd(atEnd && reachesEnd);
        }}
        totalListHeightChanged={stick.moved}
        isScrolling={(isMoving) => isMoving || reading.rest()}
        {...stick.handlers}
        followOutput={() => (stick.isStuck() && reachesEnd ? "auto" : false)}
        startReached={() => isOpening || attempt(loadOlder(room))}
        endReached={() => attempt(loadNewer(room))}
        components={reachesStart ? WHOLE : WITH_MORE}
        tabIndex={-1}
      />
      {reading.isPassing && unread > 0 && (
        <div className={css.passed}>
          <button type="button" onClick={toLine}>
            <ArrowUp size={16} aria-hidden />
            {words.timeline.toFirst(unread)}
          </button>
          <IconButton small label={words.timeline.countAsRead} onClick={reading.countAsRead}>
            <CheckCheck size={16} />
          </IconButton>
        </div>
      )}
      {(!isAtEnd || !reachesEnd) && (
        <button type="button" className={css.toEnd} onClick={toEnd}>
          <ArrowDown size={16} aria-hidden />
          {unread > 0 && !reading.isPassing ? words.timeline.newMessages(unread) : words.timeline.toEnd}
        </button>
      )}
    </div>
  );
}

interface Beginning {
  readonly count: number;
  /** The line above what is new, or else the end, where it is undefined. */
  readonly at?: FlatIndexLocationWithAlign | undefined;
}

/**
 * While a room opens at its end only what can be in sight there is drawn, all at once: a list that is told to begin at its end
 * waits for four frames before it draws a row. The other rows, and those around what is in sight, come a moment later.
 */
function useOpening(all: readonly Row[], beginsAtEnd: boolean) {
  const [isOpening, setOpening] = useState(true);
  const [firstCount] = useState(() => (beginsAtEnd ? countInSight(all) : 0));
  useEffect(() => after(OPENING_MS, () => setOpening(false)), []);
  const rows = useMemo(
    () => (isOpening && beginsAtEnd ? all.slice(-firstCount) : all),
    [isOpening, beginsAtEnd, firstCount, all],
  );
  return { rows, isOpening, firstCount };
}

const isLine = ({ kind }: Row) => kind === "unread";

/** What is new begins near the top; a little of what was known stands above it. */
const atLine = (index: number) => ({ index, align: "start", offset: -KNOWN_PX }) as const;

/** How many of the last rows can be in sight at once, if each is as small as its kind can be. */
function countInSight(rows: readonly Row[]): number {
  let heightPx = 0;
  const first = rows.findLastIndex((row) => {
    heightPx += "isFirst" in row && row.isFirst ? SMALLEST_FIRST_PX : SMALLEST_PX;
    return heightPx >= innerHeight - AROUND_PX;
  });
  return rows.length - Math.max(0, first);
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
      return <MessageRow message={row.message} isFirst={row.isFirst} nextSeq={row.nextSeq} />;
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

/** Does something each time a number grew. */
function useGrowth(count: number, grew: () => void): void {
  const seen = useRef(count);
  useEffect(() => {
    if (count > seen.current) grew();
    seen.current = count;
  });
}

/** Goes to a wished message as soon as it is there; all rows may have been exchanged for that. */
function useWish(room: RoomId, rows: readonly Row[], goTo: (index: number, isExchanged: boolean) => void): void {
  const wish = useStore(wishStore);
  const fetched = useRef<typeof wish>(undefined);
  useEffect(() => {
    if (wish === undefined || wish.room !== room) return;
    const index = rows.findIndex((row) => row.kind === "message" && row.message.seq === wish.seq);
    if (index >= 0) {
      wishStore.set(undefined);
      goTo(index, fetched.current === wish);
      light(wish.seq);
    } else if (fetched.current !== wish) {
      fetched.current = wish;
      const found = showAround(room, wish.seq).then((message) => {
        if (wishStore.get() !== wish) return;
        const root = message?.thread;
        if (root !== undefined) openPanel({ kind: "thread", root, seq: wish.seq });
        // What is not there, or no message, is wished for in vain.
        if (message === undefined || root !== undefined) wishStore.set(undefined);
      });
      attempt(found);
    }
  }, [wish, room, rows, goTo]);
}
