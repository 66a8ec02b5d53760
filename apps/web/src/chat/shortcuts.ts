/** The keyboard map. Single letters count only where nobody writes. */
import type { RoomId } from "@warbler/protocol";
import { useEffect } from "react";
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { attempt } from "../state/attempt.ts";
import { roomsStore } from "../state/chat-state.ts";
import { setMark, unreadFromNow } from "../state/marks.ts";
import { unseenNow } from "../state/threads.ts";
import { dialogStore, openDialog, openPanel } from "../state/ui-state.ts";
import { lockNow } from "./lock-now.ts";

/** Every key that does something, as it is shown in the help. */
export const KEYS = {
  switcher: ["Ctrl", "K"],
  search: ["Ctrl", "F"],
  nextUnread: ["Alt", "↓"],
  reply: ["R"],
  edit: ["E"],
  thread: ["T"],
  previous: ["K"],
  next: ["J"],
  editLast: ["↑"],
  allRead: ["Shift", "Esc"],
  lock: ["Ctrl", "Shift", "L"],
  newLine: ["Shift", "Enter"],
  close: ["Esc"],
  help: ["?"],
} as const;

export function useShortcuts(room: RoomId | undefined): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return;
      const isCommand = event.ctrlKey || event.metaKey;
      if (isCommand && event.key.toLowerCase() === "k") return done(event, () => openDialog({ kind: "switcher" }));
      if (isCommand && event.shiftKey && event.key.toLowerCase() === "l") return done(event, lockNow);
      if (dialogStore.get() !== undefined) return;
      if (isCommand && event.key.toLowerCase() === "f" && room !== undefined)
        return done(event, () => openPanel({ kind: "search", text: "", inRoom: true }));
      if (event.shiftKey && event.key === "Escape") return done(event, markAllRead);
      if (event.altKey && event.key === "ArrowDown") return done(event, goToUnread);
      const { target } = event;
      const isWriting = target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
      if (event.key === "Escape" && !isWriting) return openPanel(undefined);
      if (isWriting || isCommand || event.altKey) return;
      if (event.key === "?") return done(event, () => openDialog({ kind: "shortcuts" }));
      // Among the messages these go on from one to the next.
      if (event.key === "j" || event.key === "k") return done(event, goToMessages);
    };
    globalThis.addEventListener("keydown", pressed);
    return () => globalThis.removeEventListener("keydown", pressed);
  }, [room]);
}

function done(event: KeyboardEvent, act: () => void): void {
  event.preventDefault();
  act();
}

function goToUnread(): void {
  const unread = [...roomsStore.get().values()].filter((room) => room.unread > 0);
  const [first] = unread.sort((a, b) => b.unreadMentions - a.unreadMentions || b.unread - a.unread);
  if (first !== undefined) go({ page: "room", room: first.id });
}

export function markAllRead(): void {
  for (const { id, unread, lastSeq } of roomsStore.get().values()) {
    if (unread > 0) attempt(engine.ask("markRead", id, lastSeq));
    if (unseenNow(id) > 0) attempt(engine.ask("seeThreads", id, lastSeq));
    const seq = unreadFromNow(id);
    if (seq !== undefined) setMark({ room: id, seq, mark: "unread" }, false);
  }
}

/** To the last one in sight. */
function goToMessages(): void {
  document.querySelector<HTMLElement>('[role="log"]')?.focus();
}
