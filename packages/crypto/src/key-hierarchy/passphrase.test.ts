import { scryptSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Secret } from "../secret.ts";
import { type Argon2id, DEFAULT_ARGON2, unwrapRootKey, wrapRootKey } from "./passphrase.ts";

/** Any function that depends on all its inputs shows what the format guarantees; the server's tests use the real one. */
const argon2id: Argon2id = async (passphrase, salt, cost) =>
  scryptSync(`${passphrase.reveal()}|${cost.memoryKiB}|${cost.passes}|${cost.lanes}`, salt, 32, { N: 2 });
const neverCalled: Argon2id = () => Promise.reject(new Error("the slow function was called"));

const ROOT_KEY = Uint8Array.from({ length: 32 }, (_, at) => at);
const passphrase = new Secret("correct horse battery staple");
const file = await wrapRootKey({ rootKey: ROOT_KEY, passphrase, cost: DEFAULT_ARGON2, argon2id });

test("the passphrase gives the root key back", async () => {
  const rootKey = await unwrapRootKey({ file, passphrase, argon2id });
  expect(new Uint8Array(rootKey?.reveal() ?? [])).toEqual(ROOT_KEY);
});

test("the file does not contain the root key", () => {
  expect(Buffer.from(file).includes(Buffer.from(ROOT_KEY))).toBe(false);
});

describe("the file does not open", () => {
  test("with another passphrase", async () => {
    expect(await unwrapRootKey({ file, passphrase: new Secret("Correct horse"), argon2id })).toBeUndefined();
  });

  test("with any of its bits flipped", async () => {
    for (let bit = 0; bit < file.length * 8; bit++) {
      const changed = new Uint8Array(file);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await unwrapRootKey({ file: changed, passphrase, argon2id })).toBeUndefined();
    }
  });

  test("cut off at any length or with a byte added, and no time is spent on it", async () => {
    const parts = Array.from(file, (_, length) => file.subarray(0, length));
    for (const part of [...parts, Buffer.concat([file, Uint8Array.of(0)])]) {
      expect(await unwrapRootKey({ file: part, passphrase, argon2id: neverCalled })).toBeUndefined();
    }
  });

  test.each([
    ["more memory", 2, 1024 * 1024 + 1],
    ["less memory", 2, 19 * 1024 - 1],
    ["more passes", 6, 17],
    ["fewer passes", 6, 1],
  ])("when it asks for %s than the bounds allow, and no time is spent on it", async (_what, at, value) => {
    const changed = Buffer.from(file);
    changed.writeUInt32BE(value, at);
    expect(await unwrapRootKey({ file: changed, passphrase, argon2id: neverCalled })).toBeUndefined();
  });
});

test("no file is written with a cost outside the bounds or for a key of another length", async () => {
  const input = { rootKey: ROOT_KEY, passphrase, cost: DEFAULT_ARGON2, argon2id: neverCalled };
  for (const cost of [{ memoryKiB: 1024 }, { passes: 1 }, { passes: 2.5 }, { lanes: 0 }, { lanes: 17 }]) {
    await expect(wrapRootKey({ ...input, cost: { ...DEFAULT_ARGON2, ...cost } })).rejects.toThrow(RangeError);
  }
  await expect(wrapRootKey({ ...input, rootKey: new Uint8Array(31) })).rejects.toThrow(RangeError);
});
