/** Fills a room's timeline from the engine: its newest page, older and newer ones, or the part around a record. */
import type { RoomId } from "@warbler/protocol";
import { engine } from "../platform/engine.ts";
import { EngineError } from "../platform/engine-link.ts";
import { currentRoute } from "../platform/location.ts";
import { attempt } from "../state/attempt.ts";
import { roomsStore } from "../state/chat-state.ts";
import { joined, timelineOf, updateTimeline } from "../state/timeline-state.ts";

const PAGE = 60;
/** Shown before and after the record that somebody jumped to. */
const AROUND = 30;

/** The newest messages; what was shown before stays until they are there. */
export async function openTimeline(room: RoomId): Promise<void> {
  try {
    const { pending, ...page } = await engine.ask("openRoom", room);
    const { messages } = page;
    updateTimeline(room, (state) => {
      // A run that is shown already and touches the newest page goes on.
      const touches = state.reachesEnd && state.messages.some(({ seq }) => seq >= (messages[0]?.seq ?? 0));
      return {
        status: "ready",
        ...(touches ? joined(state, page) : page),
        pending: pending.filter(({ id }) => !messages.some((message) => message.id === id)),
        reachesStart: touches ? state.reachesStart : messages.length < PAGE,
        reachesEnd: true,
        newerCount: 0,
      };
    });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    updateTimeline(room, (state) => ({ status: state.messages.length > 0 ? "ready" : "failed" }));
  }
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
  const isWhole = newer.messages.length < PAGE;
  updateTimeline(room, (state) => ({
    ...joined(state, newer, "oldest"),
    reachesEnd: isWhole,
    newerCount: isWhole ? 0 : state.newerCount,
  }));
}

/** Makes sure that the record is shown; false when it is not there. */
export async function showAround(room: RoomId, seq: number): Promise<boolean> {
  const { messages } = timelineOf(room).get();
  if (messages.some((message) => message.seq === seq)) return true;
  const found = await pageOf(room, { before: seq + AROUND, limit: 2 * AROUND });
  if (found === undefined || found.messages.length === 0) return false;
  const lastSeq = roomsStore.get().get(room)?.lastSeq ?? 0;
  updateTimeline(room, () => ({
    status: "ready",
    ...found,
    reachesStart: found.messages.length < 2 * AROUND && (found.messages[0]?.seq ?? 0) < AROUND,
    reachesEnd: seq + AROUND > lastSeq,
  }));
  return true;
}

async function pageOf(room: RoomId, place: { before?: number; after?: number; limit: number }) {
  try {
    return await engine.ask("history", room, place);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
