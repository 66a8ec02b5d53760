/** Hours in which a person wants to be told of nothing, as they chose for this browser. */
import { useEffect, useState } from "react";
import { every, nowMs } from "../platform/clock.ts";
import { type QuietHours, settingsStore } from "../platform/settings.ts";
import { useStore } from "../state/store.ts";

const LOOK_MS = 30_000;

/** A night belongs to the day on which it begins. From and to the same time is the whole day. */
export function isQuietAt({ isOn, from, to, days }: QuietHours, at: Date): boolean {
  if (!isOn) return false;
  const now = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const [today, yesterday] = [at.getDay(), (at.getDay() + 6) % 7];
  if (from < to) return days.includes(today) && now >= from && now < to;
  return (days.includes(today) && now >= from) || (days.includes(yesterday) && now < to);
}

export const isQuietNow = (): boolean => isQuietAt(settingsStore.get().quiet, new Date(nowMs()));

/** Followed by the clock. */
export function useIsQuiet(): boolean {
  const { quiet } = useStore(settingsStore);
  const [isQuiet, setQuiet] = useState(isQuietNow);
  useEffect(() => {
    const look = () => setQuiet(isQuietAt(quiet, new Date(nowMs())));
    look();
    return every(LOOK_MS, look);
  }, [quiet]);
  return isQuiet;
}

const two = (count: number): string => String(count).padStart(2, "0");
