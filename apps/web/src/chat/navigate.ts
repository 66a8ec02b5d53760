/** Going to a message: its room is opened, its part of history loaded, and it is lit for a moment. */
import type { RoomId } from "@warbler/protocol";
import { after } from "../platform/clock.ts";
import { go } from "../platform/location.ts";
import { doesPanelCover } from "../platform/screen.ts";
import { createStore } from "../state/store.ts";
import { litStore, openPanel } from "../state/ui-state.ts";

const LIT_MS = 2_600;

/** The record that a timeline shall scroll to next; each wish is a new object. */
export const wishStore = createStore<{ readonly room: RoomId; readonly seq: number } | undefined>(undefined);

export function goToMessage(room: RoomId, seq: number): void {
  go({ page: "room", room, seq });
  if (doesPanelCover()) openPanel(undefined);
  wishStore.set({ room, seq });
}

export function light(seq: number): void {
  litStore.set(seq);
  after(LIT_MS, () => {
    if (litStore.get() === seq) litStore.set(undefined);
  });
}
