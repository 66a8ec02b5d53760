import type { AccountId } from "@warbler/protocol";
import { newId } from "@warbler/protocol";
import { expect, test } from "vitest";
import { progressOf } from "./rubber-stamp.ts";

const account = newId<AccountId>();
const one = (atMs: number, decision: "keep" | "remove" = "keep") => ({
  account,
  atMs,
  decisions: [[0, decision, ""]] as const,
});
const every = (count: number, ms: number) => Array.from({ length: count }, (_, at) => one(at * ms));

test("many kept, each in under two seconds, is told as evidence", () => {
  expect(progressOf(every(20, 1_900))).toEqual([
    { account, kept: 20, removed: 0, medianMs: 1_900, keptInBulk: 0, rubberStamp: true },
  ]);
});

test("slower, fewer, or with removals among them is not", () => {
  expect(progressOf(every(20, 2_000))[0]).toMatchObject({ rubberStamp: false });
  expect(progressOf(every(19, 10))[0]).toMatchObject({ rubberStamp: false });
  expect(progressOf([...every(19, 10), one(200, "remove")])[0]).toMatchObject({ removed: 1, rubberStamp: false });
  expect(progressOf([one(0)])).toEqual([{ account, kept: 1, removed: 0, keptInBulk: 0, rubberStamp: false }]);
});

test("what is kept at once shares its time, and is counted as that", () => {
  const decisions = Array.from({ length: 30 }, (_, at) => [at, "keep", ""] as const);
  const bulk = { account, atMs: 60_000, decisions };
  expect(progressOf([bulk])[0]).toMatchObject({ keptInBulk: 30, medianMs: 0, rubberStamp: true });
  expect(progressOf([one(0), bulk])[0]).toMatchObject({ keptInBulk: 30, medianMs: 2_000, rubberStamp: false });
});

test("each reviewer is judged by their own decisions", () => {
  const other = newId<AccountId>();
  const both = progressOf([...every(20, 10), { ...one(1_000_000, "remove"), account: other }]);
  expect(both.map(({ account: who, rubberStamp }) => [who, rubberStamp])).toEqual([
    [account, true],
    [other, false],
  ]);
});
