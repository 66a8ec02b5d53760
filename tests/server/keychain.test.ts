import { createHash, randomBytes } from "node:crypto";
import { signingKeyFromSeed } from "@warbler/crypto/identity";
import { sealKeychainEntry } from "@warbler/crypto/keychain";
import {
  type AccountId,
  type DeviceId,
  isId,
  LIMITS,
  type MessageId,
  newId,
  type RecoveryCheckId,
  type RoomId,
} from "@warbler/protocol";
import { create, fromBinary, KeychainEntrySchema, KeychainPageSchema, toBinary } from "@warbler/protocol/wire";
import { listedPerson, openWorld, type RawDevice, type RawMember } from "@warbler/testkit";
import { afterAll, describe, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
let people = 0;
/** Someone whose first device is on their signed list. */
const newPerson = async () => {
  const person = await listedPerson(raw, `person${people++}`);
  await person.post();
  return person.first;
};

const NO_HASH = new Uint8Array(32);
const hashOf = (entry: Uint8Array) => createHash("sha256").update(entry).digest();
/** What is sealed to recovery is nothing the server could look into, so anything of its length will do. */
const hpke = {
  generateKeyPair: () => Promise.reject(new Error("no keys are made here")),
  publicKeyOf: () => Promise.resolve(undefined),
  seal: (_to: unknown, plaintext: Uint8Array) => Promise.resolve(randomBytes(plaintext.length + 48)),
  open: () => Promise.resolve(undefined),
};
const sealedBy = (
  { account, device, key }: RawDevice,
  [index, previousHash]: readonly [number, Uint8Array],
): Promise<Uint8Array> => {
  if (!isId<AccountId>(account) || !isId<DeviceId>(device)) throw new Error("expected ids");
  const held = {
    room: newId<RoomId>(),
    message: newId<MessageId>(),
    contentHash: randomBytes(32),
    author: account,
    contentKey: randomBytes(32),
  };
  const segment = { number: 1, hpkePublic: new Uint8Array(32) };
  const head = { length: index, hash: new Uint8Array(previousHash) };
  return sealKeychainEntry({ account, segment, head, device: { id: device, key } }, [held], hpke);
};
const entryOf = (index: number, entry: Uint8Array, previousHash: Uint8Array, segment = 1) =>
  toBinary(KeychainEntrySchema, create(KeychainEntrySchema, { index, segment, previousHash, entry }));
const pageFrom = async (by: RawMember, from: number) => {
  const { bytes } = await raw.http("GET", `/api/keychain?from=${from}`, { token: by.token });
  return fromBinary(KeychainPageSchema, bytes);
};

describe("the keychain", () => {
  test("gives back what was appended, in order, to its own person alone", async () => {
    const [alice, bob] = [await newPerson(), await newPerson()];
    const first = await sealedBy(alice, [0, NO_HASH]);
    const second = await sealedBy(alice, [1, hashOf(first)]);
    expect((await alice.call("appendKeychain", {}, entryOf(0, first, NO_HASH))).body).toEqual({ size: 1 });
    expect((await alice.call("appendKeychain", {}, entryOf(1, second, hashOf(first)))).body).toEqual({ size: 2 });
    const page = await pageFrom(alice, 1);
    expect(page).toMatchObject({ size: 2, entries: [{ index: 1, segment: 1 }] });
    expect(Buffer.from(page.entries[0]?.entry ?? [])).toEqual(Buffer.from(second));
    expect(await pageFrom(bob, 0)).toMatchObject({ size: 0, entries: [] });
  });

  test("one writer wins each place, also at the same moment; the same entry again is answered as the first time", async () => {
    const alice = await newPerson();
    const sealed = await Promise.all([1, 2, 3, 4].map(() => sealedBy(alice, [0, NO_HASH])));
    const entries = sealed.map((entry) => entryOf(0, entry, NO_HASH));
    const answers = await Promise.all(entries.map((entry) => alice.call("appendKeychain", {}, entry)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === "stale-keychain")).toHaveLength(3);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect((await alice.call("appendKeychain", {}, entries[winner])).body).toEqual({ size: 1 });
  });

  test("an entry that leaves a gap, follows another one, or is none is refused", async () => {
    const alice = await newPerson();
    const first = await sealedBy(alice, [0, NO_HASH]);
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

  test("an entry that its device did not sign, or signed for another place, segment or device, is refused", async () => {
    const [alice, bob] = [await newPerson(), await newPerson()];
    const own = await sealedBy(alice, [0, NO_HASH]);
    const flipped = own.with(-1, (own.at(-1) ?? 0) ^ 1);
    for (const wrong of [
      entryOf(0, Uint8Array.of(1, 2, 3), NO_HASH),
      entryOf(0, flipped, NO_HASH),
      entryOf(0, await sealedBy(alice, [1, NO_HASH]), NO_HASH),
      entryOf(0, await sealedBy(bob, [0, NO_HASH]), NO_HASH),
      entryOf(0, await sealedBy({ ...alice, key: bob.key }, [0, NO_HASH]), NO_HASH),
      entryOf(0, own, NO_HASH, 2),
    ])
      expect(await alice.call("appendKeychain", {}, wrong)).toMatchObject({ code: "bad-request" });
    expect(await pageFrom(alice, 0)).toMatchObject({ size: 0 });
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

test("a password alone spoils neither keychain nor recovery, nor takes the account over", async () => {
  const alice = await listedPerson(raw, "alice");
  await alice.post();
  const { first } = alice;
  const thief = await alice.addDevice({ list: false });
  const entry = entryOf(0, await sealedBy(thief, [0, NO_HASH]), NO_HASH);
  expect(await thief.call("appendKeychain", {}, entry)).toMatchObject({ code: "device-unlisted" });
  const wrap = (checkId: RecoveryCheckId) => ({ means: "code" as const, checkId, ciphertext: "AAAA" });
  const [own, theirs] = [newId<RecoveryCheckId>(), newId<RecoveryCheckId>()];
  expect(await first.call("setRecovery", {}, { replaces: [], wraps: [wrap(own)] })).toMatchObject({ status: 200 });
  expect(await thief.call("setRecovery", {}, { replaces: [own], wraps: [wrap(theirs)] })).toMatchObject({
    code: "device-unlisted",
  });
  const root = await signingKeyFromSeed(randomBytes(32));
  const identityKey = await signingKeyFromSeed(randomBytes(32));
  if (root === undefined || identityKey === undefined) throw new Error("expected keys");
  const authority = { kind: "root", root } as const;
  const takeover = { authority, root: root.verifyingKey, identityKey, devices: [alice.listedOf(thief)] };
  expect(await alice.post(takeover, thief)).toMatchObject({ code: "device-unlisted" });
  expect(await first.call("me")).toMatchObject({ status: 200 });
  expect((await first.call("openRecovery")).body).toEqual({ wraps: [wrap(own)] });
});
