import { createHash } from "node:crypto";
import { LIMITS, newId, type RecoveryCheckId } from "@warbler/protocol";
import { create, fromBinary, KeychainEntrySchema, KeychainPageSchema, toBinary } from "@warbler/protocol/wire";
import { openWorld, type RawMember } from "@warbler/testkit";
import { afterAll, describe, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
let people = 0;
const newPerson = () => raw.join(`person${people++}`);

const NO_HASH = new Uint8Array(32);
const hashOf = (entry: Uint8Array) => createHash("sha256").update(entry).digest();
const entryOf = (index: number, entry: Uint8Array, previousHash: Uint8Array) =>
  toBinary(KeychainEntrySchema, create(KeychainEntrySchema, { index, segment: 1, previousHash, entry }));
const pageFrom = async (by: RawMember, from: number) => {
  const { bytes } = await raw.http("GET", `/api/keychain?from=${from}`, { token: by.token });
  return fromBinary(KeychainPageSchema, bytes);
};

describe("the keychain", () => {
  test("gives back what was appended, in order, to its own person alone", async () => {
    const [alice, bob] = [await newPerson(), await newPerson()];
    const [first, second] = [Uint8Array.of(1, 1), Uint8Array.of(2, 2)];
    expect((await alice.call("appendKeychain", {}, entryOf(0, first, NO_HASH))).body).toEqual({ size: 1 });
    expect((await alice.call("appendKeychain", {}, entryOf(1, second, hashOf(first)))).body).toEqual({ size: 2 });
    const page = await pageFrom(alice, 1);
    expect(page).toMatchObject({ size: 2, entries: [{ index: 1, segment: 1 }] });
    expect([...(page.entries[0]?.entry ?? [])]).toEqual([2, 2]);
    expect(await pageFrom(bob, 0)).toMatchObject({ size: 0, entries: [] });
  });

  test("one writer wins each place, also at the same moment; the same entry again is answered as the first time", async () => {
    const alice = await newPerson();
    const entries = [1, 2, 3, 4].map((n) => entryOf(0, Uint8Array.of(n), NO_HASH));
    const answers = await Promise.all(entries.map((entry) => alice.call("appendKeychain", {}, entry)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === "stale-keychain")).toHaveLength(3);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect((await alice.call("appendKeychain", {}, entries[winner])).body).toEqual({ size: 1 });
  });

  test("an entry that leaves a gap, follows another one, or is none is refused", async () => {
    const alice = await newPerson();
    const first = Uint8Array.of(1);
    expect(await alice.call("appendKeychain", {}, entryOf(1, first, NO_HASH))).toMatchObject({
      code: "stale-keychain",
    });
    await alice.call("appendKeychain", {}, entryOf(0, first, NO_HASH));
    expect(await alice.call("appendKeychain", {}, entryOf(1, Uint8Array.of(2), NO_HASH))).toMatchObject({
      code: "stale-keychain",
    });
    for (const bytes of [
      entryOf(1, new Uint8Array(), hashOf(first)),
      entryOf(1, first, new Uint8Array(5)),
      Uint8Array.of(255),
    ])
      expect(await alice.call("appendKeychain", {}, bytes)).toMatchObject({ code: "bad-request" });
    const large = entryOf(1, new Uint8Array(LIMITS.keychainEntryBytes + 1), hashOf(first));
    expect((await alice.call("appendKeychain", {}, large)).status).toBeGreaterThanOrEqual(400);
  });
});

describe("recovery", () => {
  const [one, two] = [newId<RecoveryCheckId>(), newId<RecoveryCheckId>()];
  const wrap = (checkId: RecoveryCheckId, bytes = "ciphertext") => ({
    means: "code" as const,
    checkId,
    ciphertext: Buffer.from(bytes).toString("base64url"),
  });

  test("keeps the secrets that count, and of older ones only that they were there", async () => {
    const alice = await newPerson();
    expect((await alice.call("recovery")).body).toEqual({ wraps: [] });
    await alice.call("setRecovery", {}, { replaces: [], wraps: [wrap(one)] });
    await alice.call("setRecovery", {}, { replaces: [one], wraps: [wrap(two)] });
    const { wraps } = (await alice.call("recovery")).body;
    expect(wraps).toMatchObject([{ checkId: one, replacedAtMs: expect.any(Number) }, { checkId: two }]);
    expect(wraps[1]).not.toHaveProperty("replacedAtMs");
    expect((await alice.call("openRecovery")).body).toEqual({ wraps: [wrap(two)] });
  });

  test("is set by one device at a time; the same request again changes nothing", async () => {
    const alice = await newPerson();
    await alice.call("setRecovery", {}, { replaces: [], wraps: [wrap(one)] });
    const stale = await alice.call("setRecovery", {}, { replaces: [], wraps: [wrap(two)] });
    expect(stale).toMatchObject({ code: "stale-recovery" });
    expect((await alice.call("setRecovery", {}, { replaces: [], wraps: [wrap(one)] })).body.wraps).toHaveLength(1);
    const reused = { replaces: [one], wraps: [wrap(two), wrap(two)] };
    expect(await alice.call("setRecovery", {}, reused)).toMatchObject({ code: "bad-request" });
  });

  test("opening it is recorded and told to the account's devices; there is nothing to open where none was set", async () => {
    const alice = await newPerson();
    expect(await alice.call("openRecovery")).toMatchObject({ code: "not-found" });
    await alice.call("setRecovery", {}, { replaces: [], wraps: [wrap(one)] });
    const socket = await alice.connect();
    await alice.call("openRecovery");
    await socket.hears("deviceEvent", ({ kind }) => kind === "recovery");
    const { facts } = (await alice.call("ownFacts")).body;
    expect(facts).toContainEqual(expect.objectContaining({ kind: "recovery.opened" }));
  });

  test("wraps are bounded", async () => {
    const alice = await newPerson();
    const large = wrap(one, "x".repeat(LIMITS.recoveryWrapBytes + 1));
    expect(await alice.call("setRecovery", {}, { replaces: [], wraps: [large] })).toMatchObject({
      code: "bad-request",
    });
    expect(await alice.call("setRecovery", {}, { replaces: [], wraps: [] })).toMatchObject({ code: "bad-request" });
  });
});
