/** Where a person stopped reading: above it is what they know, below it what is new. */
import type { RoomId } from "@warbler/protocol";
import type { RoomView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { EngineError } from "../platform/engine-link.ts";
import { roomsStore } from "../state/chat-state.ts";
import { unreadFromNow } from "../state/marks.ts";
import { joined, type TimelineState, timelineOf, updateTimeline } from "../state/timeline-state.ts";

/** Loaded before and after the place. */
const AROUND = 30;

/** The newest record that was read before the room was opened: the line is drawn below it. */
export function firstReadSeq({ id, unread, readSeq }: RoomView): number {
  const leftFrom = unreadFromNow(id);
  const read = unread > 0 ? readSeq : Number.POSITIVE_INFINITY;
  return leftFrom === undefined ? read : Math.min(read, leftFrom - 1);
}

/** The line's place. Who has never read here begins with what came since they were let in. */
export function lineIn({ events }: Pick<TimelineState, "events">, readSeq: number, me: string): number {
  if (readSeq > 0) return readSeq;
  return events.find(({ what, account }) => what === "joined" && account === me)?.seq ?? 0;
}

/** Whether what is loaded begins only below the line. */
export function beginsBelow({ messages, reachesStart }: TimelineState, line: number): boolean {
  return !reachesStart && (messages[0]?.seq ?? 0) > line + 1;
}

/** Shows the part of the history around the line, unless that is loaded; false where it could not be had. */
export async function showLine(room: RoomId, readSeq: number, me: string): Promise<boolean> {
  const state = timelineOf(room).get();
  const line = lineIn(state, readSeq, me);
  if (!beginsBelow(state, line)) return true;
  try {
    const [before, after] = await Promise.all([
      engine.ask("history", room, { before: line + 1, limit: AROUND }),
      engine.ask("history", room, { after: line, limit: AROUND }),
    ]);
    const run = { ...state, messages: [], events: [] };
    updateTimeline(room, () => ({
      ...joined({ ...run, ...joined(run, before) }, after),
      reachesStart: before.messages.length < AROUND,
      reachesEnd: after.messages.length < AROUND,
    }));
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

/** Whether somebody else's unread message stands above the first one in sight, or may. */
export function isPassedOver(room: RoomId, firstSeenSeq: number, me: string): boolean {
  const { readSeq = 0, unread = 0 } = roomsStore.get().get(room) ?? {};
  if (unread === 0) return false;
  const state = timelineOf(room).get();
  if (beginsBelow(state, lineIn(state, readSeq, me))) return true;
  return state.messages.some(
    ({ seq, author, imported, thread }) =>
      seq > readSeq && seq < firstSeenSeq && author.id !== me && !imported && thread === undefined,
  );
}
