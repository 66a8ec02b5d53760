/** Drafts go to the sealed store a moment after the last key. */
import type { MessageId, RoomId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import type { DraftView } from "../engine/engine-api.ts";
import { after } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";
import type { WritingPlace } from "../state/ui-state.ts";

const QUIET_MS = 400;

/** One writes in a room, or in one of its threads. */
export interface DraftPlace {
  readonly room: RoomId;
  readonly thread?: MessageId | undefined;
}

/** What is not kept yet, by place. */
const waiting = new Map<WritingPlace, { readonly cancel: () => void; readonly keep: () => void }>();

export function keepDraft({ room, thread }: DraftPlace, text: string, replyTo: MessageId | undefined): void {
  const place = thread ?? room;
  waiting.get(place)?.cancel();
  const keep = () => {
    waiting.delete(place);
    const draft = text.trim() === "" ? undefined : { text, ...(replyTo !== undefined && { replyTo }) };
    inSilence(engine.ask("saveDraft", room, draft, thread));
  };
  if (text === "") keep();
  else waiting.set(place, { cancel: after(QUIET_MS, keep), keep });
}

/** Open boxes, which hear of what comes back into them. */
const boxes = new Set<(place: WritingPlace, draft: DraftView) => void>();

/** One after the other: each comes behind the one before. */
let puttingBack = Promise.resolve();

/** Puts what was written back into the box of a place, behind what is being written there. */
export function putBack(place: DraftPlace, draft: DraftView): Promise<void> {
  const done = puttingBack.then(() => putBackNow(place, draft));
  puttingBack = done.catch(() => undefined);
  return done;
}

async function putBackNow({ room, thread }: DraftPlace, { text, replyTo }: DraftView): Promise<void> {
  keepNow(thread ?? room);
  const held = await engine.ask("draft", room, thread);
  const draft = { ...(replyTo !== undefined && { replyTo }), ...held, text: held ? `${held.text}\n${text}` : text };
  await engine.ask("saveDraft", room, draft, thread);
  for (const tell of boxes) tell(thread ?? room, draft);
}

/** Before everything is locked. */
export function keepDraftsNow(): void {
  for (const place of waiting.keys()) keepNow(place);
}

function keepNow(place: WritingPlace): void {
  const held = waiting.get(place);
  held?.cancel();
  held?.keep();
}

/**
 * Hands over what was being written when the place was left, with the message that it answers, and what comes from another device
 * meanwhile or comes back into the box; keeps what is written now when it is left again.
 */
export function restoreDraft(
  { room, thread }: DraftPlace,
  restore: (text: string, reply: TimelineMessage | undefined) => void,
): () => void {
  const state = { isCurrent: true };
  const handOver = async (draft: DraftView | undefined) => {
    const { text = "", replyTo } = draft ?? {};
    const reply = replyTo === undefined ? undefined : await engine.ask("message", room, replyTo);
    if (state.isCurrent) restore(text, reply);
  };
  inSilence(engine.ask("draft", room, thread).then((draft) => (draft === undefined ? undefined : handOver(draft))));
  const stop = engine.onEvent((event) => {
    if (event.type === "draft" && event.elsewhere && event.room === room && thread === undefined)
      inSilence(handOver(event.draft));
  });
  const takeBack = (place: WritingPlace, draft: DraftView) => {
    if (place === (thread ?? room)) inSilence(handOver(draft));
  };
  boxes.add(takeBack);
  return () => {
    state.isCurrent = false;
    stop();
    boxes.delete(takeBack);
    keepNow(thread ?? room);
  };
}
