import { beforeAll, describe, expect, test } from "vitest";
import {
  type DeviceKey,
  deviceKeyFromStored,
  generateDeviceKey,
  isSignedByDevice,
  revealDeviceKey,
  signAsDevice,
} from "./device-key.ts";
import { deviceFingerprint } from "./fingerprint.ts";

const message = new TextEncoder().encode("I am this device.");
let key: DeviceKey;
let signature: Uint8Array;

beforeAll(async () => {
  key = await generateDeviceKey("storable");
  signature = await signAsDevice(key, "signIn", message);
});

test("what a device signed is accepted as that kind of statement", async () => {
  expect(await isSignedByDevice(key.verifyingKey, { kind: "signIn", message, signature })).toBe(true);
});

describe("a signature is refused", () => {
  test("as another kind of statement", async () => {
    expect(await isSignedByDevice(key.verifyingKey, { kind: "message", message, signature })).toBe(false);
  });

  test("of another device", async () => {
    const other = await generateDeviceKey("non-extractable");
    expect(await isSignedByDevice(other.verifyingKey, { kind: "signIn", message, signature })).toBe(false);
  });

  test("for another message", async () => {
    const other = message.subarray(1);
    expect(await isSignedByDevice(key.verifyingKey, { kind: "signIn", message: other, signature })).toBe(false);
  });

  test("with any of its bits flipped, or cut off", async () => {
    for (let bit = 0; bit < signature.length * 8; bit++) {
      const changed = new Uint8Array(signature);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await isSignedByDevice(key.verifyingKey, { kind: "signIn", message, signature: changed })).toBe(false);
    }
    for (let length = 0; length < signature.length; length++) {
      const cut = signature.subarray(0, length);
      expect(await isSignedByDevice(key.verifyingKey, { kind: "signIn", message, signature: cut })).toBe(false);
    }
  });
});

describe("a stored key", () => {
  test("is the same key after reading", async () => {
    const again = await deviceKeyFromStored(JSON.parse(JSON.stringify(await revealDeviceKey(key))));
    expect(again?.verifyingKey).toEqual(key.verifyingKey);
  });

  test("is refused when its halves belong to different keys", async () => {
    const one = await revealDeviceKey(key);
    const other = await revealDeviceKey(await generateDeviceKey("storable"));
    expect(await deviceKeyFromStored({ ...one, x: other.x })).toBeUndefined();
  });

  test("is refused when it is no key", async () => {
    expect(await deviceKeyFromStored({ kty: "OKP", crv: "Ed25519", x: "AA", d: "AA" })).toBeUndefined();
  });

  test("cannot be made of a key that is not extractable", async () => {
    const sealedIn = await generateDeviceKey("non-extractable");
    expect(sealedIn.signingKey.extractable).toBe(false);
    await expect(revealDeviceKey(sealedIn)).rejects.toThrow();
  });
});

describe("a fingerprint", () => {
  test("is eight groups of five digits", async () => {
    expect(await deviceFingerprint(key.verifyingKey)).toMatch(/^\d{5}( \d{5}){7}$/);
  });

  test("is the same for one key and different for another", async () => {
    const other = await generateDeviceKey("non-extractable");
    expect(await deviceFingerprint(key.verifyingKey)).toBe(await deviceFingerprint(key.verifyingKey));
    expect(await deviceFingerprint(other.verifyingKey)).not.toBe(await deviceFingerprint(key.verifyingKey));
  });
});
