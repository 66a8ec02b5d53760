/** What the server knows about the use of a grant, and what it suggests by that: a rule, told with its reason. Pure. */
import { LIMITS, type ReviewSign } from "@warbler/protocol";

export interface Known {
  /** When a session was last used, or something last read in the room; undefined for never. */
  readonly lastUsedMs: number | undefined;
  readonly sinceMs: number;
  readonly isOfficer: boolean;
  readonly isGuest: boolean;
  readonly isSuspended: boolean;
  readonly isProtected: boolean;
}
const OLD_MS = 365 * 24 * 3_600_000;

export function signsOf(known: Known, nowMs: number): readonly ReviewSign[] {
  const { lastUsedMs, sinceMs } = known;
  const isNew = sinceMs > nowMs - LIMITS.dormantMs;
  const signs: ReviewSign[] = [];
  if (lastUsedMs === undefined) signs.push(...(isNew ? [] : (["never-signed-in"] as const)));
  else if (lastUsedMs <= nowMs - LIMITS.dormantMs) signs.push("dormant");
  if (known.isOfficer && !known.isProtected) signs.push("no-second-factor");
  if (known.isSuspended) signs.push("suspended");
  if (sinceMs <= nowMs - OLD_MS) signs.push("old");
  if (known.isGuest) signs.push("guest");
  return signs;
}

const REMOVES: ReadonlySet<ReviewSign> = new Set(["dormant", "never-signed-in"]);

/** 0 nothing, 1 to look, 2 to remove. */
export const suggestionOf = (signs: readonly ReviewSign[]): 0 | 1 | 2 =>
  signs.some((sign) => REMOVES.has(sign)) ? 2 : signs.length > 0 ? 1 : 0;

/** A time by its day, in UTC: no finer use of somebody's time is told to a reviewer. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
