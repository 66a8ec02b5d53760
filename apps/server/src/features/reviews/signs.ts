/** What the server knows about the use of a grant, and what it suggests by that: a rule, told with its reason. Pure. */
import { LIMITS, REVIEW_SIGNS, type ReviewSign, signBits } from "@warbler/protocol";

export interface Known {
  /** When a session was last used, or something last read in the room; undefined for never. */
  readonly lastUsedMs: number | undefined;
  readonly sinceMs: number;
  readonly isOfficer: boolean;
  readonly isGuest: boolean;
  readonly isSuspended: boolean;
  readonly isProtected: boolean;
  /** A secret of the server that others than its user may read. */
  readonly isExposed?: boolean;
}
const OLD_MS = 365 * 24 * 3_600_000;

const IS: Readonly<Record<ReviewSign, (known: Known, nowMs: number) => boolean>> = {
  dormant: ({ lastUsedMs }, nowMs) => lastUsedMs !== undefined && lastUsedMs <= nowMs - LIMITS.dormantMs,
  // Who was let in lately has had no time for it.
  "never-signed-in": ({ lastUsedMs, sinceMs }, nowMs) =>
    lastUsedMs === undefined && sinceMs <= nowMs - LIMITS.dormantMs,
  "no-second-factor": ({ isOfficer, isProtected }) => isOfficer && !isProtected,
  suspended: ({ isSuspended }) => isSuspended,
  old: ({ sinceMs }, nowMs) => sinceMs <= nowMs - OLD_MS,
  guest: ({ isGuest }) => isGuest,
  exposed: ({ isExposed }) => isExposed === true,
};

/** The signs of a grant, bit by bit in the order of `REVIEW_SIGNS`: there may be millions of grants. */
export function signsOf(known: Known, nowMs: number): number {
  let bits = 0;
  for (let at = 0; at < REVIEW_SIGNS.length; at++) {
    const sign = REVIEW_SIGNS[at];
    if (sign !== undefined && IS[sign](known, nowMs)) bits |= 1 << at;
  }
  return bits;
}

const REMOVES = signBits(["dormant", "never-signed-in"]);

/** 0 nothing, 1 to look, 2 to remove. */
export const suggestionOf = (signs: number): 0 | 1 | 2 => ((signs & REMOVES) !== 0 ? 2 : signs !== 0 ? 1 : 0);

/** A time by its day, in UTC: no finer use of somebody's time is told to a reviewer. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
