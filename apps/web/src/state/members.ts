/** Who is in a room, asked for once and again when somebody comes or goes. */
import type { RoomId } from "@warbler/protocol";
import type { Member } from "@warbler/sdk";
import { useEffect } from "react";
import { engine } from "../platform/engine.ts";
import { roomsStore } from "./chat-state.ts";
import { createStore, useStore } from "./store.ts";
import { type TimelineState, timelineOf } from "./timeline-state.ts";

const membersStore = createStore<ReadonlyMap<RoomId, readonly Member[]>>(new Map());
const NOBODY: readonly Member[] = [];
/** After which coming and going each room was asked about. */
const asked = new Map<RoomId, string>();
/** After which one it is known who is there, and what each of them is. */
const known = new Map<RoomId, string>();

export function useMembers(room: RoomId): readonly Member[] {
  const count = useStore(roomsStore, (rooms) => rooms.get(room)?.memberCount);
  const lastEvent = useStore(timelineOf(room), lastEventIn);
  useEffect(() => {
    const moment = momentOf(count, lastEvent);
    if (moment === undefined || asked.get(room) === moment) return;
    asked.set(room, moment);
    lookAtMembers(room).catch(() => asked.delete(room));
  }, [room, count, lastEvent]);
  return useStore(membersStore, (all) => all.get(room) ?? NOBODY);
}

/** Undefined where somebody may have come of whom nothing is known yet. */
export function membersNow(room: RoomId): readonly Member[] | undefined {
  const moment = momentNow(room);
  return moment !== undefined && known.get(room) === moment ? membersStore.get().get(room) : undefined;
}

/** Of whom it is known then what they are, too. */
export async function lookAtMembers(room: RoomId): Promise<readonly Member[]> {
  const moment = momentNow(room);
  const members = await engine.ask("members", room);
  membersStore.set(new Map(membersStore.get()).set(room, members));
  await engine.ask(
    "lookUp",
    members.map(({ id }) => id),
  );
  if (moment !== undefined) known.set(room, moment);
  return members;
}

/** As at sign-out. */
export function forgetMembers(): void {
  asked.clear();
  known.clear();
  membersStore.set(new Map());
}

function momentNow(room: RoomId): string | undefined {
  return momentOf(roomsStore.get().get(room)?.memberCount, lastEventIn(timelineOf(room).get()));
}

function momentOf(count: number | undefined, lastEvent: number | undefined): string | undefined {
  return lastEvent === undefined ? undefined : `${count} ${lastEvent}`;
}

/** Undefined while the room's messages are waited for, which go first. */
function lastEventIn({ status, events }: TimelineState): number | undefined {
  return status === "loading" ? undefined : events.reduce((newest, { seq }) => Math.max(newest, seq), 0);
}
