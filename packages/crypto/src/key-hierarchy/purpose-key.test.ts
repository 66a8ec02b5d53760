import { expect, test } from "vitest";
import { open, seal } from "../envelope/seal.ts";
import { keyForUse, tableKey } from "./purpose-key.ts";

const BYTES = new Uint8Array(32).fill(3);
const PLACE = { table: "accounts", column: "name", rowId: "1", keyId: "purpose/subjects/v1" };

test("one key and one table always give the same key", () => {
  const sealed = seal(tableKey(keyForUse("subjects", BYTES), "accounts"), PLACE, BYTES);
  expect(open(tableKey(keyForUse("subjects", BYTES), "accounts"), PLACE, sealed)).toBeDefined();
});

test("another table or another key gives another key", () => {
  const sealed = seal(tableKey(keyForUse("subjects", BYTES), "accounts"), PLACE, BYTES);
  expect(open(tableKey(keyForUse("subjects", BYTES), "devices"), PLACE, sealed)).toBeUndefined();
  const other = keyForUse("subjects", new Uint8Array(32).fill(4));
  expect(open(tableKey(other, "accounts"), PLACE, sealed)).toBeUndefined();
});

test("a key of the hierarchy has 32 bytes", () => {
  for (const length of [16, 31, 33]) expect(() => keyForUse("audit", new Uint8Array(length))).toThrow(RangeError);
});
