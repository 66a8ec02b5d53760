import { describe, expect, test } from "vitest";
import { median, pairedRatio, percentile } from "./statistics.ts";

const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);

describe("percentile", () => {
  test("is the nearest rank, whatever the order of the samples", () => {
    expect(percentile(oneToHundred, 50)).toBe(50);
    expect(percentile(oneToHundred, 99)).toBe(99);
    expect(percentile(oneToHundred, 100)).toBe(100);
  });

  test("of a single sample is that sample at every rank", () => {
    expect([0.1, 50, 99.9, 100].map((rank) => percentile([7], rank))).toEqual([7, 7, 7, 7]);
  });

  test("orders numbers as numbers and not as text", () => {
    expect(percentile([9, 10, 100], 100)).toBe(100);
  });

  test("of nothing is refused", () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
});

describe("median", () => {
  test("is the middle of an odd number and the mean of the middle two of an even number", () => {
    expect(median([30, 10, 20])).toBe(20);
    expect(median([40, 10, 30, 20])).toBe(25);
  });

  test("of nothing is refused", () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe("pairedRatio", () => {
  test("compares each round with its own reference, so a slow minute cancels out", () => {
    expect(pairedRatio([80, 8, 800], [100, 10, 1000])).toBe(0.8);
  });

  test("ignores a round whose reference is missing or zero", () => {
    expect(pairedRatio([5, 6, 7], [10, 0])).toBe(0.5);
  });

  test("without a single pair is refused", () => {
    expect(() => pairedRatio([1], [])).toThrow(RangeError);
  });
});
