/** The chains that an account's keychain has had: one, and one more for each time that it was begun anew. */
import { beginsChain, EMPTY_KEYCHAIN, type KeychainHead, type KeychainSegment } from "@warbler/crypto/keychain";

export interface Chain {
  /** What the first entry follows. */
  readonly start: KeychainHead;
  /** Segments of this chain, in their order; none before recovery was set up. */
  readonly segments: readonly KeychainSegment[];
  /** Where the next chain begins; undefined for the one that counts. */
  readonly endLength: number | undefined;
}

/** Oldest first; the last one counts. `segments`: all that the account had, in their order. */
export function chainsOf(segments: readonly KeychainSegment[]): readonly [...Chain[], Chain] {
  const ended: Chain[] = [];
  let start = EMPTY_KEYCHAIN;
  let own: KeychainSegment[] = [];
  for (const segment of segments) {
    // A further segment before the first entry pins the same beginning.
    if (beginsChain(segment) && segment.after.length > start.length) {
      ended.push({ start, segments: own, endLength: segment.after.length });
      start = segment.after;
      own = [];
    }
    own.push(segment);
  }
  return [...ended, { start, segments: own, endLength: undefined }];
}

/** What the segments say of the chain: the hash at each length that one pinned. */
export function pinsOf({ start, segments }: Chain): ReadonlyMap<number, Uint8Array> {
  return new Map(
    segments.flatMap(({ after }) => (after.length > start.length ? [[after.length, after.hash] as const] : [])),
  );
}
