/** A device's key as people compare it: aloud, on paper, side by side on two screens. */
import type { VerifyingKey } from "./ed25519.ts";

const LABEL = "warbler/1/fingerprint\0";
const GROUPS = 8;
const BYTES_PER_GROUP = 5;
const DIGITS_PER_GROUP = 5;

/**
 * Eight groups of five digits, for example "05738 91625 …": about 132 bits of SHA-512(label ‖ 0x00 ‖ key). Each group is
 * five bytes of the hash, big-endian, modulo 100,000, which favours no digit by more than one part in ten million.
 */
export async function deviceFingerprint(verifyingKey: VerifyingKey): Promise<string> {
  const label = new TextEncoder().encode(LABEL);
  const input = new Uint8Array(label.length + verifyingKey.length);
  input.set(label);
  input.set(verifyingKey, label.length);
  // SHA-512 gives the 40 bytes that eight groups need.
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-512", input));
  return Array.from({ length: GROUPS }, (_, group) => groupOfDigits(digest, group * BYTES_PER_GROUP)).join(" ");
}

function groupOfDigits(digest: Uint8Array, at: number): string {
  const value = digest.subarray(at, at + BYTES_PER_GROUP).reduce((sum, byte) => sum * 256 + byte, 0);
  return String(value % 10 ** DIGITS_PER_GROUP).padStart(DIGITS_PER_GROUP, "0");
}
