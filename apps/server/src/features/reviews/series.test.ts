import { expect, test } from "vitest";
import { remindersDue } from "./remind.ts";
import { nextAfter } from "./series.ts";

const at = (text: string) => Date.parse(`${text}T08:30:00.000Z`);

test("a series goes on by the calendar, and a month that is too short ends on its last day", () => {
  for (const [from, repeat, next] of [
    ["2026-01-05", "weekly", "2026-01-12"],
    ["2026-01-31", "monthly", "2026-02-28"],
    ["2028-01-31", "monthly", "2028-02-29"],
    ["2026-11-30", "quarterly", "2027-02-28"],
    ["2026-12-15", "monthly", "2027-01-15"],
    ["2028-02-29", "yearly", "2029-02-28"],
  ] as const)
    expect(nextAfter(at(from), repeat), `${from} ${repeat}`).toBe(at(next));
  for (const event of ["role-change", "dormant"] as const) expect(nextAfter(at("2026-01-05"), event)).toBeUndefined();
});

test("a reminder comes on its day, and none that would have come before the start", () => {
  const day = 24 * 3_600_000;
  const row = { started_ms: 0, due_ms: 5 * day };
  const due = (nowMs: number) => remindersDue({ row, about: { reminderDays: [7, 3, 1] } } as never, nowMs);
  expect([0, 2 * day - 1, 2 * day, 4 * day, 5 * day].map(due)).toEqual([0, 0, 1, 2, 2]);
});
