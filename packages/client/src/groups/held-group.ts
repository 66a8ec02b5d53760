/** A room's group as this device holds it, and how it comes out of the store and goes back. */
import type { MlsProvider } from "@warbler/mls";
import type { RoomId } from "@warbler/protocol";
import type { Store, StoreWrite } from "../store/store.ts";
import {
  bytesFromGroupEntry,
  epochKey,
  type GroupEntry,
  groupEntryFromBytes,
  groupKey,
  messagesKey,
  pendingKey,
} from "./group-entry.ts";
import { epochPartOf, groupFromParts, hasSameEpochPart, hasSameMessagePart, messagePartOf } from "./group-parts.ts";
import { type KnownRoster, rosterOf } from "./known-roster.ts";
import type { RoomGroup } from "./mls-group.ts";
import { bytesFromPending, type PendingEntry, pendingFromBytes } from "./pending-entry.ts";
import { roleOf } from "./roster.ts";

export interface HeldGroup {
  readonly entry: GroupEntry;
  /** Absent outside, before the commit that brings this device in has come back, and where the stored keys are damaged. */
  readonly group: RoomGroup | undefined;
  readonly pending: PendingEntry | undefined;
}

export async function readEntry(store: Store, room: RoomId): Promise<GroupEntry | undefined> {
  const bytes = await store.read(groupKey(room));
  return bytes && groupEntryFromBytes(bytes);
}

export async function readHeld(
  store: Store,
  entry: GroupEntry,
  { room, provider }: { readonly room: RoomId; readonly provider: MlsProvider },
): Promise<HeldGroup> {
  const [epochPart, messagePart, pending] = await Promise.all(
    [epochKey(room), messagesKey(room), pendingKey(room)].map((key) => store.read(key)),
  );
  const group = epochPart && messagePart && groupFromParts(provider, { epochPart, messagePart });
  return { entry, group, pending: pending && pendingFromBytes(pending) };
}

/** Whom this device knows to have been in the room, from the group it is in or was in last, or to be on their way back. */
export function knownIn({ entry, group }: HeldGroup): KnownRoster | undefined {
  if (group === undefined) return entry.known;
  const returning = entry.returning.map((account) => [account, roleOf(group.extension, account)] as const);
  return new Map([...returning, ...rosterOf(group)]);
}

/** What the entry keeps of the group that a step lets go; nothing beside a group that is there. */
export function knownAfter(after: HeldGroup, before: HeldGroup | undefined): KnownRoster | undefined {
  if (after.group !== undefined) return undefined;
  // Somebody has accepted other people.
  if (after.entry.known !== before?.entry.known) return after.entry.known;
  return before === undefined ? undefined : knownIn(before);
}

/** The writes that turn what is stored, `before`, into `after`: only the parts that differ. */
export function writesBetween(room: RoomId, before: HeldGroup | undefined, after: HeldGroup): readonly StoreWrite[] {
  return [
    { key: groupKey(room), value: bytesFromGroupEntry(after.entry) },
    ...groupWrites(room, before?.group, after.group),
    ...(before?.pending === after.pending
      ? []
      : [{ key: pendingKey(room), value: after.pending && bytesFromPending(after.pending) }]),
  ];
}

function groupWrites(room: RoomId, before: RoomGroup | undefined, after: RoomGroup | undefined): readonly StoreWrite[] {
  if (before === after) return [];
  if (after === undefined) return [epochKey(room), messagesKey(room)].map((key) => ({ key, value: undefined }));
  return [
    ...(hasSameEpochPart(before, after) ? [] : [{ key: epochKey(room), value: epochPartOf(after) }]),
    ...(hasSameMessagePart(before, after) ? [] : [{ key: messagesKey(room), value: messagePartOf(after) }]),
  ];
}
