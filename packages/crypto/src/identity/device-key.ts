/**
 * The key that is a device's identity: Ed25519 (RFC 8032) by WebCrypto, the same in Node and in browsers. What it signs is
 * always label ‖ 0x00 ‖ message, so that a signature made for one kind of statement never verifies as another.
 */
import { SIGNATURE_LABELS, type SignatureKind } from "./labels.ts";

const ALGORITHM = "Ed25519";
export const VERIFYING_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

declare const brand: unique symbol;

/** 32 bytes (RFC 8032 §5.1.5) of the right length; only a signature shows that they are a key. */
export type VerifyingKey = Uint8Array<ArrayBuffer> & { readonly [brand]: "VerifyingKey" };

export interface DeviceKey {
  /** Held by the platform; it is not extractable unless the key was made to be stored as JSON. */
  readonly signingKey: CryptoKey;
  readonly verifyingKey: VerifyingKey;
}

/** What Node keeps in a file that only its owner can read; browsers keep the `CryptoKey` itself (RFC 8037 names). */
export interface StoredDeviceKey {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly d: string;
}

/** A new key. "non-extractable" is for browsers, whose storage takes the key itself; "storable" can be written as JSON. */
export async function generateDeviceKey(storage: "non-extractable" | "storable"): Promise<DeviceKey> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, storage === "storable", ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("a pair of keys, got a single one");
  const exported = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { signingKey: pair.privateKey, verifyingKey: requireVerifyingKey(exported) };
}

export async function signAsDevice(key: DeviceKey, kind: SignatureKind, message: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign(ALGORITHM, key.signingKey, labelled(kind, message)));
}

export interface SignedStatement {
  readonly kind: SignatureKind;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** False for every reason there is: another key, another kind, any changed byte, bytes that are no key. */
export async function isSignedByDevice(verifyingKey: VerifyingKey, statement: SignedStatement): Promise<boolean> {
  if (statement.signature.length !== SIGNATURE_BYTES) return false;
  try {
    const key = await crypto.subtle.importKey("raw", verifyingKey, ALGORITHM, false, ["verify"]);
    const signature = new Uint8Array(statement.signature);
    return await crypto.subtle.verify(ALGORITHM, key, signature, labelled(statement.kind, statement.message));
  } catch {
    // Some platforms refuse a point that is not on the curve at import and others at verification; both mean no.
    return false;
  }
}

/** Copies the bytes, or `undefined` when there are not exactly 32. */
export function verifyingKeyFromBytes(bytes: Uint8Array): VerifyingKey | undefined {
  const copy = new Uint8Array(bytes);
  return isVerifyingKey(copy) ? copy : undefined;
}

/** The private key in the clear. Throws when the key was made non-extractable. */
export async function revealDeviceKey(key: DeviceKey): Promise<StoredDeviceKey> {
  const { x, d } = await crypto.subtle.exportKey("jwk", key.signingKey);
  if (x === undefined || d === undefined) throw new Error("both halves of an Ed25519 key, got one");
  return { kty: "OKP", crv: "Ed25519", x, d };
}

/** The key that `revealDeviceKey` wrote, or `undefined` when the platform refuses it or its halves do not match. */
export async function deviceKeyFromStored(stored: StoredDeviceKey): Promise<DeviceKey | undefined> {
  try {
    const signingKey = await crypto.subtle.importKey("jwk", { ...stored }, ALGORITHM, true, ["sign"]);
    const { kty, crv, x } = stored;
    const publicKey = await crypto.subtle.importKey("jwk", { kty, crv, x }, ALGORITHM, true, ["verify"]);
    const verifyingKey = requireVerifyingKey(new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)));
    const message = new Uint8Array(0);
    const key = { signingKey, verifyingKey };
    const signature = await signAsDevice(key, "deviceRegistration", message);
    const matches = await isSignedByDevice(verifyingKey, { kind: "deviceRegistration", message, signature });
    return matches ? key : undefined;
  } catch {
    return undefined;
  }
}

function labelled(kind: SignatureKind, message: Uint8Array): Uint8Array<ArrayBuffer> {
  const label = new TextEncoder().encode(`${SIGNATURE_LABELS[kind]}\0`);
  const out = new Uint8Array(label.length + message.length);
  out.set(label);
  out.set(message, label.length);
  return out;
}

function requireVerifyingKey(bytes: Uint8Array<ArrayBuffer>): VerifyingKey {
  if (!isVerifyingKey(bytes)) throw new Error(`a verifying key of ${VERIFYING_KEY_BYTES} bytes, got ${bytes.length}`);
  return bytes;
}

function isVerifyingKey(bytes: Uint8Array<ArrayBuffer>): bytes is VerifyingKey {
  return bytes.length === VERIFYING_KEY_BYTES;
}
