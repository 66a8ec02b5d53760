/**
 * Verifying Ed25519 (RFC 8032 §5.1.7) with one answer on every platform: as the platform does it, after points of small
 * order are refused here, since not every platform refuses them. With such a key one signature fits many messages.
 */
import { signatures } from "../primitives/signatures.ts";

export const ED25519 = "Ed25519";
export const VERIFYING_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

declare const brand: unique symbol;

/** 32 bytes (RFC 8032 §5.1.5) that are no point of small order. */
export type VerifyingKey = Uint8Array<ArrayBuffer> & { readonly [brand]: "VerifyingKey" };

/** Copies the bytes, or `undefined` when there are not exactly 32 or when they are a point of small order. */
export function verifyingKeyFromBytes(bytes: Uint8Array): VerifyingKey | undefined {
  const copy = new Uint8Array(bytes);
  return isVerifyingKey(copy) ? copy : undefined;
}

/** False for every reason there is: another key, any changed byte, bytes that are no key or no signature. */
export async function isEd25519Signature(
  verifyingKey: VerifyingKey,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (signature.length !== SIGNATURE_BYTES || isSmallOrder(signature.subarray(0, 32))) return false;
  return signatures.verify(verifyingKey, new Uint8Array(message), new Uint8Array(signature));
}

function isVerifyingKey(bytes: Uint8Array<ArrayBuffer>): bytes is VerifyingKey {
  return bytes.length === VERIFYING_KEY_BYTES && !isSmallOrder(bytes);
}

// The y coordinates, little-endian, of the points of order 1, 2, 4 and 8, and the three that stand for one of them above
// the field's prime (C2SP/CCTV ed25519). The sign bit is left out: with and without it the order is small.
const SMALL_ORDER = new Set([
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
]);

/** The bytes that one of them begins with: nearly every other point is told by this alone. */
const SMALL_ORDER_STARTS = new Set(Array.from(SMALL_ORDER, (hex) => Number.parseInt(hex.slice(0, 2), 16)));

function isSmallOrder(point: Uint8Array): boolean {
  if (!SMALL_ORDER_STARTS.has(point[0] ?? 0)) return false;
  const hex = Array.from(point, (byte, at) => (at === 31 ? byte & 0x7f : byte).toString(16).padStart(2, "0"));
  return SMALL_ORDER.has(hex.join(""));
}
