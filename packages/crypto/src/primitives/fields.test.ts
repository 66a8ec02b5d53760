import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalFields } from "../canonical.ts";
import { decodeFields, decodeRows, encodeFields, uint64Bytes, uint64FromBytes } from "./fields.ts";

test("fields are written as the format at rest writes them", () => {
  const field = fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(fc.array(field), (fields) => {
      expect(Buffer.from(encodeFields(fields))).toEqual(Buffer.from(canonicalFields(fields)));
    }),
  );
  expect(() => encodeFields(["\ud800"])).toThrow(TypeError);
});

test("fields decode to what was encoded, and every prefix that ends within one is refused", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 4 }), (fields) => {
      const bytes = encodeFields(fields);
      expect(decodeFields(bytes, 4)).toEqual(fields.map((field) => new Uint8Array(field)));
      expect(decodeFields(bytes.subarray(0, -1), 4)).toBeUndefined();
      expect(decodeFields(bytes, fields.length - 1)).toBeUndefined();
    }),
  );
});

test("a length that promises more than there is allocates nothing", () => {
  expect(decodeFields(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 1), 4)).toBeUndefined();
});

test("rows come out even or not at all", () => {
  expect(decodeRows(Uint8Array.of(1, 2, 3, 4), { sizeBytes: 2, most: 2 })).toEqual([
    Uint8Array.of(1, 2),
    Uint8Array.of(3, 4),
  ]);
  expect(decodeRows(Uint8Array.of(1, 2, 3), { sizeBytes: 2, most: 2 })).toBeUndefined();
  expect(decodeRows(Uint8Array.of(1, 2, 3, 4), { sizeBytes: 2, most: 1 })).toBeUndefined();
});

test("numbers are those that JavaScript holds exactly", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      expect(uint64FromBytes(uint64Bytes(value))).toBe(value);
    }),
  );
  expect(uint64FromBytes(Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0))).toBeUndefined();
  expect(uint64FromBytes(new Uint8Array(7))).toBeUndefined();
  for (const value of [-1, 0.5, 2 ** 53]) expect(() => uint64Bytes(value)).toThrow(RangeError);
});
