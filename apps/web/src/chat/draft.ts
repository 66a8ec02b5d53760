/** Drafts go to the sealed store a moment after the last key. */
import type { MessageId, RoomId } from "@warbler/protocol";
import { after } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";

const QUIET_MS = 400;

let cancel: (() => void) | undefined;
let waiting: (() => void) | undefined;

export function keepDraft(room: RoomId, text: string, replyTo: MessageId | undefined): void {
  if (waiting !== undefined && cancel !== undefined) cancel();
  waiting = () => {
    waiting = undefined;
    const draft = text.trim() === "" ? undefined : { text, ...(replyTo !== undefined && { replyTo }) };
    engine.ask("saveDraft", room, draft).catch(() => undefined);
  };
  if (text === "") waiting();
  else cancel = after(QUIET_MS, () => waiting?.());
}

/** Before everything is locked. */
export function keepDraftNow(): void {
  cancel?.();
  waiting?.();
}

/** Hands over what was being written when the room was left, and keeps what is written now when it is left again. */
export function restoreDraft(room: RoomId, isThread: boolean, setText: (text: string) => void): () => void {
  setText("");
  let isCurrent = true;
  if (!isThread)
    engine.ask("draft", room).then(
      (draft) => {
        if (isCurrent && draft !== undefined) setText(draft.text);
      },
      () => undefined,
    );
  return () => {
    isCurrent = false;
    keepDraftNow();
  };
}
