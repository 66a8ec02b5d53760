import { expect, test } from "vitest";
import { factSalt } from "./fact-salt.ts";
import { keyForUse } from "./purpose-key.ts";

const KEY = keyForUse("subject", new Uint8Array(32).fill(1));

test("every fact of every leaf under every key has its own salt of 32 bytes", () => {
  const salts = [
    factSalt(KEY, { leafIndex: 0, position: 0 }),
    factSalt(KEY, { leafIndex: 0, position: 1 }),
    factSalt(KEY, { leafIndex: 1, position: 0 }),
    factSalt(keyForUse("audit", new Uint8Array(32)), { leafIndex: 0, position: 0 }),
  ];
  expect(new Set(salts.map((salt) => Buffer.from(salt).toString("hex"))).size).toBe(salts.length);
  expect(salts.every((salt) => salt.length === 32)).toBe(true);
});

test("a fact always has the same salt, so that its commitment can be opened later", () => {
  expect(factSalt(KEY, { leafIndex: 5, position: 2 })).toEqual(factSalt(KEY, { leafIndex: 5, position: 2 }));
});
