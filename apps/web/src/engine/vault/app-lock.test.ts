import { expect, test } from "vitest";
import * as z from "zod/mini";
import { appLock, makeLock, openLock } from "./app-lock.ts";
import { openValue, sealValue } from "./value-cipher.ts";

const salt = new Uint8Array(32).fill(7);
const secret = (byte: number) => ({ means: "passkey" as const, secret: new Uint8Array(32).fill(byte) });

/** Whether two keys are one. */
async function isSame(one: CryptoKey, other: CryptoKey): Promise<boolean> {
  const sealed = await sealValue(one, "place", new Uint8Array([1, 2, 3]));
  return (await openValue(other, "place", sealed)) !== undefined;
}

test("a lock opens with the secret it was made with, after it was kept as text, and its key cannot be read out", async () => {
  const { lock, key } = await makeLock({ salt, secret: secret(1), credential: new Uint8Array([9]) });
  const kept = z.parse(appLock, JSON.parse(JSON.stringify(z.encode(appLock, lock))));
  const opened = await openLock(kept, secret(1));
  expect(opened !== undefined && (await isSame(key, opened))).toBe(true);
  expect([key.extractable, opened?.extractable]).toEqual([false, false]);
});

test("it opens with nothing else: another secret, another salt, other means, or a byte changed", async () => {
  const { lock } = await makeLock({ salt, secret: secret(1) });
  expect(await openLock(lock, secret(2))).toBeUndefined();
  expect(await openLock({ ...lock, salt: new Uint8Array(32) }, secret(1))).toBeUndefined();
  expect(await openLock(lock, { means: "password", password: "\u0001".repeat(32) })).toBeUndefined();
  for (let at = 0; at < lock.wrapped.length; at++) {
    const wrapped = lock.wrapped.slice();
    wrapped[at] = (wrapped[at] ?? 0) ^ 1;
    expect(await openLock({ ...lock, wrapped }, secret(1))).toBeUndefined();
  }
});

test("a password opens it however its characters were composed, and a wrong one does not", async () => {
  const { lock } = await makeLock({ salt, secret: { means: "password", password: "caf\u00e9 at noon" } });
  expect(await openLock(lock, { means: "password", password: "cafe\u0301 at noon" })).toBeDefined();
  expect(await openLock(lock, { means: "password", password: "cafe at noon" })).toBeUndefined();
});

test("two locks with one secret have two keys", async () => {
  const [one, other] = [await makeLock({ salt, secret: secret(1) }), await makeLock({ salt, secret: secret(1) })];
  expect(await isSame(one.key, other.key)).toBe(false);
});
