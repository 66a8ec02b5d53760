import { beforeAll, describe, expect, test } from "vitest";
import { newPerson, newSeedKey } from "../testing/people.ts";
import { isSafetyNumberPayload, type RootOfAccount, safetyNumber } from "./safety-number.ts";

let alice: RootOfAccount;
let bob: RootOfAccount;

beforeAll(async () => {
  const [a, b] = [await newPerson(), await newPerson()];
  alice = { account: a.account, root: a.root.verifyingKey };
  bob = { account: b.account, root: b.root.verifyingKey };
});

test("a safety number is twelve groups of five digits, the same on both sides", async () => {
  const number = await safetyNumber(alice, bob);
  expect(number.digits).toMatch(/^\d{5}( \d{5}){11}$/);
  expect(await safetyNumber(bob, alice)).toEqual(number);
});

test("another root on either side changes it, and so does another account", async () => {
  const number = await safetyNumber(alice, bob);
  const root = (await newSeedKey()).verifyingKey;
  expect((await safetyNumber({ ...alice, root }, bob)).digits).not.toBe(number.digits);
  expect((await safetyNumber(alice, { ...bob, root })).digits).not.toBe(number.digits);
  expect((await safetyNumber({ ...alice, account: bob.account }, bob)).digits).not.toBe(number.digits);
});

describe("a scanned code", () => {
  test("is accepted on both sides", async () => {
    const { payload } = await safetyNumber(alice, bob);
    expect(await isSafetyNumberPayload(payload, [alice, bob])).toBe(true);
    expect(await isSafetyNumberPayload(payload, [bob, alice])).toBe(true);
  });

  test("is refused for other people, cut off, or with another beginning", async () => {
    const { payload } = await safetyNumber(alice, bob);
    const root = (await newSeedKey()).verifyingKey;
    expect(await isSafetyNumberPayload(payload, [alice, { ...bob, root }])).toBe(false);
    for (let length = 0; length < payload.length; length++)
      expect(await isSafetyNumberPayload(payload.slice(0, length), [alice, bob])).toBe(false);
    expect(await isSafetyNumberPayload(payload.replace(":1:", ":2:"), [alice, bob])).toBe(false);
  });
});
