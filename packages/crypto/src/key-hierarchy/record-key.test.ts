import { createHmac } from "node:crypto";
import { idFromBytes, type RoomId } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import { canonicalFields, uint64 } from "../canonical.ts";
import { type RecordKeySource, recordKey } from "./record-key.ts";

const ROOM = idFromBytes<RoomId>(new Uint8Array(16));
const SOURCE: RecordKeySource = {
  leaf: new Uint8Array(32).fill(1),
  authorMonthKey: new Uint8Array(32).fill(2),
  roomId: ROOM,
  seq: 7,
};
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const keyHex = (source: RecordKeySource) => hex(recordKey(source).sealingKey.export());

test("a record's key is one block of HKDF-Expand under both secrets, as the platform computes it", () => {
  const info = canonicalFields(["warbler/2/record-key", ROOM, uint64(7)]);
  const secrets = Buffer.concat([SOURCE.leaf, SOURCE.authorMonthKey]);
  const expected = createHmac("sha512", secrets).update(info).update(Uint8Array.of(1)).digest("hex");
  expect(keyHex(SOURCE) + hex(recordKey(SOURCE).commitmentSalt)).toBe(expected);
});

describe("a record's key changes with", () => {
  test.each([
    ["the leaf", { ...SOURCE, leaf: new Uint8Array(32).fill(3) }],
    ["the author's key", { ...SOURCE, authorMonthKey: new Uint8Array(32).fill(3) }],
    ["the room", { ...SOURCE, roomId: idFromBytes<RoomId>(new Uint8Array(16).fill(1)) }],
    ["the sequence number", { ...SOURCE, seq: 8 }],
    ["the two secrets exchanged", { ...SOURCE, leaf: SOURCE.authorMonthKey, authorMonthKey: SOURCE.leaf }],
  ])("%s", (_what, other) => {
    expect(keyHex(other)).not.toBe(keyHex(SOURCE));
    expect(recordKey(other).commitmentSalt).not.toEqual(recordKey(SOURCE).commitmentSalt);
  });
});

test("both secrets keep their bytes, which are the caller's to wipe", () => {
  recordKey(SOURCE);
  expect([SOURCE.leaf[0], SOURCE.authorMonthKey[0]]).toEqual([1, 2]);
});

test("secrets of another length are refused", () => {
  expect(() => recordKey({ ...SOURCE, leaf: new Uint8Array(31) })).toThrow(RangeError);
  expect(() => recordKey({ ...SOURCE, authorMonthKey: new Uint8Array(33) })).toThrow(RangeError);
});
