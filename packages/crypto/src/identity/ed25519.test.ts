import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { isEd25519Signature, verifyingKeyFromBytes } from "./ed25519.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));

/** RFC 8032 §7.1, test 3. */
const PUBLIC_KEY = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
const SIGNATURE =
  "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac" +
  "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";

async function isValid(key: string, message: Uint8Array, signature: string): Promise<boolean> {
  const verifyingKey = verifyingKeyFromBytes(hex(key));
  return verifyingKey !== undefined && (await isEd25519Signature(verifyingKey, message, hex(signature)));
}

test("the signature of RFC 8032 §7.1, test 3 is accepted, and for no other message", async () => {
  expect(await isValid(PUBLIC_KEY, hex("af82"), SIGNATURE)).toBe(true);
  expect(await isValid(PUBLIC_KEY, hex("af83"), SIGNATURE)).toBe(false);
});

test("bytes of another length or off the curve are no key", async () => {
  for (const length of [0, 31, 33]) expect(verifyingKeyFromBytes(new Uint8Array(length).fill(9))).toBeUndefined();
  expect(await isValid(`02${"00".repeat(31)}`, hex("af82"), SIGNATURE)).toBe(false);
});

// C2SP/CCTV: all 914 edge cases of point encodings. A device key is strict: no point of small order is a key or a
// commitment, no encoding but the canonical one is accepted, and the equation holds without the cofactor.
const folder = process.env["WARBLER_VECTORS"] ?? resolve(import.meta.dirname, "../../../../../shared/vectors");
const file = join(folder, "ed25519-cctv/ed25519/ed25519vectors.json");
const REFUSED = ["low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue"];

describe.skipIf(!existsSync(file))("the edge cases of C2SP/CCTV (skipped where the vectors are absent)", () => {
  test("are accepted and refused as a strict verifier does", async () => {
    const vectors: { key: string; sig: string; msg: string; flags: string[] | null }[] = JSON.parse(
      readFileSync(file, "utf8"),
    );
    expect(vectors).toHaveLength(914);
    for (const { key, sig, msg, flags } of vectors) {
      const expected = !(flags ?? []).some((flag) => REFUSED.includes(flag));
      expect({ key, sig, valid: await isValid(key, new TextEncoder().encode(msg), sig) }).toEqual({
        key,
        sig,
        valid: expected,
      });
    }
  });

  test("include every point of small order, and none of them is a key", () => {
    const vectors: { key: string; flags: string[] | null }[] = JSON.parse(readFileSync(file, "utf8"));
    const points = new Set(vectors.filter(({ flags }) => flags?.includes("low_order_A")).map(({ key }) => key));
    expect(points.size).toBe(14);
    for (const point of points) expect(verifyingKeyFromBytes(hex(point))).toBeUndefined();
  });
});
