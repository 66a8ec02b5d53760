/** Times and dates as people of each language write them, in the reader's own time zone. */
import { nowMs } from "../platform/clock.ts";
import { type Lang, tagOf, type Words } from "../words/words.ts";

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(lang: Lang, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${lang} ${name}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(tagOf(lang), options);
  formats.set(key, known);
  return known;
}

/** 15:04 */
export function clockTime(atMs: number, lang: Lang): string {
  return format(lang, "time", { hour: "2-digit", minute: "2-digit", hour12: false }).format(atMs);
}

/** The whole moment, for who hovers. */
export function fullTime(atMs: number, lang: Lang): string {
  return format(lang, "full", { dateStyle: "full", timeStyle: "medium" }).format(atMs);
}

/** A number that is the same for all moments of one local day. */
export function dayOf(atMs: number): number {
  const date = new Date(atMs);
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
}

/** Today, Yesterday, or the date. */
export function dayName(atMs: number, lang: Lang, words: Words): string {
  const now = nowMs();
  if (dayOf(atMs) === dayOf(now)) return words.times.today;
  if (dayOf(atMs) === dayOf(now - DAY_MS)) return words.times.yesterday;
  const isThisYear = new Date(atMs).getFullYear() === new Date(now).getFullYear();
  return isThisYear
    ? format(lang, "day", { weekday: "long", month: "long", day: "numeric" }).format(atMs)
    : format(lang, "day-of-year", { year: "numeric", month: "long", day: "numeric" }).format(atMs);
}

/** For lists: the time today, the weekday this week, else the date. */
export function shortTime(atMs: number, lang: Lang): string {
  const now = nowMs();
  if (dayOf(atMs) === dayOf(now)) return clockTime(atMs, lang);
  if (now - atMs < 6 * DAY_MS) return format(lang, "weekday", { weekday: "short" }).format(atMs);
  return format(lang, "short", { year: "2-digit", month: "numeric", day: "numeric" }).format(atMs);
}

/** A date alone. */
export function dateOnly(atMs: number, lang: Lang): string {
  return format(lang, "date", { dateStyle: "medium" }).format(atMs);
}

/** A date with its time, for lists of things that happened. */
export function dateTime(atMs: number, lang: Lang): string {
  return format(lang, "date-time", { dateStyle: "medium", timeStyle: "short" }).format(atMs);
}

/** The days of the week from Monday on; `day` counts from Sunday, which is 0. */
export function weekdays(lang: Lang): readonly { readonly day: number; readonly name: string }[] {
  return [1, 2, 3, 4, 5, 6, 0].map((day) => ({
    day,
    // The fourth of January 2026 is a Sunday.
    name: format(lang, "weekday-long", { weekday: "long" }).format(new Date(2026, 0, 4 + day)),
  }));
}

/** A length of time in the largest unit that it is whole of. */
export function span(ms: number, lang: Lang): string {
  const units = [
    ["day", DAY_MS],
    ["hour", 3_600_000],
    ["minute", 60_000],
    ["second", 1_000],
  ] as const;
  const [unit, unitMs] = units.find(([, size]) => ms >= size && ms % size === 0) ?? (["minute", 60_000] as const);
  const words = new Intl.NumberFormat(tagOf(lang), {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits: 0,
  });
  return words.format(ms / unitMs);
}

export function fileSize(bytes: number, lang: Lang): string {
  const units = ["B", "KB", "MB", "GB"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  const digits = new Intl.NumberFormat(tagOf(lang), { maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 });
  return `${digits.format(value)} ${units[step] ?? "GB"}`;
}
