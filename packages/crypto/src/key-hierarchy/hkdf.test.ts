import { createHmac, hkdfSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hkdfExpand, hkdfExtract, hmacSha256 } from "./hkdf.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const range = (first: number, count: number) => Uint8Array.from({ length: count }, (_, at) => first + at);

// RFC 5869, appendices A.1 to A.3 (SHA-256).
const RFC_5869 = [
  {
    appendix: "A.1",
    ikm: new Uint8Array(22).fill(0x0b),
    salt: range(0x00, 13),
    info: range(0xf0, 10),
    prk: "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
    okm: "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
  },
  {
    appendix: "A.2",
    ikm: range(0x00, 80),
    salt: range(0x60, 80),
    info: range(0xb0, 80),
    prk: "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
    okm:
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09" +
      "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
  },
  {
    appendix: "A.3",
    ikm: new Uint8Array(22).fill(0x0b),
    salt: new Uint8Array(0),
    info: new Uint8Array(0),
    prk: "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
    okm: "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
  },
];

describe.each(RFC_5869)("HKDF-SHA256, RFC 5869 $appendix", ({ ikm, salt, info, prk, okm }) => {
  test("extracts the published key", () => {
    expect(toHex(hkdfExtract(ikm, salt))).toBe(prk);
  });
  test("expands to the published bytes", () => {
    expect(toHex(hkdfExpand(hex(prk), info, okm.length / 2))).toBe(okm);
  });
});

test("without a salt, the salt is a block of zeros", () => {
  expect(toHex(hkdfExtract(new Uint8Array(22).fill(0x0b)))).toBe(RFC_5869[2]?.prk);
});

test("HMAC and HKDF agree with the platform's for any key, message and length", () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(bytes, bytes, fc.integer({ min: 1, max: 300 }), (key, message, sizeBytes) => {
      expect(toHex(hmacSha256(key, message))).toBe(createHmac("sha256", key).update(message).digest("hex"));
      const expected = Buffer.from(hkdfSync("sha256", key, new Uint8Array(0), message, sizeBytes)).toString("hex");
      expect(toHex(hkdfExpand(hkdfExtract(key), message, sizeBytes))).toBe(expected);
    }),
  );
});

test("an output of no bytes or of more than 255 blocks is refused", () => {
  const prk = new Uint8Array(32);
  expect(hkdfExpand(prk, prk, 8160)).toHaveLength(8160);
  for (const sizeBytes of [0, 8161]) expect(() => hkdfExpand(prk, prk, sizeBytes)).toThrow(RangeError);
});
