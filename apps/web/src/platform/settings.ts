/** What a person chose for this browser. Settings only: nothing anybody wrote is ever kept here. */
import { createStore } from "../state/store.ts";

const KEY = "warbler-settings";
const MOST_EMOJI = 64;
const MOST_WORDS = 50;

const CHOICES = {
  lang: ["", "en", "zh"],
  theme: ["system", "light", "dark"],
  density: ["comfortable", "dense"],
  sendWith: ["enter", "ctrl-enter"],
  notify: ["mentions", "all", "off"],
  lockAfter: ["15", "1", "5", "60", "off"],
} as const;

export interface Settings {
  /** Empty: the browser's. */
  readonly lang: (typeof CHOICES.lang)[number];
  readonly theme: (typeof CHOICES.theme)[number];
  readonly density: (typeof CHOICES.density)[number];
  readonly sendWith: (typeof CHOICES.sendWith)[number];
  readonly notify: (typeof CHOICES.notify)[number];
  /** Off: a notification says that something came, and not what. */
  readonly notifyContent: boolean;
  /** Until when a room is silent; 0 means until it is turned on again. */
  readonly muted: Readonly<Record<string, number>>;
  /** By room, where it is other than `notify`. */
  readonly roomNotify: Readonly<Record<string, (typeof CHOICES.notify)[number]>>;
  /** Words that tell as a mention does. They are of this person, who may put nothing secret here. */
  readonly keywords: readonly string[];
  readonly recentEmoji: readonly string[];
  /** Minutes without a key or a pointer, where there is an app lock. */
  readonly lockAfter: (typeof CHOICES.lockAfter)[number];
  /** Nothing can be read while another window has the keyboard. */
  readonly veiled: boolean;
  /** When somebody last put off setting up or trying recovery. */
  readonly recoveryPutOffMs: number;
  /** Until when the person knows of recoveries of their access that were used. */
  readonly accessKnownMs: number;
}

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
  const kept = parsed();
  const chosen = <T extends string>(name: string, choices: readonly [T, ...T[]]): T =>
    choices.find((choice) => choice === kept.get(name)) ?? choices[0];
  const { muted, recentEmoji } = { muted: kept.get("muted"), recentEmoji: kept.get("recentEmoji") };
  const putOffMs = kept.get("recoveryPutOffMs");
  const accessKnownMs = kept.get("accessKnownMs");
  const silent = entriesOf(muted).flatMap(([room, until]) =>
    typeof until === "number" ? [[room, until] as const] : [],
  );
  const levels = entriesOf(kept.get("roomNotify")).flatMap(([room, level]) => {
    const known = CHOICES.notify.find((choice) => choice === level);
    return known === undefined ? [] : [[room, known] as const];
  });
  const keywords = kept.get("keywords");
  const emoji = Array.isArray(recentEmoji) ? recentEmoji.filter((one) => typeof one === "string") : [];
  return {
    lang: chosen("lang", CHOICES.lang),
    theme: chosen("theme", CHOICES.theme),
    density: chosen("density", CHOICES.density),
    sendWith: chosen("sendWith", CHOICES.sendWith),
    notify: chosen("notify", CHOICES.notify),
    lockAfter: chosen("lockAfter", CHOICES.lockAfter),
    veiled: kept.get("veiled") === true,
    notifyContent: kept.get("notifyContent") === true,
    muted: Object.fromEntries(silent),
    roomNotify: Object.fromEntries(levels),
    keywords: (Array.isArray(keywords) ? keywords : []).filter((one) => typeof one === "string").slice(0, MOST_WORDS),
    recentEmoji: emoji.slice(0, MOST_EMOJI),
    recoveryPutOffMs: typeof putOffMs === "number" ? putOffMs : 0,
    accessKnownMs: typeof accessKnownMs === "number" ? accessKnownMs : 0,
  };
}

/** What an earlier visit, or somebody's hand, left there. */
function parsed(): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return new Map(entriesOf(value));
  } catch {
    return new Map();
  }
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
