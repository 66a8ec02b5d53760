import { type AccountId, idFromBytes, type RoomId } from "@warbler/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type KeyringEntryName,
  keyringEntryFromText,
  keyringEntryText,
  openEntry,
  rootKeyFromBytes,
  wrapEntry,
} from "./keyring.ts";
import { monthOf } from "./month.ts";
import { PURPOSES } from "./purpose-key.ts";

const idBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
const accountId = idBytes.map((bytes) => idFromBytes<AccountId>(bytes));
const roomId = idBytes.map((bytes) => idFromBytes<RoomId>(bytes));
const month = fc.integer({ min: 0, max: Date.UTC(9999, 11) }).map(monthOf);
const name: fc.Arbitrary<KeyringEntryName> = fc.oneof(
  fc.record({
    kind: fc.constant("purpose" as const),
    purpose: fc.constantFrom(...PURPOSES),
    version: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  }),
  fc.record({ kind: fc.constant("subject" as const), accountId }),
  fc.record({ kind: fc.constant("room" as const), roomId }),
  fc.record({ kind: fc.constant("tree" as const), roomId, month }),
  fc.record({ kind: fc.constant("author" as const), accountId, month }),
);
const ID = "AAAAAAAAAAAAAAAAAAAAAA";
const ROOT = rootKeyFromBytes(new Uint8Array(32).fill(1));
const bytes = fc.uint8Array({ maxLength: 100 });

describe("the name of an entry", () => {
  test("and its text say the same", () => {
    fc.assert(
      fc.property(name, (entry) => {
        expect(keyringEntryFromText(keyringEntryText(entry))).toEqual(entry);
      }),
    );
  });

  test("comes from no text but the one it is written as", () => {
    const piece = fc.constantFrom(
      "purpose",
      "records",
      "v1",
      "v01",
      "room",
      "tree",
      "author",
      "subject",
      ID,
      "2026-11",
      "",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const entry = keyringEntryFromText(pieces.join("/"));
        if (entry !== undefined) expect(keyringEntryText(entry)).toBe(pieces.join("/"));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    "",
    "purpose/records",
    "purpose/records/v0",
    "purpose/records/v2147483648",
    "purpose/other/v1",
    `subject/${ID}/`,
    `subject/${ID}x`,
    `room/${ID}/2026-11`,
    `tree/${ID}`,
    `tree/${ID}/2026-13`,
    `tree/${ID}/2026-11/x`,
    `Author/${ID}/2026-11`,
  ])("is not %j", (text) => {
    expect(keyringEntryFromText(text)).toBeUndefined();
  });
});

describe("a wrapped entry", () => {
  test("opens to the same bytes under its name", () => {
    fc.assert(
      fc.property(name, bytes, (entry, content) => {
        expect(Buffer.from(openEntry(ROOT, entry, wrapEntry(ROOT, entry, content)) ?? "none")).toEqual(
          Buffer.from(content),
        );
      }),
    );
  });

  test("does not open under any other name", () => {
    fc.assert(
      fc.property(name, name, (entry, other) => {
        fc.pre(keyringEntryText(entry) !== keyringEntryText(other));
        expect(openEntry(ROOT, other, wrapEntry(ROOT, entry, Uint8Array.of(1)))).toBeUndefined();
      }),
    );
  });

  test("does not open with another root key, cut off, or with a bit flipped", () => {
    const entry: KeyringEntryName = { kind: "purpose", purpose: "records", version: 1 };
    const wrapped = wrapEntry(ROOT, entry, new Uint8Array(32));
    expect(openEntry(rootKeyFromBytes(new Uint8Array(32)), entry, wrapped)).toBeUndefined();
    for (let at = 0; at < wrapped.length; at++) {
      expect(openEntry(ROOT, entry, wrapped.subarray(0, at))).toBeUndefined();
      const changed = new Uint8Array(wrapped);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openEntry(ROOT, entry, changed)).toBeUndefined();
    }
  });
});

test("a root key has 32 bytes", () => {
  for (const length of [16, 31, 33]) expect(() => rootKeyFromBytes(new Uint8Array(length))).toThrow(RangeError);
});
