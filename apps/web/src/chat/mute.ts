/** What single rooms tell of: rooms that are silent but for who is named in them, and rooms with a level of their own. */
import type { RoomId } from "@warbler/protocol";
import { nowMs } from "../platform/clock.ts";
import { changeSettings, type Settings, settingsStore } from "../platform/settings.ts";
import { useStore } from "../state/store.ts";

const FOREVER = 0;

/** `forMs` absent: until it is taken back. */
export function mute(room: RoomId, isMuted: boolean, forMs?: number): void {
  const { [room]: _before, ...others } = settingsStore.get().muted;
  const until = forMs === undefined ? FOREVER : nowMs() + forMs;
  changeSettings({ muted: isMuted ? { ...others, [room]: until } : others });
}

export function useIsMuted(room: RoomId): boolean {
  return isSilent(useStore(settingsStore, ({ muted }) => muted[room]));
}

export function isMutedNow(room: RoomId): boolean {
  return isSilent(settingsStore.get().muted[room]);
}

function isSilent(until: number | undefined): boolean {
  return until !== undefined && (until === FOREVER || until > nowMs());
}

/** "default": as all rooms do. */
export type RoomNotify = Settings["notify"] | "default";

export function levelOf({ roomNotify }: Settings, room: RoomId): RoomNotify {
  return roomNotify[room] ?? "default";
}

export function setLevel(room: RoomId, level: RoomNotify): void {
  const { [room]: _before, ...others } = settingsStore.get().roomNotify;
  changeSettings({ roomNotify: level === "default" ? others : { ...others, [room]: level } });
}
