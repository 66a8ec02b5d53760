/**
 * The first message since a moment, by few looks: back from the newest in steps that double until one comes before the moment, then by
 * halves. Times rise with the numbers, except where older messages were imported later.
 */
interface Moment {
  readonly seq: number;
  readonly atMs: number;
}

interface Search {
  readonly atMs: number;
  readonly lastSeq: number;
  /** The newest message with this number or a lower one. */
  readonly newestUpTo: (seq: number) => Promise<Moment | undefined>;
}

const FIRST_STEP = 250;

/** The newest message where none is since then; undefined where there is none at all. */
export async function firstSince({ atMs, lastSeq, newestUpTo }: Search): Promise<number | undefined> {
  const newest = await newestUpTo(lastSeq);
  if (newest === undefined || newest.atMs < atMs) return newest?.seq;
  let since = newest.seq;
  let before = 0;
  for (let step = FIRST_STEP; before === 0 && step < lastSeq; step *= 2) {
    const found = await newestUpTo(lastSeq - step);
    if (found === undefined || found.atMs < atMs) before = lastSeq - step;
    else since = found.seq;
  }
  while (since - before > 1) {
    const middle = Math.floor((before + since) / 2);
    const found = await newestUpTo(middle);
    if (found === undefined || found.atMs < atMs) before = middle;
    else since = found.seq;
  }
  return since;
}
