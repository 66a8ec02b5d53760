/** What a timeline shows, row by row: days, messages, events of the room, the line above what is new, and what waits. */
import type { TimelineEvent, TimelineMessage } from "@warbler/sdk";
import type { PendingView } from "../engine/engine-api.ts";
import { dayOf } from "../ui/times.ts";

export type Row =
  | { readonly kind: "start"; readonly key: string }
  | { readonly kind: "day"; readonly key: string; readonly atMs: number }
  | { readonly kind: "unread"; readonly key: string }
  | { readonly kind: "message"; readonly key: string; readonly message: TimelineMessage; readonly isFirst: boolean }
  | { readonly kind: "event"; readonly key: string; readonly event: TimelineEvent }
  | { readonly kind: "pending"; readonly key: string; readonly pending: PendingView; readonly isFirst: boolean };

/** Messages of one person within this time stand together under one name. */
const TOGETHER_MS = 5 * 60_000;

export interface RowsInput {
  readonly messages: readonly TimelineMessage[];
  readonly events: readonly TimelineEvent[];
  readonly pending: readonly PendingView[];
  readonly me: string;
  /** The last record that was read when the room was opened; undefined where no line is wanted. */
  readonly readSeq: number | undefined;
  readonly reachesStart: boolean;
}

export function rowsOf({ messages, events, pending, me, readSeq, reachesStart }: RowsInput): readonly Row[] {
  const rows: Row[] = reachesStart ? [{ kind: "start", key: "start" }] : [];
  let day = 0;
  let last: { readonly author: string; readonly atMs: number } | undefined;
  let drewLine = false;
  const first = messages[0]?.seq ?? 0;
  const items = [...messages, ...events.filter(({ seq }) => seq >= first)].sort((a, b) => a.seq - b.seq);
  const startDay = (atMs: number) => {
    if (dayOf(atMs) === day) return;
    day = dayOf(atMs);
    last = undefined;
    rows.push({ kind: "day", key: `day-${day}`, atMs });
  };
  for (const item of items) {
    if (item.kind === "message" && item.thread !== undefined) continue;
    startDay(item.atMs);
    const isNew = readSeq !== undefined && item.seq > readSeq && item.author.id !== me;
    if (isNew && !drewLine && readSeq > 0) {
      drewLine = true;
      last = undefined;
      rows.push({ kind: "unread", key: "unread" });
    }
    if (item.kind === "event") {
      last = undefined;
      // Events of one change of an end-to-end room have one id.
      rows.push({ kind: "event", key: `${item.id} ${item.what} ${item.account ?? ""}`, event: item });
      continue;
    }
    const isFirst =
      last?.author !== item.author.id || item.atMs - last.atMs > TOGETHER_MS || item.replyTo !== undefined;
    last = { author: item.author.id, atMs: item.atMs };
    rows.push({ kind: "message", key: item.id, message: item, isFirst });
  }
  for (const waiting of pending) {
    if (waiting.thread !== undefined) continue;
    startDay(waiting.queuedAtMs);
    const isFirst =
      last?.author !== me || waiting.queuedAtMs - last.atMs > TOGETHER_MS || waiting.replyTo !== undefined;
    last = { author: me, atMs: waiting.queuedAtMs };
    rows.push({ kind: "pending", key: waiting.id, pending: waiting, isFirst });
  }
  return rows;
}
