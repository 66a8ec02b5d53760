/** Counts what an import leaves out, with a few places to look at per reason. */
import type { Skipped, SkipReason } from "./records.ts";

export type OnSkipped = (skipped: Skipped) => void;

export interface SkippedTally {
  readonly reason: SkipReason;
  readonly count: number;
  /** The first few. */
  readonly samples: readonly Skipped[];
}

const MAX_SAMPLES = 5;

/** `add` is an `OnSkipped`; `tallies` answers what was added so far, most frequent first. */
export function skippedCounter(): { readonly add: OnSkipped; readonly tallies: () => readonly SkippedTally[] } {
  const byReason = new Map<SkipReason, { count: number; samples: Skipped[] }>();
  return {
    add(skipped) {
      const tally = byReason.get(skipped.reason) ?? { count: 0, samples: [] };
      tally.count += 1;
      if (tally.samples.length < MAX_SAMPLES) tally.samples.push(skipped);
      byReason.set(skipped.reason, tally);
    },
    tallies: () =>
      [...byReason]
        .map(([reason, { count, samples }]) => ({ reason, count, samples: [...samples] }))
        .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
  };
}
