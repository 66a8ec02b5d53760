/** Which room somebody looks at, whichever tab of this browser shows it: that tab holds a lock with the room's name. */
import type { RoomId } from "@warbler/protocol";
import { currentRoute, onRoute } from "./location.ts";

const PREFIX = "warbler looks at ";

let looksAt: RoomId | undefined;
let letGo = () => {
  // Nothing is held yet.
};

export function followSight(): void {
  onRoute(look);
  for (const moment of ["focus", "blur"]) globalThis.addEventListener(moment, look);
  look();
}

export async function isInSight(room: RoomId): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === PREFIX + room);
}

function look(): void {
  const route = currentRoute();
  const room = route.page === "room" && document.hasFocus() ? route.room : undefined;
  if (room === looksAt) return;
  looksAt = room;
  letGo();
  if (room === undefined) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  letGo = resolve;
  navigator.locks.request(PREFIX + room, { mode: "shared" }, () => promise).catch(reportError);
}
