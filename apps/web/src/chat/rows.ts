/** What a timeline shows, row by row: days, messages, events of the room, the line above what is new, and what waits. */
import type { TimelineEvent, TimelineMessage } from "@warbler/sdk";
import type { PendingView } from "../engine/engine-api.ts";
import { eventKey } from "../state/timeline-state.ts";
import { writerOf } from "../state/writers.ts";
import { dayOf } from "../ui/times.ts";

export type Row =
  | { readonly kind: "start"; readonly key: string }
  | { readonly kind: "day"; readonly key: string; readonly atMs: number }
  | { readonly kind: "unread"; readonly key: string }
  | MessageRow
  /** Several where one person let in or took out many, one after the other. */
  | { readonly kind: "events"; readonly key: string; readonly events: readonly [TimelineEvent, ...TimelineEvent[]] }
  | { readonly kind: "pending"; readonly key: string; readonly pending: PendingView; readonly isFirst: boolean };

interface MessageRow {
  readonly kind: "message";
  readonly key: string;
  readonly message: TimelineMessage;
  readonly isFirst: boolean;
  /** The sequence number of the message below it under the same name, if there is one. */
  readonly nextSeq?: number;
}

/** Messages of one person within this time stand together under one name. */
const TOGETHER_MS = 5 * 60_000;

export interface RowsInput {
  readonly messages: readonly TimelineMessage[];
  /** Sequence numbers of messages that this person does not want to see. */
  readonly hidden: ReadonlySet<number>;
  readonly events: readonly TimelineEvent[];
  readonly pending: readonly PendingView[];
  readonly me: string;
  /** The last record that was read before the line; undefined where no line is wanted. */
  readonly readSeq: number | undefined;
  readonly reachesStart: boolean;
  readonly reachesEnd: boolean;
}

export function rowsOf(input: RowsInput): readonly Row[] {
  const { messages, hidden, events, pending, me, readSeq, reachesStart, reachesEnd } = input;
  const rows: Row[] = reachesStart ? [{ kind: "start", key: "start" }] : [];
  const days = new Map<number, number>();
  let day = 0;
  let before: { readonly author: string; readonly atMs: number } | undefined;
  let drewLine = false;
  const first = reachesStart ? 0 : (messages[0]?.seq ?? 0);
  // Above what is loaded more may be new.
  const isLineThere = readSeq !== undefined && readSeq + 1 >= first;
  const last = reachesEnd ? Number.POSITIVE_INFINITY : (messages.at(-1)?.seq ?? 0);
  const shown = events.filter(({ seq }) => seq >= first && seq <= last);
  const items = [...messages, ...shown].sort((a, b) => a.seq - b.seq);
  const startDay = (atMs: number) => {
    if (dayOf(atMs) === day) return;
    day = dayOf(atMs);
    before = undefined;
    // Imported messages keep their times, so that a day may come again.
    days.set(day, (days.get(day) ?? 0) + 1);
    rows.push({ kind: "day", key: `day-${day}-${days.get(day)}`, atMs });
  };
  for (const item of items) {
    if (item.kind === "message" && item.thread !== undefined) continue;
    if (hidden.has(item.seq)) continue;
    startDay(item.atMs);
    if (item.kind === "event") {
      before = undefined;
      addEvent(rows, item);
      continue;
    }
    const isNew = readSeq !== undefined && item.seq > readSeq && item.author.id !== me && !item.imported;
    if (isNew && !drewLine && isLineThere) {
      drewLine = true;
      before = undefined;
      rows.push({ kind: "unread", key: "unread" });
    }
    const isFirst =
      before?.author !== writerOf(item) || item.atMs - before.atMs > TOGETHER_MS || item.replyTo !== undefined;
    before = { author: writerOf(item), atMs: item.atMs };
    const above = rows.at(-1);
    if (!isFirst && above?.kind === "message") rows[rows.length - 1] = { ...above, nextSeq: item.seq };
    rows.push({ kind: "message", key: item.id, message: item, isFirst });
  }
  for (const waiting of pending) {
    if (waiting.thread !== undefined) continue;
    startDay(waiting.queuedAtMs);
    const isFirst =
      before?.author !== me || waiting.queuedAtMs - before.atMs > TOGETHER_MS || waiting.replyTo !== undefined;
    before = { author: me, atMs: waiting.queuedAtMs };
    rows.push({ kind: "pending", key: waiting.id, pending: waiting, isFirst });
  }
  return rows;
}

const TOGETHER = ["joined", "removed"];

function addEvent(rows: Row[], event: TimelineEvent): void {
  const last = rows.at(-1);
  const { author, what } = event;
  const [first] = last?.kind === "events" ? last.events : [];
  const goesOn = TOGETHER.includes(what) && first?.what === what && first.author.id === author.id;
  if (last?.kind === "events" && goesOn) rows[rows.length - 1] = { ...last, events: [...last.events, event] };
  else rows.push({ kind: "events", key: eventKey(event), events: [event] });
}
