/** This person's own marks, as components need them. */
import type { RoomId } from "@warbler/protocol";
import { useMemo } from "react";
import type { MarkPlace } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { attempt } from "./attempt.ts";
import { markKey, marksStore } from "./chat-state.ts";
import { useStore } from "./store.ts";

export function setMark(place: MarkPlace, on: boolean): void {
  attempt(engine.ask("setMark", place, on));
}

export function useIsSaved(room: RoomId, seq: number): boolean {
  return useStore(marksStore, (marks) => marks.has(markKey({ mark: "saved", room, seq })));
}

/** The record from which the room was left unread. */
export function useUnreadFrom(room: RoomId): number | undefined {
  return useStore(marksStore, (marks) => unreadIn(marks, room));
}

export function unreadFromNow(room: RoomId): number | undefined {
  return unreadIn(marksStore.get(), room);
}

export function useHidden(room: RoomId): ReadonlySet<number> {
  const marks = useStore(marksStore);
  return useMemo(() => {
    const hidden = [...marks.values()].filter((one) => one.mark === "hidden" && one.room === room);
    return new Set(hidden.map(({ seq }) => seq));
  }, [marks, room]);
}

function unreadIn(marks: ReturnType<typeof marksStore.get>, room: RoomId): number | undefined {
  return marks.get(markKey({ mark: "unread", room, seq: 0 }))?.seq;
}
