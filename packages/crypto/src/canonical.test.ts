import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalFields, uint64 } from "./canonical.ts";

const field = fc.oneof(fc.string({ unit: "grapheme" }), fc.uint8Array({ maxLength: 40 }));

test("each field is its length in four bytes and its bytes", () => {
  expect(Buffer.from(canonicalFields(["ab", "", Uint8Array.of(9), "é"])).toString("hex")).toBe(
    "000000026162000000000000000109" + "00000002c3a9",
  );
});

test("two lists of fields have the same bytes only when their fields have the same bytes", () => {
  const plain = (fields: readonly (string | Uint8Array)[]) => fields.map((each) => Buffer.from(each).toString("hex"));
  fc.assert(
    fc.property(fc.array(field, { maxLength: 5 }), fc.array(field, { maxLength: 5 }), (one, other) => {
      const same = Buffer.compare(canonicalFields(one), canonicalFields(other)) === 0;
      expect(same).toBe(plain(one).join("|") === plain(other).join("|") && one.length === other.length);
    }),
  );
});

test("text with a lone surrogate is refused, since two such texts could have the same bytes", () => {
  expect(() => canonicalFields(["\ud800"])).toThrow(TypeError);
});

test("a count takes eight bytes, big-endian, up to 2^53 - 1", () => {
  expect([...uint64(0)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...uint64(2 ** 32 + 1)]).toEqual([0, 0, 0, 1, 0, 0, 0, 1]);
  expect([...uint64(Number.MAX_SAFE_INTEGER)]).toEqual([0, 0x1f, 255, 255, 255, 255, 255, 255]);
  for (const wrong of [-1, 0.5, 2 ** 53, Number.NaN]) expect(() => uint64(wrong)).toThrow(RangeError);
});
