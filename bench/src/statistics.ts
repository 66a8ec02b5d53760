// The few statistics the benchmark reports. All take unsorted samples and refuse an empty list.

/** The nearest-rank percentile, `0 < rank <= 100`: the smallest sample that at least `rank` % of samples do not exceed. */
export function percentile(samples: readonly number[], rank: number): number {
  const sorted = Float64Array.from(samples).sort();
  const value = sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)];
  if (value === undefined) throw new RangeError("percentile needs at least one sample, got none");
  return value;
}

/** The middle sample, or the mean of the two middle ones. */
export function median(samples: readonly number[]): number {
  const sorted = Float64Array.from(samples).sort();
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new RangeError("median needs at least one sample, got none");
  return (lower + upper) / 2;
}

/**
 * The median of each round's own ratio `subject / reference`. Pairing by round cancels what the machine did in that
 * minute, which the ratio of two medians would not. Surplus rounds of either side are ignored.
 */
export function pairedRatio(subject: readonly number[], reference: readonly number[]): number {
  const ratios = subject.flatMap((value, round) => {
    const base = reference[round];
    return base === undefined || base === 0 ? [] : [value / base];
  });
  return median(ratios);
}
