import { expect, test } from "vitest";
import { lookupValue } from "./blind.ts";
import { keyForUse } from "./purpose-key.ts";

const KEY = keyForUse("blind", new Uint8Array(32).fill(6));

test("equal texts in one field have equal values of 32 bytes", () => {
  expect(lookupValue(KEY, "account-email", "alice@example.org")).toHaveLength(32);
  expect(lookupValue(KEY, "account-email", "alice@example.org")).toEqual(
    lookupValue(KEY, "account-email", "alice@example.org"),
  );
});

test("another text, field or key gives another value", () => {
  const values = [
    lookupValue(KEY, "account-email", "alice"),
    lookupValue(KEY, "account-email", "alice "),
    lookupValue(KEY, "account-name", "alice"),
    lookupValue(KEY, "account-emaila", "lice"),
    lookupValue(keyForUse("blind", new Uint8Array(32)), "account-email", "alice"),
  ].map((value) => Buffer.from(value).toString("hex"));
  expect(new Set(values).size).toBe(values.length);
});
