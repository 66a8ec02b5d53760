import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSealed, open, type SealPlace, seal, sealingKeyFromBytes } from "./seal.ts";

const KEY = sealingKeyFromBytes(new Uint8Array(32).fill(7));
const PLACE: SealPlace = { table: "records", column: "body", rowId: "room/12", keyId: "tree/room/2026-11" };
const plaintext = fc.uint8Array({ maxLength: 300 });
const word = fc.string({ unit: "grapheme", maxLength: 20 });
const place = fc.record({ table: word, column: word, rowId: word, keyId: word });
const keyBytes = fc.uint8Array({ minLength: 32, maxLength: 32 });

test("what was sealed opens to the same bytes, for any key, place and content", () => {
  fc.assert(
    fc.property(keyBytes, place, plaintext, (bytes, where, content) => {
      const key = sealingKeyFromBytes(bytes);
      expect(Buffer.compare(open(key, where, seal(key, where, content)) ?? Uint8Array.of(), content)).toBe(0);
      expect(open(key, where, seal(key, where, content))).toBeDefined();
    }),
  );
});

test("a sealed value carries the mark and is 30 bytes longer than its content", () => {
  fc.assert(
    fc.property(plaintext, (content) => {
      const sealed = seal(KEY, PLACE, content);
      expect([sealed[0], sealed[1], sealed.length]).toEqual([0x57, 0x01, content.length + 30]);
      expect(isSealed(sealed)).toBe(true);
    }),
  );
});

describe("a seal does not open", () => {
  const sealed = seal(KEY, PLACE, Buffer.from("The parcel leaves at nine."));

  test("after any of its bits was flipped", () => {
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = new Uint8Array(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(open(KEY, PLACE, changed)).toBeUndefined();
    }
  });

  test("cut off at any length, or with a byte added", () => {
    for (let length = 0; length < sealed.length; length++) {
      expect(open(KEY, PLACE, sealed.subarray(0, length))).toBeUndefined();
    }
    expect(open(KEY, PLACE, Buffer.concat([sealed, Uint8Array.of(0)]))).toBeUndefined();
  });

  test.each([
    ["table", { ...PLACE, table: "record" }],
    ["column", { ...PLACE, column: "note" }],
    ["row", { ...PLACE, rowId: "room/13" }],
    ["key id", { ...PLACE, keyId: "tree/room/2026-12" }],
    ["split between table and column", { ...PLACE, table: "recordsb", column: "ody" }],
  ])("in another %s", (_part, elsewhere) => {
    expect(open(KEY, elsewhere, sealed)).toBeUndefined();
  });

  test("with another key", () => {
    expect(open(sealingKeyFromBytes(new Uint8Array(32).fill(8)), PLACE, sealed)).toBeUndefined();
  });
});

test("the same content sealed twice gives different bytes", () => {
  const content = Uint8Array.of(1, 2, 3);
  expect(Buffer.compare(seal(KEY, PLACE, content), seal(KEY, PLACE, content))).not.toBe(0);
});

test("bytes without the mark, or too short for a seal, are not sealed", () => {
  const sealed = seal(KEY, PLACE, new Uint8Array(0));
  expect(isSealed(sealed)).toBe(true);
  expect(isSealed(sealed.subarray(0, 29))).toBe(false);
  expect(isSealed(Buffer.from("a plain text that is longer than thirty bytes"))).toBe(false);
});

test("a sealing key has 32 bytes", () => {
  for (const length of [16, 24, 31, 33]) {
    expect(() => sealingKeyFromBytes(new Uint8Array(length))).toThrow("a sealing key of 32 bytes");
  }
});
