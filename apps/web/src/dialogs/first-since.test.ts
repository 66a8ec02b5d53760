import fc from "fast-check";
import { expect, test } from "vitest";
import { firstSince } from "./first-since.ts";

/** A room whose messages have these numbers, each at its number in time. */
function room(seqs: readonly number[], lastSeq: number) {
  const looks: number[] = [];
  return {
    looks,
    search: (atMs: number) =>
      firstSince({
        atMs,
        lastSeq,
        newestUpTo: async (seq) => {
          looks.push(seq);
          const found = seqs.findLast((one) => one <= seq);
          return found === undefined ? undefined : { seq: found, atMs: found };
        },
      }),
  };
}

test("it is the first message since the moment, or the newest where none is", async () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 3_000 }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(numbers, fc.integer({ min: 0, max: 3_100 }), async (unsorted, atMs) => {
      const seqs = unsorted.toSorted((a, b) => a - b);
      const { search } = room(seqs, 3_000);
      expect(await search(atMs)).toBe(seqs.find((seq) => seq >= atMs) ?? seqs.at(-1));
    }),
  );
});

test("a hundred thousand messages take few looks, and a late day none far back", async () => {
  const all = Array.from({ length: 100_000 }, (_, at) => at + 1);
  const far = room(all, 100_000);
  expect(await far.search(1_234)).toBe(1_234);
  expect(far.looks.length).toBeLessThan(40);
  const late = room(all, 100_000);
  expect(await late.search(99_900)).toBe(99_900);
  expect(Math.min(...late.looks)).toBeGreaterThanOrEqual(99_750);
});
