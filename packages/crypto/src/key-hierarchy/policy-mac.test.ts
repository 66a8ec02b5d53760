import { describe, expect, test } from "vitest";
import { isPolicyTag, type PolicyRow, policyTag } from "./policy-mac.ts";
import { keyForUse } from "./purpose-key.ts";

const KEY = keyForUse("policy", new Uint8Array(32).fill(5));
const ROW: PolicyRow = {
  table: "roles",
  columns: [
    ["account", "alice"],
    ["role", 1],
    ["scope", null],
    ["mark", Uint8Array.of(0x31)],
  ],
};
const TAG = policyTag(KEY, ROW);
const withColumn = (at: number, column: PolicyRow["columns"][number]) => ({
  ...ROW,
  columns: ROW.columns.with(at, column),
});

test("a row's tag has 32 bytes and is accepted for that row", () => {
  expect(TAG).toHaveLength(32);
  expect(isPolicyTag(KEY, ROW, TAG)).toBe(true);
});

describe("a tag is refused", () => {
  test.each<[string, PolicyRow]>([
    ["for another table", { ...ROW, table: "role" }],
    ["for a column of another name", withColumn(0, ["person", "alice"])],
    ["for another text", withColumn(0, ["account", "mallory"])],
    ["for another number", withColumn(1, ["role", 2])],
    ["for a number written as text", withColumn(1, ["role", "1"])],
    ["for an empty text in place of null", withColumn(2, ["scope", ""])],
    ["for no bytes in place of null", withColumn(2, ["scope", new Uint8Array(0)])],
    ["for text in place of the same bytes", withColumn(3, ["mark", "1"])],
    ["for columns in another order", { ...ROW, columns: ROW.columns.toReversed() }],
    ["with a column missing", { ...ROW, columns: ROW.columns.slice(0, 3) }],
    ["with a column more", { ...ROW, columns: [...ROW.columns, ["more", null]] }],
  ])("%s", (_why, row) => {
    expect(isPolicyTag(KEY, row, TAG)).toBe(false);
  });

  test("under another key", () => {
    expect(isPolicyTag(keyForUse("policy", new Uint8Array(32)), ROW, TAG)).toBe(false);
  });

  test("cut off, empty or with any bit flipped", () => {
    for (let length = 0; length < TAG.length; length++)
      expect(isPolicyTag(KEY, ROW, TAG.subarray(0, length))).toBe(false);
    for (let bit = 0; bit < TAG.length * 8; bit++) {
      const changed = new Uint8Array(TAG);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(isPolicyTag(KEY, ROW, changed)).toBe(false);
    }
  });
});

test("a database that gives back 0 for -0 still has the row's tag", () => {
  expect(policyTag(KEY, withColumn(1, ["role", -0]))).toEqual(policyTag(KEY, withColumn(1, ["role", 0])));
});

test("numbers that a database may round are refused", () => {
  for (const value of [0.5, 2 ** 53, Number.NaN]) {
    expect(() => policyTag(KEY, withColumn(1, ["role", value]))).toThrow(RangeError);
  }
});
