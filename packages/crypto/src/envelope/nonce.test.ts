import { expect, test } from "vitest";
import { NONCE_BYTES, systemRandomNonce } from "./nonce.ts";

test("the system's nonces do not repeat across many draws", () => {
  const seen = new Set<string>();
  const nonce = new Uint8Array(NONCE_BYTES);
  for (let count = 0; count < 3000; count++) {
    systemRandomNonce(nonce);
    seen.add(Buffer.from(nonce).toString("hex"));
  }
  expect(seen.size).toBe(3000);
});

test("a nonce is not given again after its receiver failed to take it", () => {
  const tooShort = new Uint8Array(1);
  const nonce = new Uint8Array(NONCE_BYTES);
  expect(() => systemRandomNonce(tooShort)).toThrow(RangeError);
  systemRandomNonce(nonce);
  const next = new Uint8Array(NONCE_BYTES);
  systemRandomNonce(next);
  expect(nonce).not.toEqual(next);
});
