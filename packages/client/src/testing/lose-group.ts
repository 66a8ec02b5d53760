/** A device that lost a room's keys and remembers only who was in it. */
import type { RoomId } from "@warbler/protocol";
import { bytesFromGroupEntry, epochKey, groupEntryFromBytes, groupKey, messagesKey } from "../groups/group-entry.ts";
import type { KnownRoster } from "../groups/known-roster.ts";
import type { Store } from "../store/store.ts";

/** While no client runs on the store. */
export async function loseGroup(store: Store, room: RoomId, known: KnownRoster): Promise<void> {
  const bytes = await store.read(groupKey(room));
  const entry = bytes && groupEntryFromBytes(bytes);
  if (entry === undefined) throw new Error("expected a room that this device is in");
  await store.write([
    { key: groupKey(room), value: bytesFromGroupEntry({ ...entry, broken: "lost", known }) },
    { key: epochKey(room), value: undefined },
    { key: messagesKey(room), value: undefined },
  ]);
}
