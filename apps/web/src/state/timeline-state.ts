/** The part of a room's history that the page shows: a run without a hole, mostly up to the newest message. */
import type { AccountId, RoomId } from "@warbler/protocol";
import type { TimelineEvent, TimelineMessage } from "@warbler/sdk";
import type { HistoryPage, PendingView } from "../engine/engine-api.ts";
import type { EngineEvent } from "../engine/engine-event.ts";
import { createStore, type Store } from "./store.ts";

export interface TimelineState {
  readonly status: "loading" | "ready" | "failed";
  /** In the order of `seq`. */
  readonly messages: readonly TimelineMessage[];
  readonly events: readonly TimelineEvent[];
  readonly pending: readonly PendingView[];
  /** The run begins with the room's first message. */
  readonly reachesStart: boolean;
  /** The run ends with the newest message, so what comes belongs below it. */
  readonly reachesEnd: boolean;
  /** How far each member has read. */
  readonly readers: ReadonlyMap<AccountId, number>;
}

const EMPTY: TimelineState = {
  status: "loading",
  messages: [],
  events: [],
  pending: [],
  reachesStart: false,
  reachesEnd: true,
  readers: new Map(),
};

const timelines = new Map<RoomId, Store<TimelineState>>();

export function timelineOf(room: RoomId): Store<TimelineState> {
  const known = timelines.get(room);
  if (known !== undefined) return known;
  const store = createStore<TimelineState>(EMPTY);
  timelines.set(room, store);
  return store;
}

/** All that was shown goes, as at sign-out. */
export function forgetTimelines(): void {
  for (const store of timelines.values()) store.set(EMPTY);
  timelines.clear();
}

export function updateTimeline(room: RoomId, change: (state: TimelineState) => Partial<TimelineState>): void {
  const store = timelineOf(room);
  const state = store.get();
  const next = { ...state, ...change(state) };
  const isNews = Object.entries(next).some(([part, value]) => !Object.is(value, Reflect.get(state, part)));
  if (isNews) store.set(next);
}

/** Older or newer messages next to the run, or the same ones again as they are now. */
function merged(held: readonly TimelineMessage[], more: readonly TimelineMessage[]): readonly TimelineMessage[] {
  const bySeq = new Map(held.map((message) => [message.seq, message]));
  const news = more.filter((message) => !isSame(bySeq.get(message.seq), message));
  if (news.length === 0) return held;
  for (const message of news) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** What comes again as it was stays what is drawn already. */
function isSame(held: TimelineMessage | TimelineEvent | undefined, again: TimelineMessage | TimelineEvent): boolean {
  return held !== undefined && JSON.stringify(held, withMaps) === JSON.stringify(again, withMaps);
}

const withMaps = (_key: string, value: unknown) => (value instanceof Map ? [...value] : value);

/** So many messages are shown at once: older and newer ones come back as one scrolls to them. */
const MOST_SHOWN = 1_500;

/** The run with a page more next to it. What is too much leaves at the far end. */
export function joined(
  held: TimelineState,
  page: HistoryPage,
  drop?: "oldest" | "newest",
): Pick<TimelineState, "messages" | "events"> & Partial<TimelineState> {
  const messages = merged(held.messages, page.messages);
  const known = new Map(held.events.map((event) => [eventKey(event), event]));
  const news = page.events.filter((event) => !isSame(known.get(eventKey(event)), event));
  for (const event of news) known.set(eventKey(event), event);
  const all = { messages, events: news.length === 0 ? held.events : [...known.values()] };
  if (drop === undefined || messages.length <= MOST_SHOWN) return all;
  return drop === "newest"
    ? { ...all, messages: messages.slice(0, MOST_SHOWN), reachesEnd: false }
    : { ...all, messages: messages.slice(-MOST_SHOWN), reachesStart: false };
}

/** Events of one change of an end-to-end room have one id. */
export function eventKey({ id, what, account }: TimelineEvent): string {
  return `${id} ${what} ${account ?? ""}`;
}

/** Takes what concerns a timeline that is shown or was. */
export function takeTimelineEvent(event: EngineEvent): void {
  switch (event.type) {
    case "message":
      return withTimeline(event.message.room, (state) => added(state, event.message));
    case "change":
      return withTimeline(event.message.room, ({ messages }) => ({ messages: replaced(messages, event.message) }));
    case "event":
      return withTimeline(event.event.room, ({ events }) => ({ events: [...events, event.event] }));
    case "read":
      return withTimeline(event.room, ({ readers }) => ({ readers: new Map(readers).set(event.account, event.seq) }));
    case "pending":
      return withTimeline(event.pending.room, (state) => ({ pending: withPending(state, event.pending) }));
    case "pending-gone":
      return withTimeline(event.room, ({ pending }) => ({ pending: pending.filter(({ id }) => id !== event.id) }));
    case "session":
      if (event.session.phase === "signed-out") forgetTimelines();
      return;
    case "connection":
    case "room":
    case "room-left":
    case "people":
    case "presence":
    case "typing":
    case "draft":
    case "permissions":
    case "review":
    case "refused":
    case "marks":
    case "threads":
    case "alarm":
    case "transfer":
    case "locked":
    case "chat-rules":
    case "reports":
    case "acts":
    case "security":
    case "urgent":
    case "emergency":
    case "unlocked":
    case "import":
    case "identity":
    case "approval-number":
    case "approval-over":
    case "asked":
      return;
  }
}

function withTimeline(room: RoomId, change: (state: TimelineState) => Partial<TimelineState>): void {
  if (timelines.has(room)) updateTimeline(room, change);
}

function added(state: TimelineState, message: TimelineMessage): Partial<TimelineState> {
  const pending = state.pending.filter(({ id }) => id !== message.id);
  if (!state.reachesEnd) return { pending };
  if (state.status !== "ready") return { pending };
  const last = state.messages.at(-1);
  const isNext = last === undefined || message.seq > last.seq;
  return { pending, messages: isNext ? [...state.messages, message] : merged(state.messages, [message]) };
}

function replaced(messages: readonly TimelineMessage[], changed: TimelineMessage): readonly TimelineMessage[] {
  const at = messages.findLastIndex(({ id }) => id === changed.id);
  return at < 0 ? messages : messages.with(at, changed);
}

function withPending({ pending, messages }: TimelineState, next: PendingView): readonly PendingView[] {
  // The record may have come before the last word on its sending.
  if (messages.some(({ id }) => id === next.id)) return pending.filter(({ id }) => id !== next.id);
  const at = pending.findIndex(({ id }) => id === next.id);
  return at < 0 ? [...pending, next] : pending.with(at, next);
}
