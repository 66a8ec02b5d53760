import { createHmac, hkdfSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hkdfExpandBlock, hmacSha512 } from "./hkdf.ts";

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const ascii = (text: string) => new Uint8Array(Buffer.from(text));

// RFC 4231, sections 4.2, 4.3 and 4.7 (a key longer than the block).
const RFC_4231 = [
  {
    section: "4.2",
    key: new Uint8Array(20).fill(0x0b),
    message: ascii("Hi There"),
    mac:
      "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde" +
      "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
  },
  {
    section: "4.3",
    key: ascii("Jefe"),
    message: ascii("what do ya want for nothing?"),
    mac:
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554" +
      "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
  },
  {
    section: "4.7",
    key: new Uint8Array(131).fill(0xaa),
    message: ascii("Test Using Larger Than Block-Size Key - Hash Key First"),
    mac:
      "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352" +
      "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
  },
];

describe.each(RFC_4231)("HMAC-SHA-512, RFC 4231 §$section", ({ key, message, mac }) => {
  test("is the published one", () => {
    expect(toHex(hmacSha512(key, message))).toBe(mac);
  });
});

test("both functions agree with the platform's for any key and message", () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(bytes, bytes, (key, message) => {
      expect(toHex(hmacSha512(key, message))).toBe(createHmac("sha512", key).update(message).digest("hex"));
      // The platform has no expanding alone: it extracts first, with a salt of zeros.
      const extracted = hmacSha512(new Uint8Array(64), key);
      const expected = Buffer.from(hkdfSync("sha512", key, new Uint8Array(0), message, 64)).toString("hex");
      expect(toHex(hkdfExpandBlock(extracted, message))).toBe(expected);
    }),
  );
});

test("key and message keep their bytes, which are the caller's to wipe", () => {
  const key = new Uint8Array(32).fill(1);
  const message = new Uint8Array(8).fill(2);
  hkdfExpandBlock(key, message);
  expect([key[0], message[0]]).toEqual([1, 2]);
});
