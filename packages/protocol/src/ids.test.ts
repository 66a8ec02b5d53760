import fc from "fast-check";
import { expect, test } from "vitest";
import { base64urlFromBytes, bytesFromBase64url } from "./base64url.ts";
import { idFromBytes, isId, newId } from "./ids.ts";

test("a new identifier is canonical and differs from the next", () => {
  expect(isId(newId())).toBe(true);
  expect(newId()).not.toBe(newId());
});

test("a new identifier never looks like an option of a command", () => {
  for (let n = 0; n < 500; n++) expect(newId()).toMatch(/^[A-Za-z0-9]/);
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
