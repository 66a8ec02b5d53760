/**
 * The key that is a device's identity: Ed25519 (RFC 8032), a WebCrypto key in Node and in browsers. What it signs is
 * always label ‖ 0x00 ‖ message, so that a signature made for one kind of statement never verifies as another.
 */
import { signatures } from "../primitives/signatures.ts";
import { ED25519, isEd25519Signature, type VerifyingKey, verifyingKeyFromBytes } from "./ed25519.ts";
import { SIGNATURE_LABELS, type SignatureKind } from "./labels.ts";

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
  const pair = await crypto.subtle.generateKey(ED25519, storage === "storable", ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("a pair of keys, got a single one");
  const exported = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { signingKey: pair.privateKey, verifyingKey: requireVerifyingKey(exported) };
}

export async function signAsDevice(
  key: DeviceKey,
  kind: SignatureKind,
  message: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  return signatures.sign(key.signingKey, labelled(kind, message));
}

export interface SignedStatement {
  readonly kind: SignatureKind;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** False for every reason there is: another key, another kind, any changed byte, bytes that are no key. */
export async function isSignedByDevice(verifyingKey: VerifyingKey, statement: SignedStatement): Promise<boolean> {
  return isEd25519Signature(verifyingKey, labelled(statement.kind, statement.message), statement.signature);
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
    const signingKey = await crypto.subtle.importKey("jwk", { ...stored }, ED25519, true, ["sign"]);
    const { kty, crv, x } = stored;
    const publicKey = await crypto.subtle.importKey("jwk", { kty, crv, x }, ED25519, true, ["verify"]);
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

function requireVerifyingKey(bytes: Uint8Array): VerifyingKey {
  const key = verifyingKeyFromBytes(bytes);
  if (key === undefined) throw new Error(`an Ed25519 verifying key, got ${bytes.length} other bytes`);
  return key;
}
