import { LIMITS } from "@warbler/protocol";
import { expect, test } from "vitest";
import { reachFromDetail } from "./erasure-reach.ts";

const [room, account, other] = ["AAAAAAAAAAAAAAAAAAAAAA", "AQAAAAAAAAAAAAAAAAAAAA", "AgAAAAAAAAAAAAAAAAAAAA"] as const;
const base = { erasure: "x", room, number: 1, toSeq: 100 };
const at = (seq: number, author: string = account, atMs = Date.UTC(2026, 10, 30)) =>
  ({ seq, author, atMs }) as Parameters<NonNullable<ReturnType<typeof reachFromDetail>>["reaches"]>[0];
const reached = (detail: Parameters<typeof reachFromDetail>[0], ...records: ReturnType<typeof at>[]) =>
  records.map((record) => reachFromDetail({ ...base, ...detail })?.reaches(record));

test("a message, a person, a month and a room are reached, up to the room's end at that time, and what is named besides", () => {
  expect(reached({ what: "message", seq: 7, also: "9 11" }, at(7), at(8), at(9), at(11))).toEqual([
    true,
    false,
    true,
    true,
  ]);
  expect(reached({ what: "person", account }, at(1), at(1, other), at(101))).toEqual([true, false, false]);
  expect(reached({ what: "room" }, at(1), at(100), at(101))).toEqual([true, true, false]);
  const days = [Date.UTC(2026, 10, 1) - 1, Date.UTC(2026, 10, 1), Date.UTC(2026, 11, 1) - 1, Date.UTC(2026, 11, 1)];
  const inMonth = reached({ what: "month", month: "2026-11" }, ...days.map((atMs) => at(1, account, atMs)));
  expect(inMonth).toEqual([false, true, true, false]);
});

test.each([
  ["a kind of a newer version", { what: "word" }],
  ["a narrower scope than its kind has", { what: "room", seq: 3 }],
  ["something that is not known", { what: "room", except: account }],
  ["no number of a record", { what: "message" }],
  ["no author", { what: "person" }],
  ["no month", { what: "month", month: "2026-13" }],
  ["no room", { what: "room", room: "" }],
  ["no count", { what: "room", number: 0 }],
  ["no end", { what: "room", toSeq: -1 }],
  ["numbers that are none", { what: "room", also: "1  2" }],
  ["too many numbers", { what: "room", also: Array.from({ length: LIMITS.erasedNumbers + 1 }, () => "1").join(" ") }],
] as const)("an erasure with %s reaches nothing", (_what, detail) => {
  expect(reachFromDetail({ ...base, ...detail })).toBeUndefined();
});
