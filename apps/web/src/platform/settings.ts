/** What a person chose for this browser. Settings only: nothing anybody wrote is ever kept here. */
import * as z from "zod/mini";
import { createStore } from "../state/store.ts";

const KEY = "warbler-settings";
const settings = z.object({
  lang: z.optional(z.enum(["en", "zh"])),
  theme: z._default(z.enum(["system", "light", "dark"]), "system"),
  density: z._default(z.enum(["comfortable", "dense"]), "comfortable"),
  sendWith: z._default(z.enum(["enter", "ctrl-enter"]), "enter"),
  notify: z._default(z.enum(["off", "mentions", "all"]), "mentions"),
  /** Off: a notification says that something came, and not what. */
  notifyContent: z._default(z.boolean(), false),
  readReceipts: z._default(z.boolean(), true),
  /** Until when a room is silent; 0 means until it is turned on again. */
  muted: z._default(z.record(z.string(), z.number()), {}),
  recentEmoji: z._default(z.array(z.string()), []),
});
export type Settings = z.infer<typeof settings>;

export const settingsStore = createStore<Settings>(load());

export function changeSettings(change: Partial<Settings>): void {
  const next = { ...settingsStore.get(), ...change };
  settingsStore.set(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing forgets the choice with the tab.
  }
}

function load(): Settings {
  try {
    return z.parse(settings, JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    return z.parse(settings, {});
  }
}
