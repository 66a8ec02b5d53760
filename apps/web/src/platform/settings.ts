/** What a person chose for this browser. Settings only: no message is ever kept here. */
import { SKIN_TONES, type SkinTone } from "../chat/skin-tone.ts";
import { createStore } from "../state/store.ts";

/** Each setting is kept for itself: two tabs that choose at once would overwrite each other, had they one text for all. */
const PREFIX = "warbler-settings.";
/** All of them in one text, as an earlier version kept them. */
const ALL_IN_ONE = "warbler-settings";
const MOST_EMOJI = 64;
const MOST_WORDS = 50;
const MOST_GUESTS = 500;
const MOST_GUESTLESS = 500;

const CHOICES = {
  lang: ["", "en", "zh"],
  theme: ["system", "light", "dark"],
  density: ["comfortable", "dense"],
  sendWith: ["enter", "ctrl-enter"],
  notify: ["mentions", "all", "off"],
  lockAfter: ["15", "1", "5", "60", "off"],
} as const;

export interface QuietHours {
  readonly isOn: boolean;
  readonly from: string;
  readonly to: string;
  readonly days: readonly number[];
}
const USUAL_QUIET: QuietHours = { isOn: false, from: "22:00", to: "08:00", days: [0, 1, 2, 3, 4, 5, 6] };
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

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
  /** Rooms with guests in them of whom the person said that they know, newest first. */
  readonly guestsKnown: readonly string[];
  /** Rooms where there was nobody to ask about when one wrote there last, newest first. */
  readonly guestless: readonly string[];
  /** Of emoji that show skin. */
  readonly skinTone: SkinTone;
  /** Hours in which nothing is told, on the days (0 is Sunday) on which they begin; times as `HH:MM` of this device. */
  readonly quiet: QuietHours;
  /** Minutes without a key or a pointer, where there is an app lock. */
  readonly lockAfter: (typeof CHOICES.lockAfter)[number];
  /** Within how many minutes the organisation asks an untouched browser to lock itself; 0 where it does not ask. */
  readonly lockMinutes: number;
  /** The organisation asks for a watermark, as it was last told. */
  readonly watermark: boolean;
  /** Nothing can be read while another window has the keyboard. */
  readonly veiled: boolean;
  /** Steps of the first run that are behind this person. */
  readonly setUpThrough: readonly string[];
  /** When somebody last put off setting up or trying recovery. */
  readonly recoveryPutOffMs: number;
  /** Until when the person knows of recoveries of their access that were used. */
  readonly accessKnownMs: number;
  /** Up to which leaf of the audit log the person knows what happened to their account; -1 before anything was asked. */
  readonly accountKnownLeaf: number;
  /** Whose those are of all this that are a person's own; empty where it is nobody's. */
  readonly of: string;
}
/** What is a person's own and not the browser's: nobody else who signs in here has it, or is kept from a notice by it. */
const PERSONAL = {
  muted: {},
  roomNotify: {},
  keywords: [],
  recentEmoji: [],
  guestsKnown: [],
  guestless: [],
  setUpThrough: [],
  recoveryPutOffMs: 0,
  accessKnownMs: 0,
  accountKnownLeaf: -1,
} satisfies Partial<Settings>;

takeApart();
export const settingsStore = createStore<Settings>(read(kept() ?? new Map()));

/** What another tab chooses from now on holds in this one. */
export function followOtherTabs(): void {
  globalThis.addEventListener("storage", ({ key }) => {
    const found = kept();
    if ((key === null || key.startsWith(PREFIX)) && found !== undefined) settingsStore.set(read(found));
  });
}

/** On top of what is kept by now: another tab may have chosen something that this one has not heard of yet. */
export function changeSettings(change: Partial<Settings>): void {
  const found = kept();
  try {
    for (const [name, value] of Object.entries(change)) localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing forgets the choice with the tab.
  }
  settingsStore.set({ ...(found === undefined ? settingsStore.get() : read(found)), ...change });
}

/** From now on `account` is who chooses here; what was somebody else's own is forgotten. */
export function settingsAreOf(account: string): void {
  if (settingsStore.get().of !== account) changeSettings({ ...PERSONAL, of: account });
}

/** As the person chose, and no longer than the organisation allows. */
export function lockAfterMinutes({ lockAfter, lockMinutes }: Pick<Settings, "lockAfter" | "lockMinutes">): number {
  const chosen = lockAfter === "off" ? Number.POSITIVE_INFINITY : Number(lockAfter);
  return lockMinutes === 0 ? chosen : Math.min(chosen, lockMinutes);
}

function takeApart(): void {
  try {
    const together = localStorage.getItem(ALL_IN_ONE);
    if (together === null) return;
    localStorage.removeItem(ALL_IN_ONE);
    for (const [name, value] of entriesOf(parsed(together))) localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing has nothing to take apart.
  }
}

/** By name, as an earlier visit or somebody's hand left it; undefined where the browser keeps nothing. */
function kept(): ReadonlyMap<string, unknown> | undefined {
  try {
    return new Map(Object.keys(localStorage).flatMap((key) => (key.startsWith(PREFIX) ? [settingAt(key)] : [])));
  } catch {
    return undefined;
  }
}

function settingAt(key: string): readonly [name: string, value: unknown] {
  return [key.slice(PREFIX.length), parsed(localStorage.getItem(key) ?? "")];
}

function read(found: ReadonlyMap<string, unknown>): Settings {
  const chosen = <T extends string>(name: string, choices: readonly [T, ...T[]]): T =>
    choices.find((choice) => choice === found.get(name)) ?? choices[0];
  const silent = entriesOf(found.get("muted")).flatMap(([room, until]) =>
    typeof until === "number" ? [[room, until] as const] : [],
  );
  const levels = entriesOf(found.get("roomNotify")).flatMap(([room, level]) => {
    const known = CHOICES.notify.find((choice) => choice === level);
    return known === undefined ? [] : [[room, known] as const];
  });
  return {
    lang: chosen("lang", CHOICES.lang),
    theme: chosen("theme", CHOICES.theme),
    density: chosen("density", CHOICES.density),
    sendWith: chosen("sendWith", CHOICES.sendWith),
    notify: chosen("notify", CHOICES.notify),
    lockAfter: chosen("lockAfter", CHOICES.lockAfter),
    quiet: quietIn(found.get("quiet")),
    lockMinutes: numberIn(found.get("lockMinutes")),
    watermark: found.get("watermark") === true,
    veiled: found.get("veiled") === true,
    notifyContent: found.get("notifyContent") === true,
    muted: Object.fromEntries(silent),
    roomNotify: Object.fromEntries(levels),
    keywords: textsIn(found.get("keywords")),
    recentEmoji: textsIn(found.get("recentEmoji"), MOST_EMOJI),
    guestsKnown: textsIn(found.get("guestsKnown"), MOST_GUESTS),
    guestless: textsIn(found.get("guestless"), MOST_GUESTLESS),
    skinTone: SKIN_TONES.find((tone) => tone === found.get("skinTone")) ?? 0,
    setUpThrough: textsIn(found.get("setUpThrough")),
    recoveryPutOffMs: numberIn(found.get("recoveryPutOffMs")),
    accessKnownMs: numberIn(found.get("accessKnownMs")),
    accountKnownLeaf: numberIn(found.get("accountKnownLeaf"), PERSONAL.accountKnownLeaf),
    of: textsIn([found.get("of")])[0] ?? "",
  };
}

function quietIn(value: unknown): QuietHours {
  const kept = new Map(entriesOf(value));
  const time = (name: "from" | "to"): string => {
    const text = kept.get(name);
    return typeof text === "string" && TIME.test(text) ? text : USUAL_QUIET[name];
  };
  const days = kept.get("days");
  return {
    isOn: kept.get("isOn") === true,
    from: time("from"),
    to: time("to"),
    days: Array.isArray(days) ? USUAL_QUIET.days.filter((day) => days.includes(day)) : USUAL_QUIET.days,
  };
}

function textsIn(value: unknown, most = MOST_WORDS): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string").slice(0, most) : [];
}

function numberIn(value: unknown, otherwise = 0): number {
  return typeof value === "number" ? value : otherwise;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
