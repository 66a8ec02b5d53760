import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refused } from "../refusal.ts";
import { decode, Reader } from "./reader.ts";
import { encode, Writer } from "./writer.ts";

const reasonOf = (work: () => unknown): string => {
  try {
    work();
  } catch (failure) {
    if (failure instanceof Refused) return failure.reason;
    throw failure;
  }
  return "accepted";
};

describe("a variable-length integer (RFC 9420 §2.1.2)", () => {
  test("is read as it was written, in the shortest form", () => {
    const lengths = fc.oneof(fc.constantFrom(0, 63, 64, 16_383, 16_384, 2 ** 30 - 1), fc.nat({ max: 2 ** 30 - 1 }));
    fc.assert(
      fc.property(lengths, (length) => {
        const bytes = new Writer().variableLength(length).finish();
        expect(bytes).toHaveLength(length < 64 ? 1 : length < 16_384 ? 2 : 4);
        expect(new Reader(bytes).variableLength()).toBe(length);
      }),
    );
  });

  test("is refused in a longer form, with the reserved prefix, or cut off", () => {
    for (const hex of ["4000", "403f", "80000000", "80003fff", "c0", "ffffffff", "40", "800040", ""]) {
      expect(reasonOf(() => new Reader(new Uint8Array(Buffer.from(hex, "hex"))).variableLength())).toBe("malformed");
    }
  });
});

test("integers, vectors and optional values are read as they were written", () => {
  const value = fc.record({
    small: fc.nat({ max: 0xff }),
    medium: fc.nat({ max: 0xffff }),
    large: fc.nat({ max: 0xffff_ffff }),
    huge: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    bytes: fc.uint8Array({ maxLength: 20_000 }),
    list: fc.array(fc.nat({ max: 0xffff }), { maxLength: 9_000 }),
    optional: fc.option(fc.uint8Array({ maxLength: 9 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(value, (each) => {
      const bytes = encode(each, (writer, { small, medium, large, huge }) => {
        writer.uint8(small).uint16(medium).uint32(large).uint64(huge).opaque(each.bytes);
        writer.list(each.list, (inner, item) => inner.uint16(item));
        writer.optional(each.optional, (inner, item) => inner.opaque(item));
      });
      const again = decode(bytes, (reader) => ({
        small: reader.uint8(),
        medium: reader.uint16(),
        large: reader.uint32(),
        huge: reader.uint64(),
        bytes: reader.opaque(),
        list: reader.list((inner) => inner.uint16(), 9_000),
        optional: reader.optional((inner) => inner.opaque()),
      }));
      expect(again).toEqual(each);
      for (const end of [0, bytes.length >> 1, bytes.length - 1]) {
        expect(reasonOf(() => decode(bytes.subarray(0, end), (reader) => reader.fixed(bytes.length)))).toBe(
          "malformed",
        );
      }
    }),
    { numRuns: 50 },
  );
});

test("a length that promises more than there is makes nothing", () => {
  // 2^30 - 1 bytes, of which two came.
  const bytes = new Uint8Array([0xbf, 0xff, 0xff, 0xff, 1, 2]);
  expect(reasonOf(() => decode(bytes, (reader) => reader.opaque()))).toBe("malformed");
  expect(reasonOf(() => decode(bytes, (reader) => reader.list((inner) => inner.uint8(), 10)))).toBe("malformed");
});

test("more items than the limit, and a structure that does not fill its bytes, are refused", () => {
  const bytes = encode([1, 2, 3], (writer, items) => writer.list(items, (inner, item) => inner.uint8(item)));
  const read = (limit: number) => decode(bytes, (reader) => reader.list((inner) => inner.uint8(), limit));
  expect(reasonOf(() => read(3))).toBe("accepted");
  expect(reasonOf(() => read(2))).toBe("malformed");
  expect(reasonOf(() => decode(bytes, (reader) => reader.uint8()))).toBe("malformed");
  expect(reasonOf(() => decode(bytes, (reader) => reader.opaque(), 2))).toBe("malformed");
});
