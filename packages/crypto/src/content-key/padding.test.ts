import fc from "fast-check";
import { expect, test } from "vitest";
import { pad, paddedBytes, padmeBytes, unpad } from "./padding.ts";

test("short contents all have one length", () => {
  for (let length = 0; length <= 124; length++) expect(paddedBytes(length)).toBe(128);
  expect(paddedBytes(125)).toBe(144);
});

test("lengths are rounded as the paper's table rounds them, by at most 12 %", () => {
  // PURBs §4: L = 1000 keeps E = 9, S = 4, so its last 5 bits are zero.
  expect(padmeBytes(1_000)).toBe(1_024);
  expect(padmeBytes(1_025)).toBe(1_088);
  expect(padmeBytes(65_540)).toBe(67_584);
  for (let length = 129; length < 70_000; length += 13) {
    expect(padmeBytes(length)).toBeGreaterThanOrEqual(length);
    expect(padmeBytes(length) / length).toBeLessThan(1.12);
    expect(padmeBytes(padmeBytes(length))).toBe(padmeBytes(length));
  }
});

test("unpad undoes pad", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5_000 }), (content) => {
      expect(unpad(pad(content))).toEqual(content);
    }),
  );
});

test("a padding that carries data, or is not the one of its length, is refused", () => {
  const padded = pad(Uint8Array.of(1, 2, 3));
  for (let at = 7; at < padded.length; at++) expect(unpad(padded.with(at, 1))).toBeUndefined();
  expect(unpad(new Uint8Array([...padded, ...new Uint8Array(8)]))).toBeUndefined();
  expect(unpad(padded.slice(0, 127))).toBeUndefined();
  expect(unpad(padded.with(0, 0xff))).toBeUndefined();
  expect(unpad(new Uint8Array(0))).toBeUndefined();
});
