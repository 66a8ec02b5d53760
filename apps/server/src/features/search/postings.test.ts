import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesIn } from "./match.ts";
import { encodePostings, Postings, type SeqsByWord } from "./postings.ts";
import { fold, termsOf, wordsOf } from "./words.ts";

const indexOf = (...texts: string[]): SeqsByWord => {
  const seqs = new Map<string, number[]>();
  for (const [at, text] of texts.entries())
    for (const word of wordsOf(fold(text))) seqs.set(word, [...(seqs.get(word) ?? []), at + 1]);
  return seqs;
};
const encoded = (words: SeqsByWord, base = 0) => new Postings(encodePostings(words, base), base);
const found = (query: string, ...texts: string[]) => matchesIn(encoded(indexOf(...texts)), termsOf(query));

describe("postings", () => {
  test("find Chinese words of one, two and more characters", () => {
    const texts = ["安全意识培训", "端到端加密", "意识", "nothing"];
    expect(found("密", ...texts)).toEqual([2]);
    expect(found("意识", ...texts)).toEqual([1, 3]);
    expect(found("安全意识", ...texts)).toEqual([1]);
    expect(found("无", ...texts)).toEqual([]);
  });

  test("find a word by its beginning and all of several words", () => {
    const texts = ["encryption works", "encrypt this", "works"];
    expect(found("encrypt", ...texts)).toEqual([1, 2]);
    expect(found("encryption works", ...texts)).toEqual([1]);
    expect(found("works encryption", ...texts)).toEqual([1]);
  });

  test("give back what was put in, for any words, seqs and bases", () => {
    const list = fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 32 - 1 }), { minLength: 1 });
    const words = fc.dictionary(fc.string({ minLength: 1, unit: "grapheme" }), list);
    fc.assert(
      fc.property(words, (dictionary) => {
        const rising = new Map(
          Object.entries(dictionary).map(([word, seqs]) => [word, seqs.toSorted((a, b) => a - b)] as const),
        );
        const base = Math.min(2 ** 32, ...[...rising.values()].flat()) - 1;
        const postings = encoded(rising, base);
        expect(new Map(postings.entries())).toEqual(rising);
        for (const [word, seqs] of rising) {
          expect(postings.seqsOf(word)).toEqual(seqs);
          const starting = [...rising].filter(([other]) => other.startsWith(word)).map(([, of]) => of);
          expect(new Set(postings.seqsStarting(word).map(String))).toEqual(new Set(starting.map(String)));
        }
      }),
    );
  });
});
