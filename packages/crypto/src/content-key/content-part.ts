/**
 * The content part of a record: what a sender encrypts once for a room, under a key made for this message alone.
 *
 *     0x01 ‖ commitment (32) ‖ AES-256-GCM(inner),  inner = device signature (64) ‖ padded content
 *
 * It opens only for its own header and content key, and only if the device that the header names signed it.
 */
import { type DeviceKey, isSignedByDevice, signAsDevice } from "../identity/device-key.ts";
import { SIGNATURE_BYTES, type VerifyingKey } from "../identity/ed25519.ts";
import { concat, equalSecrets } from "../primitives/bytes.ts";
import { sha256 } from "../primitives/hashing.ts";
import { AEAD_TAG_BYTES } from "../primitives/primitives.ts";
import { symmetric } from "../primitives/symmetric.ts";
import { type ContentHeader, headerHash } from "./header.ts";
import { COMMITMENT_BYTES, type ContentMaterial, contentMaterial } from "./material.ts";
import { pad, paddedBytes, unpad } from "./padding.ts";

const VERSION = Uint8Array.of(1);
const CIPHERTEXT_AT = VERSION.length + COMMITMENT_BYTES;

/** How long the content part of `contentBytes` bytes is. */
export function contentPartBytes(contentBytes: number): number {
  return CIPHERTEXT_AT + SIGNATURE_BYTES + paddedBytes(contentBytes) + AEAD_TAG_BYTES;
}

export interface ContentToSeal {
  readonly header: ContentHeader;
  /** 32 random bytes, for this message alone: key and nonce follow from it and the header. */
  readonly contentKey: Uint8Array;
  readonly device: DeviceKey;
}

export async function sealContent(
  { header, contentKey, device }: ContentToSeal,
  content: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const bound = headerHash(header);
  const material = contentMaterial(contentKey, bound);
  const padded = pad(content);
  const signature = await signAsDevice(device, "message", statementOf(bound, material, padded));
  const ciphertext = await symmetric.seal(aeadOf(material, bound), concat(signature, padded));
  return concat(VERSION, material.commitment, ciphertext);
}

export interface ContentToOpen {
  readonly header: ContentHeader;
  readonly contentKey: Uint8Array;
  /** Of the device that the header names, as the identity log lists it. */
  readonly verifyingKey: VerifyingKey;
}

/** The content, or undefined for every reason there is: other header, key or device, any changed byte, other padding. */
export async function openContent(
  { header, contentKey, verifyingKey }: ContentToOpen,
  part: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (part.length < contentPartBytes(0) || part[0] !== VERSION[0]) return undefined;
  const bound = headerHash(header);
  const material = contentMaterial(contentKey, bound);
  // First of all: a key that is not this part's must never come as far as decrypting with it.
  if (!equalSecrets(part.subarray(VERSION.length, CIPHERTEXT_AT), material.commitment)) return undefined;
  const inner = await symmetric.open(aeadOf(material, bound), new Uint8Array(part.subarray(CIPHERTEXT_AT)));
  if (inner === undefined) return undefined;
  const signature = inner.subarray(0, SIGNATURE_BYTES);
  const padded = inner.slice(SIGNATURE_BYTES);
  const message = statementOf(bound, material, padded);
  if (!(await isSignedByDevice(verifyingKey, { kind: "message", message, signature }))) return undefined;
  return unpad(padded);
}

/** What names a content part everywhere else: in the MLS message, the keychain, a disclosure. */
export function contentHash(part: Uint8Array): Uint8Array<ArrayBuffer> {
  return sha256(part);
}

function statementOf(bound: Uint8Array, { commitment }: ContentMaterial, padded: Uint8Array): Uint8Array {
  return concat(bound, commitment, sha256(padded));
}

function aeadOf({ key, nonce, commitment }: ContentMaterial, bound: Uint8Array) {
  return { key, nonce, boundTo: concat(VERSION, commitment, bound) };
}
