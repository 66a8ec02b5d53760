import { expect, test } from "vitest";
import { durationText, sizeText, timeMsFromText } from "./time-text.ts";

test.each([
  ["2026-03-01T14:05Z", Date.UTC(2026, 2, 1, 14, 5)],
  ["2026-03-01 14:05:09+08:00", Date.UTC(2026, 2, 1, 6, 5, 9)],
  ["2026-03-01", new Date(2026, 2, 1).getTime()],
  ["1772373900000", 1_772_373_900_000],
])("a time can be written as %s", (text, atMs) => {
  expect(timeMsFromText(text)).toBe(atMs);
});

test.each(["", "yesterday", "2026-13-01", "2026-03-01T25:00", "12", "1969-01-01"])("%j is no time", (text) => {
  expect(timeMsFromText(text)).toBeUndefined();
});

test("durations and sizes are short", () => {
  expect([0, 59_400, 60_000, 7_380_000].map(durationText)).toEqual(["0 s", "59 s", "1 min 00 s", "2 h 03 min"]);
  expect([0, 1_023, 1_536, 2 ** 31].map(sizeText)).toEqual(["0 B", "1023 B", "1.5 KiB", "2.0 GiB"]);
});
