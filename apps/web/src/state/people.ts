/** Names of people and rooms, as components need them. */
import type { AccountId, RoomId } from "@warbler/protocol";
import type { RoomView, SessionView } from "../engine/engine-api.ts";
import { useWords } from "../words/use-words.ts";
import type { Words } from "../words/words.ts";
import { peopleStore, roomsStore, sessionStore } from "./chat-state.ts";
import { useStore } from "./store.ts";

/** Marks that turn the direction of a text around or hide in it; a name has no use for them. */
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

export function cleanName(name: string): string {
  return name.replaceAll(UNSEEN, "");
}

export function useName(account: AccountId | undefined): string {
  const words = useWords();
  const name = useStore(peopleStore, (people) => (account === undefined ? undefined : people.get(account)?.name));
  return name === undefined ? words.common.someone : cleanName(name);
}

export function nameOf(account: AccountId): string | undefined {
  const name = peopleStore.get().get(account)?.name;
  return name === undefined ? undefined : cleanName(name);
}

export function useRoom(id: RoomId): RoomView | undefined {
  return useStore(roomsStore, (rooms) => rooms.get(id));
}

/** In a direct room, the other person's. */
export function useRoomName(room: RoomView): string {
  const words = useWords();
  const other = useName(room.other);
  if (room.kind === "direct") return other;
  // The name of an end-to-end room is for its members: a device that is not in yet does not know it.
  return cleanName(room.name) || words.room.unnamed;
}

export function roomNameNow(room: RoomView, words: Words): string {
  if (room.kind !== "direct") return cleanName(room.name) || words.room.unnamed;
  return (room.other === undefined ? undefined : nameOf(room.other)) ?? words.common.someone;
}

/** Whether one is a guest, who may not call people nor bring any into a room. */
export function useIsGuest(): boolean {
  return useStore(sessionStore, isGuest);
}

export function isGuestNow(): boolean {
  return isGuest(sessionStore.get());
}

function isGuest(session: SessionView): boolean {
  return (session.phase === "signed-in" || session.phase === "expired") && session.me.role === "guest";
}

export function useMyAccount(): AccountId | undefined {
  return useStore(sessionStore, (session) =>
    session.phase === "signed-in" || session.phase === "expired" ? session.me.account : undefined,
  );
}
