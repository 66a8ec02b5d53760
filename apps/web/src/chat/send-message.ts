/**
 * All that brings words to others goes through here. A message stands in its room at once, as one that waits, before the
 * engine has heard of it; where guests read the room of whom its writer was not asked yet, nothing goes before they say so.
 */
import type { MessageId, RoomId } from "@warbler/protocol";
import type { OutgoingDraft, PendingView } from "../engine/engine-api.ts";
import { pendingFromDraft } from "../engine/pending-view.ts";
import { nowMs } from "../platform/clock.ts";
import { isThrownAway } from "../platform/engine.ts";
import { newMessageId } from "../platform/message-id.ts";
import { sendingEngine } from "../platform/sending-engine.ts";
import { mayBeRead, mustAsk } from "../state/guests.ts";
import { updateTimeline } from "../state/timeline-state.ts";

type Draft = Omit<OutgoingDraft, "id">;

export interface Written {
  /** Takes it from where it was written, once it goes; undefined where it could not be made ready. */
  readonly take: () => Draft | undefined | Promise<Draft | undefined>;
  /** For what goes at once, though it is not known yet who reads the room: it comes back where its writer would rather not. */
  readonly putBack?: (draft: Draft) => void;
}

/** On their way to the engine, which does not name them yet: a page that is closed now takes them with it. */
const underWay = new Map<MessageId, PendingView>();

function askBeforeClosing(event: BeforeUnloadEvent): void {
  if (!isThrownAway()) event.preventDefault();
}

function depart(pending: PendingView): void {
  underWay.set(pending.id, pending);
  addEventListener("beforeunload", askBeforeClosing);
}

function arrive(id: MessageId): void {
  underWay.delete(id);
  if (underWay.size === 0) removeEventListener("beforeunload", askBeforeClosing);
}

/** As at sign-out. */
export function forgetUnderWay(): void {
  for (const id of underWay.keys()) arrive(id);
}

/** False when its writer would rather not. Rejects when the message could not even be queued; it stands nowhere then. */
export async function sendMessage(room: RoomId, { take, putBack }: Written): Promise<boolean> {
  const must = mustAsk(room);
  const isEarly = must === undefined && putBack !== undefined;
  if (must !== false && !isEarly && !(await mayBeRead(room))) return false;
  const draft = await take();
  if (draft === undefined) return false;
  const id = newMessageId();
  const pending = pendingFromDraft(draft, { id, room, state: "queued", queuedAtMs: nowMs() });
  depart(pending);
  updateTimeline(room, (state) => ({ pending: [...state.pending, pending] }));
  const takeAway = () => updateTimeline(room, (state) => ({ pending: state.pending.filter((one) => one.id !== id) }));
  try {
    if (isEarly && !(await mayBeRead(room))) {
      takeAway();
      putBack(draft);
      return false;
    }
    await sendingEngine.ask("send", room, { ...draft, id });
    return true;
  } catch (error) {
    takeAway();
    throw error;
  } finally {
    arrive(id);
  }
}

/** `take` gives the new text, once it goes. */
export async function sendEdit(room: RoomId, message: MessageId, take: () => string): Promise<void> {
  if (mustAsk(room) === false || (await mayBeRead(room))) await sendingEngine.ask("edit", room, message, take());
}

/** What failed before. */
export async function sendAgain({ room, id }: Pick<PendingView, "room" | "id">): Promise<void> {
  if (mustAsk(room) === false || (await mayBeRead(room))) await sendingEngine.ask("retry", id);
}

/** What the engine names as waiting in a room, and what it will name next. */
export function withUnderWay(room: RoomId, named: readonly PendingView[]): readonly PendingView[] {
  const others = [...underWay.values()].filter((one) => one.room === room && !named.some(({ id }) => id === one.id));
  return [...named, ...others];
}
