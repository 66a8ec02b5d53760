import fc from "fast-check";
import { expect, test } from "vitest";
import { base64urlFromBytes, bytesFromBase64url } from "./base64url.ts";
import { idFromBytes, isId, MESSAGE_ID_RANDOM_BYTES, messageIdAt, newId, timeOfMessageId } from "./ids.ts";

test("a new identifier is canonical and differs from the next", () => {
  expect(isId(newId())).toBe(true);
  expect(newId()).not.toBe(newId());
});

test("a new identifier never looks like an option of a command", () => {
  for (let n = 0; n < 500; n++) expect(newId()).toMatch(/^[A-Za-z0-9]/);
});

test("the identifiers of messages of one time begin alike, and differ", () => {
  const random = (byte: number) => new Uint8Array(MESSAGE_ID_RANDOM_BYTES).fill(byte);
  const nowMs = Date.UTC(2026, 10, 26);
  expect(messageIdAt(nowMs, random(0)).slice(0, 8)).toBe(messageIdAt(nowMs, random(255)).slice(0, 8));
  expect(messageIdAt(nowMs, random(0))).not.toBe(messageIdAt(nowMs, random(1)));
  expect(messageIdAt(nowMs, random(0))).not.toBe(messageIdAt(nowMs + 1, random(0)));
  for (const timeMs of [0, nowMs, 2 ** 47 - 1])
    expect(bytesFromBase64url(messageIdAt(timeMs, random(7)))).toHaveLength(16);
  expect([...(bytesFromBase64url(messageIdAt(0x0102_0304_0506, random(9))) ?? [])].slice(0, 7)).toEqual([
    1, 2, 3, 4, 5, 6, 9,
  ]);
  for (const timeMs of [0, nowMs, 2 ** 47 - 1]) expect(timeOfMessageId(messageIdAt(timeMs, random(255)))).toBe(timeMs);
  expect(() => messageIdAt(nowMs, new Uint8Array(9))).toThrow(RangeError);
});

test("an identifier of other length, other letters or stray bits is refused", () => {
  expect(isId("A".repeat(22))).toBe(true);
  expect(isId("A".repeat(21))).toBe(false);
  expect(isId("A".repeat(23))).toBe(false);
  expect(isId(`${"A".repeat(21)}B`)).toBe(false);
  expect(isId(`${"A".repeat(20)}+A`)).toBe(false);
  expect(() => idFromBytes(new Uint8Array(15))).toThrow(RangeError);
});

test("bytes come back from base64url, and only the canonical text is taken", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect([...(bytesFromBase64url(base64urlFromBytes(bytes)) ?? [])]).toEqual([...bytes]);
    }),
  );
  for (const wrong of ["A", "AB", "AA==", "A+AA", "A A"]) expect(bytesFromBase64url(wrong)).toBeUndefined();
});
