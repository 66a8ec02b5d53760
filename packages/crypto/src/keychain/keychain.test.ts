import { idFromDigest, LIMITS, type MessageId, type RoomId } from "@warbler/protocol";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { signAsDevice } from "../identity/device-key.ts";
import type { KeychainHead, KeychainSegment } from "../identity/identity-version.ts";
import { encodeFields, idBytes, uint64Bytes } from "../primitives/fields.ts";
import { HPKE_OVERHEAD_BYTES } from "../primitives/hpke.ts";
import {
  flipped,
  hpke,
  newAccount,
  newDevice,
  newPerson,
  random,
  type TestDevice,
  type TestPerson,
} from "../testing/people.ts";
import { decodeDraftWithoutVerification, MAX_DRAFT_LETTER_BYTES, openDraft, sealDraft } from "./draft-letter.ts";
import {
  decodeKeychainEntryWithoutVerification,
  EMPTY_KEYCHAIN,
  headAfter,
  MAX_KEYCHAIN_ENTRY_BYTES,
  openKeychainEntry,
  sealKeychainEntry,
  verifyKeychainEntry,
} from "./entry.ts";
import { decodeHeldKeys, encodeHeldKeys, HELD_KEY_BYTES, type HeldKey } from "./held-key.ts";
import { makeSegment, openSegment } from "./segment.ts";
import { decodeKeyTransferWithoutVerification, openKeyTransfer, sealKeyTransfer } from "./transfer.ts";

let alice: TestPerson;
let recovery: Awaited<ReturnType<typeof hpke.generateKeyPair>>;
let segment: KeychainSegment;
let segmentPrivate: Uint8Array;
let entry: Uint8Array<ArrayBuffer>;

const someKey = (): HeldKey => ({
  room: idFromDigest<RoomId>(random(16)),
  message: idFromDigest<MessageId>(random(16)),
  contentHash: random(32),
  author: newAccount(),
  contentKey: random(32),
});
const keys = [someKey(), someKey()];

beforeAll(async () => {
  alice = await newPerson();
  recovery = await hpke.generateKeyPair();
  const { account } = alice;
  const made = { account, number: 1, recoveryPublic: recovery.publicKey, after: EMPTY_KEYCHAIN };
  segment = await makeSegment(made, hpke);
  const opened = await openSegment(account, { segment, recoveryPrivate: recovery.privateKey }, hpke);
  if (opened === undefined) throw new Error("expected the segment's key");
  segmentPrivate = opened;
  entry = await sealed(EMPTY_KEYCHAIN);
});

const sealed = (head: KeychainHead, device: TestDevice = alice.phone) =>
  sealKeychainEntry({ account: alice.account, segment, head, device }, keys, hpke);
const verified = (bytes: Uint8Array, head = EMPTY_KEYCHAIN) =>
  verifyKeychainEntry({ account: alice.account, head }, bytes, (device) =>
    device === alice.phone.id ? alice.phone.listed.signatureKey : undefined,
  );

describe("a segment's private half", () => {
  test("opens with the recovery key alone", async () => {
    const other = await hpke.generateKeyPair();
    expect(await openSegment(alice.account, { segment, recoveryPrivate: other.privateKey }, hpke)).toBeUndefined();
  });

  test("opens for its account and number alone", async () => {
    const recoveryPrivate = recovery.privateKey;
    expect(await openSegment(newAccount(), { segment, recoveryPrivate }, hpke)).toBeUndefined();
    expect(
      await openSegment(alice.account, { segment: { ...segment, number: 2 }, recoveryPrivate }, hpke),
    ).toBeUndefined();
  });

  test("is refused when it belongs to another public half", async () => {
    const swapped = { ...segment, hpkePublic: (await hpke.generateKeyPair()).publicKey };
    const by = { segment: swapped, recoveryPrivate: recovery.privateKey };
    expect(await openSegment(alice.account, by, hpke)).toBeUndefined();
  });
});

describe("an entry", () => {
  test("is accepted after its head and opens to its keys", async () => {
    const found = await verified(entry);
    expect(found).toMatchObject({ index: 0, segment: 1, device: alice.phone.id });
    expect(found && (await openKeychainEntry(found, segmentPrivate, hpke))).toEqual(keys);
    const head = headAfter(EMPTY_KEYCHAIN, entry);
    expect(head.length).toBe(1);
    expect(await verified(await sealed(head), head)).toMatchObject({ index: 1, previousHash: head.hash });
  });

  test("is refused after another entry, at another place, and for another account", async () => {
    const head = headAfter(EMPTY_KEYCHAIN, entry);
    expect(await verified(entry, head)).toBeUndefined();
    expect(await verified(await sealed(head))).toBeUndefined();
    expect(await verified(await sealed(head), { ...head, hash: random(32) })).toBeUndefined();
    const other = { account: newAccount(), head: EMPTY_KEYCHAIN };
    expect(await verifyKeychainEntry(other, entry, () => alice.phone.listed.signatureKey)).toBeUndefined();
  });

  test("is refused of a device that was not listed, or under another's name", async () => {
    const stranger = await newDevice();
    expect(await verified(await sealed(EMPTY_KEYCHAIN, stranger))).toBeUndefined();
    expect(await verified(await sealed(EMPTY_KEYCHAIN, { ...stranger, id: alice.phone.id }))).toBeUndefined();
  });

  test("is refused with any of its bits flipped, cut off, or with something behind it", async () => {
    for (let bit = 0; bit < entry.length * 8; bit += 7) expect(await verified(flipped(entry, bit))).toBeUndefined();
    for (let length = 0; length < entry.length; length++)
      expect(decodeKeychainEntryWithoutVerification(entry.subarray(0, length))).toBeUndefined();
    expect(await verified(new Uint8Array([...entry, 0, 0, 0, 0]))).toBeUndefined();
  });

  test("is refused at another index, though it names the right one before it", async () => {
    expect(await verified(entry, { length: 5, hash: EMPTY_KEYCHAIN.hash })).toBeUndefined();
  });

  test("is refused when its device signed what no encoder writes", async () => {
    const place = [idBytes(alice.account), uint64Bytes(1), uint64Bytes(0), new Uint8Array(32), idBytes(alice.phone.id)];
    const whole = ["warbler/1/keychain-entry", ...place, random(HPKE_OVERHEAD_BYTES + HELD_KEY_BYTES)];
    const signed = async (fields: readonly (string | Uint8Array)[], ...more: readonly Uint8Array[]) => {
      const body = encodeFields(fields);
      return encodeFields([body, await signAsDevice(alice.phone.key, "keychainEntry", body), ...more]);
    };
    expect(await verified(await signed(whole))).toMatchObject({ index: 0, segment: 1 });
    const wrong: readonly (readonly (string | Uint8Array)[])[] = [
      whole.with(0, "warbler/1/keychain-batch"),
      whole.with(1, new Uint8Array(15)),
      whole.with(2, uint64Bytes(0)),
      whole.with(2, new Uint8Array(7)),
      whole.with(3, new Uint8Array(9)),
      whole.with(4, new Uint8Array(31)),
      whole.with(5, new Uint8Array(17)),
      whole.with(6, random(HPKE_OVERHEAD_BYTES)),
      whole.with(6, random(HPKE_OVERHEAD_BYTES + HELD_KEY_BYTES + 1)),
      whole.with(6, random(HPKE_OVERHEAD_BYTES + 65 * HELD_KEY_BYTES)),
      [...whole, new Uint8Array()],
      whole.slice(0, -1),
    ];
    for (const fields of wrong) expect(await verified(await signed(fields))).toBeUndefined();
    expect(await verified(await signed(whole, new Uint8Array()))).toBeUndefined();
    const body = encodeFields(whole);
    expect(await verified(encodeFields([body, random(63)]))).toBeUndefined();
    expect(await verified(encodeFields([body]))).toBeUndefined();
    const most = whole.with(6, random(HPKE_OVERHEAD_BYTES + 64 * HELD_KEY_BYTES));
    expect((await signed(most)).length).toBeLessThanOrEqual(MAX_KEYCHAIN_ENTRY_BYTES);
    expect(await verified(await signed(most))).toMatchObject({ index: 0 });
  });

  test("opens with no other segment's key, and in no other place", async () => {
    const found = await verified(entry);
    if (found === undefined) throw new Error("expected an entry");
    expect(await openKeychainEntry(found, random(32), hpke)).toBeUndefined();
    expect(await openKeychainEntry({ ...found, index: 1 }, segmentPrivate, hpke)).toBeUndefined();
  });

  test("holds 1 to 64 keys", async () => {
    const to = { account: alice.account, segment, head: EMPTY_KEYCHAIN, device: alice.phone };
    await expect(sealKeychainEntry(to, [], hpke)).rejects.toThrow(RangeError);
    const many = Array.from({ length: 65 }, someKey);
    await expect(sealKeychainEntry(to, many, hpke)).rejects.toThrow(RangeError);
    expect(await verified(await sealKeychainEntry(to, many.slice(1), hpke))).toMatchObject({ index: 0 });
  });
});

describe("a transfer", () => {
  let laptop: TestDevice;
  let chunk: Uint8Array;
  beforeAll(async () => {
    laptop = await newDevice();
    const place = { account: alice.account, from: alice.phone.id, to: laptop.id, chunk: 0, chunks: 1 };
    const { hpkePublic } = laptop.listed;
    chunk = await sealKeyTransfer(place, { keys, signer: alice.phone.key, hpkePublic }, hpke);
  });

  test("opens for the device it was made for, from the device that made it", async () => {
    const { hpkePrivate } = laptop;
    expect(await openKeyTransfer(chunk, { sender: alice.phone.listed, hpkePrivate }, hpke)).toEqual(keys);
    expect(decodeKeyTransferWithoutVerification(chunk)).toMatchObject({
      from: alice.phone.id,
      to: laptop.id,
      chunks: 1,
    });
    const other = await newDevice();
    expect(await openKeyTransfer(chunk, { sender: other.listed, hpkePrivate }, hpke)).toBeUndefined();
    const forged = { ...other.listed, device: alice.phone.id };
    expect(await openKeyTransfer(chunk, { sender: forged, hpkePrivate }, hpke)).toBeUndefined();
    const by = { sender: alice.phone.listed, hpkePrivate: other.hpkePrivate };
    expect(await openKeyTransfer(chunk, by, hpke)).toBeUndefined();
  });

  test("is refused with any of its bits flipped or cut off", async () => {
    const by = { sender: alice.phone.listed, hpkePrivate: laptop.hpkePrivate };
    for (let bit = 0; bit < chunk.length * 8; bit += 11)
      expect(await openKeyTransfer(flipped(chunk, bit), by, hpke)).toBeUndefined();
    for (let length = 0; length < chunk.length; length += 2)
      expect(await openKeyTransfer(chunk.subarray(0, length), by, hpke)).toBeUndefined();
  });
});

describe("a draft", () => {
  const ROOM = idFromDigest<RoomId>(random(16));
  const text = new TextEncoder().encode("半句话 half a thought");
  let laptop: TestDevice;
  let letter: Uint8Array;
  const place = () => ({
    account: alice.account,
    from: alice.phone.id,
    to: laptop.id,
    room: ROOM,
    atMs: 1_900_000_000_000,
  });
  beforeAll(async () => {
    laptop = await newDevice();
    letter = await sealDraft(
      place(),
      { draft: text, signer: alice.phone.key, hpkePublic: laptop.listed.hpkePublic },
      hpke,
    );
  });

  test("opens for the device it was made for, from the device that made it, and tells its length to nobody", async () => {
    const { hpkePrivate } = laptop;
    expect(await openDraft(letter, { sender: alice.phone.listed, hpkePrivate }, hpke)).toEqual(text);
    expect(decodeDraftWithoutVerification(letter)).toEqual(place());
    const other = await newDevice();
    expect(await openDraft(letter, { sender: other.listed, hpkePrivate }, hpke)).toBeUndefined();
    const forged = { ...other.listed, device: alice.phone.id };
    expect(await openDraft(letter, { sender: forged, hpkePrivate }, hpke)).toBeUndefined();
    const by = { sender: alice.phone.listed, hpkePrivate: other.hpkePrivate };
    expect(await openDraft(letter, by, hpke)).toBeUndefined();
    const sealing = { signer: alice.phone.key, hpkePublic: laptop.listed.hpkePublic };
    const none = await sealDraft(place(), { ...sealing, draft: new Uint8Array() }, hpke);
    expect(none).toHaveLength(letter.length);
    const longest = new Uint8Array(LIMITS.draftBytes);
    expect((await sealDraft(place(), { ...sealing, draft: longest }, hpke)).length).toBeLessThanOrEqual(
      MAX_DRAFT_LETTER_BYTES,
    );
    await expect(
      sealDraft(place(), { ...sealing, draft: new Uint8Array(LIMITS.draftBytes + 1) }, hpke),
    ).rejects.toThrow(RangeError);
  });

  test("is refused with any of its bits flipped or cut off", async () => {
    const by = { sender: alice.phone.listed, hpkePrivate: laptop.hpkePrivate };
    for (let bit = 0; bit < letter.length * 8; bit += 11)
      expect(await openDraft(flipped(letter, bit), by, hpke)).toBeUndefined();
    for (let length = 0; length < letter.length; length += 2)
      expect(await openDraft(letter.subarray(0, length), by, hpke)).toBeUndefined();
  });
});

test("decoders take any bytes without an exception", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      expect(decodeKeychainEntryWithoutVerification(bytes)).toBeUndefined();
      expect(decodeKeyTransferWithoutVerification(bytes)).toBeUndefined();
      expect(decodeDraftWithoutVerification(bytes)).toBeUndefined();
      const held = decodeHeldKeys(bytes, 3);
      if (held !== undefined) expect(encodeHeldKeys(held)).toEqual(bytes);
    }),
  );
});
