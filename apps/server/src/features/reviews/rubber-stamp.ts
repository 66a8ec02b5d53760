/** What a reviewer's decisions look like by their times. A rule that is told with its numbers, as evidence. Pure. */
import type { AccountId, Decision, ReviewerProgress } from "@warbler/protocol";

export interface DecidedBatch {
  readonly account: AccountId;
  readonly atMs: number;
  readonly decisions: readonly (readonly [item: number, decision: Decision, reason: string])[];
}
const LEAST_DECISIONS = 20;
const KEPT_SHARE = 0.95;
const FASTER_THAN_MS = 2_000;

/** One entry for each reviewer, in the order of their first decisions. `batches` are in the order of time. */
export function progressOf(batches: readonly DecidedBatch[]): readonly ReviewerProgress[] {
  const byReviewer = new Map<AccountId, DecidedBatch[]>();
  for (const batch of batches) {
    const known = byReviewer.get(batch.account);
    if (known === undefined) byReviewer.set(batch.account, [batch]);
    else known.push(batch);
  }
  return [...byReviewer].map(([account, own]) => progressOfOne(account, own));
}

function progressOfOne(account: AccountId, batches: readonly DecidedBatch[]): ReviewerProgress {
  const keptIn = ({ decisions }: DecidedBatch) => decisions.filter(([, decision]) => decision === "keep").length;
  const total = batches.reduce((sum, { decisions }) => sum + decisions.length, 0);
  const kept = batches.reduce((sum, batch) => sum + keptIn(batch), 0);
  const medianMs = medianGap(batches);
  return {
    account,
    kept,
    removed: total - kept,
    ...(medianMs !== undefined && { medianMs }),
    keptInBulk: batches.reduce((sum, batch) => sum + (batch.decisions.length > 1 ? keptIn(batch) : 0), 0),
    rubberStamp:
      total >= LEAST_DECISIONS && kept / total > KEPT_SHARE && medianMs !== undefined && medianMs < FASTER_THAN_MS,
  };
}

/** The middle one of the times between decisions: those of one request share the time since the one before. */
function medianGap(batches: readonly DecidedBatch[]): number | undefined {
  const gaps: number[] = [];
  for (const [at, { atMs, decisions }] of batches.entries()) {
    const before = batches[at - 1];
    // The first request has nothing before it; of several decided at once in it, the others took no time of their own.
    const each = before === undefined ? 0 : (atMs - before.atMs) / decisions.length;
    const counted = before === undefined ? decisions.length - 1 : decisions.length;
    for (let one = 0; one < counted; one++) gaps.push(each);
  }
  gaps.sort((a, b) => a - b);
  const middle = gaps[Math.floor(gaps.length / 2)];
  return middle === undefined ? undefined : Math.round(middle);
}
