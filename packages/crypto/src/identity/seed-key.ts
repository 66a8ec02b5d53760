/** Ed25519 keys that are kept as their 32-byte seed (RFC 8032 §5.1.5), because they are sealed to devices or to recovery. */
import { bytesFromBase64url } from "@warbler/protocol";
import type { DeviceKey } from "./device-key.ts";
import { ED25519, verifyingKeyFromBytes } from "./ed25519.ts";

export const SEED_BYTES = 32;

export interface SeedKey extends DeviceKey {
  readonly seed: Uint8Array<ArrayBuffer>;
}

// RFC 8410 §7: an Ed25519 private key as PKCS #8 is these 16 bytes and the seed.
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

/** Undefined for other than 32 bytes. */
export async function signingKeyFromSeed(seed: Uint8Array): Promise<SeedKey | undefined> {
  if (seed.length !== SEED_BYTES) return undefined;
  const encoded = new Uint8Array(PKCS8_PREFIX.length + SEED_BYTES);
  encoded.set(PKCS8_PREFIX);
  encoded.set(seed, PKCS8_PREFIX.length);
  const extractable = await crypto.subtle.importKey("pkcs8", encoded, ED25519, true, ["sign"]);
  const { x = "" } = await crypto.subtle.exportKey("jwk", extractable);
  const verifyingKey = verifyingKeyFromBytes(bytesFromBase64url(x) ?? new Uint8Array());
  if (verifyingKey === undefined) return undefined;
  const signingKey = await crypto.subtle.importKey("pkcs8", encoded, ED25519, false, ["sign"]);
  encoded.fill(0);
  return { seed: new Uint8Array(seed), signingKey, verifyingKey };
}
