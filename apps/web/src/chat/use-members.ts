/** Who is in a room, asked for once and again when somebody comes or goes. */
import type { RoomId } from "@warbler/protocol";
import type { Member } from "@warbler/sdk";
import { useEffect } from "react";
import { engine } from "../platform/engine.ts";
import { roomsStore } from "../state/chat-state.ts";
import { createStore, useStore } from "../state/store.ts";
import { timelineOf } from "../state/timeline-state.ts";

const membersStore = createStore<ReadonlyMap<RoomId, readonly Member[]>>(new Map());
const NOBODY: readonly Member[] = [];

export function useMembers(room: RoomId): readonly Member[] {
  const count = useStore(roomsStore, (rooms) => rooms.get(room)?.memberCount ?? 0);
  const lastEvent = useStore(timelineOf(room), ({ events: all }) =>
    all.reduce((newest, { seq }) => Math.max(newest, seq), 0),
  );
  useEffect(() => {
    engine.ask("members", room).then(
      (members) => membersStore.set(new Map(membersStore.get()).set(room, members)),
      () => undefined,
    );
  }, [room, count, lastEvent]);
  return useStore(membersStore, (all) => all.get(room) ?? NOBODY);
}
