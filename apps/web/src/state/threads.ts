/** Answers in threads that this person has not seen, as components need them. */
import type { MessageId, RoomId } from "@warbler/protocol";
import { threadsStore } from "./chat-state.ts";
import { useStore } from "./store.ts";

export function useUnseenIn(room: RoomId, root: MessageId): number {
  return useStore(threadsStore, (all) => all.get(room)?.get(root) ?? 0);
}

/** In all threads of the room. */
export function useUnseen(room: RoomId): number {
  return useStore(threadsStore, (all) => sumIn(all, room));
}

export function unseenNow(room: RoomId): number {
  return sumIn(threadsStore.get(), room);
}

function sumIn(all: ReturnType<typeof threadsStore.get>, room: RoomId): number {
  let sum = 0;
  for (const count of all.get(room)?.values() ?? []) sum += count;
  return sum;
}
