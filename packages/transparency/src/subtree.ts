/** Ranges of leaves that have one hash in a tree: what proofs are made of. Sizes are safe integers (below 2^53). */

/** The leaves from `start` up to, not including, `end`. */
export interface Subtree {
  readonly start: number;
  readonly end: number;
}

/** The root of 2^height leaves, the `index`-th such from the left. */
export interface PerfectSubtree {
  readonly height: number;
  readonly index: number;
}

export function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** The largest power of two smaller than `size` (RFC 6962 §2.1, "k"); `size` is at least 2. */
export function splitPoint(size: number): number {
  return 2 ** heightBelow(size);
}

/** Whether a tree of any larger size has a node over exactly these leaves, complete or at its right edge. */
export function isSubtree({ start, end }: Subtree): boolean {
  if (!isSize(start) || !isSize(end) || start >= end) return false;
  const length = end - start;
  return start % (length === 1 ? 1 : 2 * splitPoint(length)) === 0;
}

/** The perfect subtrees that make up a subtree, largest first: one for each bit of its length. */
export function perfectSubtrees({ start, end }: Subtree): readonly PerfectSubtree[] {
  const parts: PerfectSubtree[] = [];
  let from = start;
  while (from < end) {
    const height = heightBelow(end - from + 1);
    parts.push({ height, index: from / 2 ** height });
    from += 2 ** height;
  }
  return parts;
}

/** The largest h with 2^h < size. Logarithms in floating point are off by one near powers of two, so this counts. */
function heightBelow(size: number): number {
  let height = 0;
  while (2 ** (height + 1) < size) height++;
  return height;
}
