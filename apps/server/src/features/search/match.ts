/** Finds the records whose words may fulfil a query. */
import type { Words } from "./postings.ts";
import { wordsOf } from "./words.ts";

/** Seqs of records that hold every word of every term, rising. Whoever asks opens each record and looks. */
export function matchesIn(words: Words, terms: readonly string[]): readonly number[] {
  const lists: (readonly number[])[] = [];
  for (const term of terms) {
    const parts = [...wordsOf(term)];
    for (const [at, word] of parts.entries()) {
      // The last word of a term may be the beginning of a longer one.
      const mayContinue = at === parts.length - 1 && word.length >= 2;
      const seqs = mayContinue ? union(words.seqsStarting(word)) : words.seqsOf(word);
      if (seqs.length === 0) return [];
      lists.push(seqs);
    }
  }
  const [rarest = [], ...others] = lists.sort((a, b) => a.length - b.length);
  return others.reduce((found, list) => found.filter((seq) => holds(list, seq)), rarest);
}

function union(lists: readonly (readonly number[])[]): readonly number[] {
  const [first = []] = lists;
  return lists.length <= 1 ? first : [...new Set(lists.flat())].sort((a, b) => a - b);
}

function holds(rising: readonly number[], seq: number): boolean {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return rising[low] === seq;
}
