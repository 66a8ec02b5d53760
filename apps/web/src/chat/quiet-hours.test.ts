import { expect, test } from "vitest";
import { isQuietAt } from "./quiet-hours.ts";

/** Monday the fifth of January 2026, in the time of this machine. */
const at = (day: number, hours: number, minutes = 0) => new Date(2026, 0, 4 + day, hours, minutes);
const night = { isOn: true, from: "22:00", to: "08:00", days: [1, 2, 3, 4, 5] };

test("a night is quiet from its first minute to before its last, past midnight", () => {
  expect(isQuietAt(night, at(1, 21, 59))).toBe(false);
  expect(isQuietAt(night, at(1, 22))).toBe(true);
  expect(isQuietAt(night, at(2, 7, 59))).toBe(true);
  expect(isQuietAt(night, at(2, 8))).toBe(false);
});

test("it belongs to the day on which it begins", () => {
  expect(isQuietAt(night, at(1, 3))).toBe(false);
  expect(isQuietAt(night, at(6, 3))).toBe(true);
  expect(isQuietAt(night, at(6, 23))).toBe(false);
});

test("hours of one day stay in it, the same time twice is the whole day, and off is off", () => {
  const noon = { isOn: true, from: "12:00", to: "13:30", days: [3] };
  expect(
    [at(3, 11, 59), at(3, 12), at(3, 13, 29), at(3, 13, 30), at(4, 12)].map((one) => isQuietAt(noon, one)),
  ).toEqual([false, true, true, false, false]);
  const day = { isOn: true, from: "00:00", to: "00:00", days: [0] };
  expect([at(0, 0), at(0, 23, 59), at(1, 0), at(1, 12)].map((one) => isQuietAt(day, one))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(isQuietAt({ ...night, isOn: false }, at(1, 23))).toBe(false);
});
