import { createSecretKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { decrypt, ENVELOPE_OVERHEAD_BYTES, encrypt } from "./aes-gcm.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const MARK = [0x57, 0x01] as const;

// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13, 14 and 16, as submitted to NIST.
const KNOWN_ANSWERS = [
  {
    name: "test case 13",
    key: "00".repeat(32),
    nonce: "00".repeat(12),
    boundTo: "",
    plaintext: "",
    ciphertext: "",
    tag: "530f8afbc74536b9a963b4f1c4cb738b",
  },
  {
    name: "test case 14",
    key: "00".repeat(32),
    nonce: "00".repeat(12),
    boundTo: "",
    plaintext: "00".repeat(16),
    ciphertext: "cea7403d4d606b6e074ec5d3baf39d18",
    tag: "d0d1c8a799996bf0265b98b5d48ab919",
  },
  {
    name: "test case 16",
    key: "feffe9928665731c6d6a8f9467308308".repeat(2),
    nonce: "cafebabefacedbaddecaf888",
    boundTo: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    plaintext:
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" +
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    ciphertext:
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa" +
      "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
    tag: "76fc6ece0f4e1768cddf8853bb2d551b",
  },
];

describe.each(KNOWN_ANSWERS)("AES-256-GCM, $name", (known) => {
  const envelope = { key: createSecretKey(hex(known.key)), mark: MARK, boundTo: hex(known.boundTo) };
  const expected = `5701${known.nonce}${known.ciphertext}${known.tag}`;

  test("encrypts to the published bytes", () => {
    const sealed = encrypt(envelope, hex(known.plaintext), (nonce) => nonce.set(hex(known.nonce)));
    expect(Buffer.from(sealed).toString("hex")).toBe(expected);
  });

  test("decrypts the published bytes", () => {
    expect(Buffer.from(decrypt(envelope, hex(expected)) ?? "none").toString("hex")).toBe(known.plaintext);
  });

  test("refuses every shorter tag", () => {
    for (let cut = 1; cut <= 16; cut++) expect(decrypt(envelope, hex(expected).subarray(0, -cut))).toBeUndefined();
  });
});

test("an envelope is 30 bytes longer than what it holds", () => {
  expect(ENVELOPE_OVERHEAD_BYTES).toBe(2 + 12 + 16);
});
