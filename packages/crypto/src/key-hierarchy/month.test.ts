import { expect, test } from "vitest";
import { monthFromText, monthOf, monthText } from "./month.ts";

test("a month begins and ends at midnight UTC", () => {
  expect(monthText(monthOf(Date.UTC(2026, 10, 1)))).toBe("2026-11");
  expect(monthText(monthOf(Date.UTC(2026, 10, 1) - 1))).toBe("2026-10");
  expect(monthText(monthOf(Date.UTC(2027, 0, 1) - 1))).toBe("2026-12");
  expect(monthOf(Date.UTC(2026, 10, 1))).toBe(2026 * 12 + 10);
});

test("its text and its number say the same, from 1970 to 9999", () => {
  for (const timeMs of [0, Date.UTC(2000, 1, 29), Date.UTC(9999, 11, 31)]) {
    expect(monthFromText(monthText(monthOf(timeMs)))).toBe(monthOf(timeMs));
  }
});

test("times outside those years and other texts are no months", () => {
  for (const timeMs of [-1, Date.UTC(10_000, 0), Number.NaN, 8.64e15 + 1])
    expect(() => monthOf(timeMs)).toThrow(RangeError);
  for (const text of ["", "2026", "2026-1", "2026-00", "2026-13", "1969-12", "2026-11 ", "2026-11-01"]) {
    expect(monthFromText(text)).toBeUndefined();
  }
});
