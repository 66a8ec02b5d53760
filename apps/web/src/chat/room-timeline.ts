/** Fills a room's timeline from the engine: its newest page, older and newer ones, or the part around a record. */
import type { RoomId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import type { PendingView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { EngineError } from "../platform/engine-link.ts";
import { currentRoute, pathOf } from "../platform/location.ts";
import { attempt } from "../state/attempt.ts";
import { roomsStore } from "../state/chat-state.ts";
import { joined, timelineOf, updateTimeline } from "../state/timeline-state.ts";
import { withUnderWay } from "./send-message.ts";

const PAGE = 60;
/** Shown before and after the record that somebody jumped to. */
const AROUND = 30;

/** Asked for before anything is drawn. */
let early: { readonly room: RoomId; readonly opening: Promise<void> } | undefined;
let path = "";

/** The room that the address names, now and whenever one goes to another, is asked for while its page is still being made. */
export function openEarly(): void {
  const route = currentRoute();
  const before = path;
  path = pathOf(route);
  if (route.page === "room" && path !== before) early = { room: route.room, opening: openNow(route.room) };
}

/** The newest messages; what was shown before stays until they are there. */
export function openTimeline(room: RoomId): Promise<void> {
  const begun = early;
  early = undefined;
  return begun?.room === room ? begun.opening : openNow(room);
}

async function openNow(room: RoomId): Promise<void> {
  try {
    const { pending, ...page } = await engine.ask("openRoom", room);
    const { messages } = page;
    updateTimeline(room, (state) => {
      // A run that is shown already and touches the newest page goes on.
      const touches = state.reachesEnd && state.messages.some(({ seq }) => seq >= (messages[0]?.seq ?? 0));
      return {
        status: "ready",
        ...(touches ? joined(state, page) : page),
        pending: stillPending(state.pending, withUnderWay(room, pending), messages),
        reachesStart: touches ? state.reachesStart : messages.length < PAGE,
        reachesEnd: true,
      };
    });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    updateTimeline(room, (state) => ({ status: state.messages.length > 0 ? "ready" : "failed" }));
  }
}

/** Without those that the record has. What is none stays what it was. */
function stillPending(
  held: readonly PendingView[],
  named: readonly PendingView[],
  messages: readonly TimelineMessage[],
): readonly PendingView[] {
  const waiting = named.filter(({ id }) => !messages.some((message) => message.id === id));
  return waiting.length === 0 && held.length === 0 ? held : waiting;
}

/** After another tab's engine took over: it has to hear which room is looked at here. */
export function reopenRoom(): void {
  const route = currentRoute();
  if (route.page === "room") attempt(openTimeline(route.room));
}

export async function loadOlder(room: RoomId): Promise<void> {
  const { messages, reachesStart } = timelineOf(room).get();
  const first = messages[0];
  if (first === undefined || reachesStart) return;
  const older = await pageOf(room, { before: first.seq, limit: PAGE });
  if (older === undefined) return;
  updateTimeline(room, (state) => ({
    ...joined(state, older, "newest"),
    reachesStart: older.messages.length < PAGE,
  }));
}

export async function loadNewer(room: RoomId): Promise<void> {
  const { messages, reachesEnd } = timelineOf(room).get();
  const last = messages.at(-1);
  if (last === undefined || reachesEnd) return;
  const newer = await pageOf(room, { after: last.seq, limit: PAGE });
  if (newer === undefined) return;
  updateTimeline(room, (state) => ({
    ...joined(state, newer, "oldest"),
    reachesEnd: newer.messages.length < PAGE,
  }));
}

/** Makes sure that the message is shown, unless it is an answer in a thread; undefined when it is not there. */
export async function showAround(room: RoomId, seq: number): Promise<TimelineMessage | undefined> {
  const isWanted = (message: TimelineMessage) => message.seq === seq;
  const held = timelineOf(room).get().messages.find(isWanted);
  if (held !== undefined) return held;
  const found = await pageOf(room, { before: seq + AROUND, limit: 2 * AROUND });
  const there = found?.messages.find(isWanted);
  if (found === undefined || there === undefined || there.thread !== undefined) return there;
  const lastSeq = roomsStore.get().get(room)?.lastSeq ?? 0;
  updateTimeline(room, () => ({
    status: "ready",
    ...found,
    reachesStart: found.messages.length < 2 * AROUND && (found.messages[0]?.seq ?? 0) < AROUND,
    reachesEnd: seq + AROUND > lastSeq,
  }));
  return there;
}

async function pageOf(room: RoomId, place: { before?: number; after?: number; limit: number }) {
  try {
    return await engine.ask("history", room, place);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
