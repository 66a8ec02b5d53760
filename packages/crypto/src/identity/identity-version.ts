/**
 * One signed statement of an account: its root, its current identity key, its devices, and the keychain segment that new
 * keys go to. Versions form a chain, and the identity log holds every one of them. This file is their encoding; whether one
 * may follow another is `verify-version.ts`.
 */
import { type AccountId, type DeviceId, idFromBytes, LIMITS } from "@warbler/protocol";
import { concat } from "../primitives/bytes.ts";
import {
  decodeFields,
  decodeRows,
  encodeFields,
  ID_BYTES,
  idBytes,
  uint64Bytes,
  uint64FromBytes,
} from "../primitives/fields.ts";
import { HASH_BYTES, sha256 } from "../primitives/hashing.ts";
import { HPKE_KEY_BYTES, HPKE_OVERHEAD_BYTES } from "../primitives/hpke.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";
import { SIGNATURE_BYTES, VERIFYING_KEY_BYTES, type VerifyingKey, verifyingKeyFromBytes } from "./ed25519.ts";

export interface ListedDevice {
  readonly device: DeviceId;
  /** Ed25519: signs messages, and is the device's signature key in MLS groups. */
  readonly signatureKey: VerifyingKey;
  /** X25519: what is meant for this device alone is sealed to it. */
  readonly hpkePublic: Uint8Array<ArrayBuffer>;
}

export interface KeychainSegment {
  /** From 1. A new one follows each removal of a device. */
  readonly number: number;
  readonly hpkePublic: Uint8Array<ArrayBuffer>;
  /** The private half, sealed to the recovery key. */
  readonly sealedPrivate: Uint8Array<ArrayBuffer>;
  /** How far the keychain had come at least: a chain that is shorter, or another one, was cut. */
  readonly after: KeychainHead;
}

export interface KeychainHead {
  /** Entries so far. */
  readonly length: number;
  /** Hash of the last of them; zeros where there is none. */
  readonly hash: Uint8Array<ArrayBuffer>;
}

export interface IdentityBody {
  readonly account: AccountId;
  /** From 1. */
  readonly version: number;
  /** Of the version before; zeros in the first. */
  readonly previousHash: Uint8Array<ArrayBuffer>;
  readonly root: VerifyingKey;
  readonly identityKey: VerifyingKey;
  /** X25519; undefined until recovery is set up. */
  readonly recoveryPublic: Uint8Array<ArrayBuffer> | undefined;
  /** In the order of their ids, each once, at least one. */
  readonly devices: readonly ListedDevice[];
  /** Present exactly when there is a recovery key. */
  readonly segment: KeychainSegment | undefined;
  /** The identity key's private half sealed to each listed device, in the order of `devices`. */
  readonly sealedIdentityKeys: readonly Uint8Array<ArrayBuffer>[];
  readonly atMs: number;
}

/** Who allowed the version: the account's root, or the identity key of the version before. */
export type IdentityAuthority = "root" | "predecessor";

export interface SignedIdentityVersion {
  readonly body: IdentityBody;
  readonly bodyBytes: Uint8Array<ArrayBuffer>;
  /** By the version's own identity key. */
  readonly signature: Uint8Array<ArrayBuffer>;
  readonly authority: IdentityAuthority;
  readonly authoritySignature: Uint8Array<ArrayBuffer>;
}

const PRIVATE_KEY_BYTES = 32;
const DEVICE_BYTES = ID_BYTES + VERIFYING_KEY_BYTES + HPKE_KEY_BYTES;
export const SEALED_KEY_BYTES = PRIVATE_KEY_BYTES + HPKE_OVERHEAD_BYTES;
const SEALED_ROW_BYTES = ID_BYTES + SEALED_KEY_BYTES;
const SEGMENT_BYTES = 8 + HPKE_KEY_BYTES + SEALED_KEY_BYTES + 8 + HASH_BYTES;
const MOST_DEVICES = LIMITS.devicesPerAccount;
/** No version is larger. */
export const MAX_IDENTITY_VERSION_BYTES = 1_024 + MOST_DEVICES * (DEVICE_BYTES + SEALED_ROW_BYTES);

const AUTHORITY_BYTE: Readonly<Record<IdentityAuthority, number>> = { root: 1, predecessor: 2 };

export function encodeIdentityBody(body: IdentityBody): Uint8Array<ArrayBuffer> {
  const devices = body.devices.map(({ device, signatureKey, hpkePublic }) =>
    concat(idBytes(device), signatureKey, hpkePublic),
  );
  const sealed = body.devices.map(({ device }, at) =>
    concat(idBytes(device), body.sealedIdentityKeys[at] ?? new Uint8Array()),
  );
  return encodeFields([
    END_TO_END_LABELS.identityVersion,
    idBytes(body.account),
    uint64Bytes(body.version),
    body.previousHash,
    body.root,
    body.identityKey,
    body.recoveryPublic ?? new Uint8Array(),
    concat(...devices),
    body.segment === undefined ? new Uint8Array() : encodeSegment(body.segment),
    concat(...sealed),
    uint64Bytes(body.atMs),
  ]);
}

export function encodeIdentityVersion(version: Omit<SignedIdentityVersion, "body">): Uint8Array<ArrayBuffer> {
  const { bodyBytes, signature, authority, authoritySignature } = version;
  return encodeFields([bodyBytes, signature, Uint8Array.of(AUTHORITY_BYTE[authority]), authoritySignature]);
}

/** What names a version in the one after it. */
export function identityVersionHash(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return sha256(bytes);
}

/** The version as it is written, its signatures unchecked; undefined for what no encoder writes. */
export function decodeIdentityVersionWithoutVerification(bytes: Uint8Array): SignedIdentityVersion | undefined {
  if (bytes.length > MAX_IDENTITY_VERSION_BYTES) return undefined;
  const [bodyBytes, signature, authorityByte, authoritySignature, ...rest] = decodeFields(bytes, 4) ?? [];
  if (bodyBytes === undefined || signature === undefined || authorityByte === undefined) return undefined;
  if (authoritySignature === undefined || rest.length > 0 || authorityByte.length !== 1) return undefined;
  if (signature.length !== SIGNATURE_BYTES || authoritySignature.length !== SIGNATURE_BYTES) return undefined;
  const authority = authorityByte[0] === 1 ? "root" : authorityByte[0] === 2 ? "predecessor" : undefined;
  const body = decodeBody(bodyBytes);
  if (authority === undefined || body === undefined) return undefined;
  return { body, bodyBytes, signature, authority, authoritySignature };
}

const BODY_FIELDS = 11;

function decodeBody(bytes: Uint8Array): IdentityBody | undefined {
  const fields = decodeFields(bytes, BODY_FIELDS);
  if (fields === undefined || fields.length !== BODY_FIELDS) return undefined;
  const at = (field: number) => fields[field] ?? new Uint8Array();
  const label = new TextDecoder().decode(at(0));
  const version = uint64FromBytes(at(2));
  const root = verifyingKeyFromBytes(at(4));
  const identityKey = verifyingKeyFromBytes(at(5));
  const devices = decodeDevices(at(7));
  const sealedIdentityKeys = devices && decodeSealedKeys(at(9), devices);
  const segment = at(8).length === 0 ? undefined : decodeSegment(at(8));
  const recoveryPublic = at(6).length === 0 ? undefined : at(6);
  const atMs = uint64FromBytes(at(10));
  if (label !== END_TO_END_LABELS.identityVersion || at(1).length !== ID_BYTES) return undefined;
  if (version === undefined || version === 0 || at(3).length !== HASH_BYTES) return undefined;
  if (root === undefined || identityKey === undefined || atMs === undefined) return undefined;
  if (devices === undefined || sealedIdentityKeys === undefined) return undefined;
  if (recoveryPublic !== undefined && recoveryPublic.length !== HPKE_KEY_BYTES) return undefined;
  const isWhole =
    (segment !== undefined) === at(8).length > 0 && (segment === undefined) === (recoveryPublic === undefined);
  if (!isWhole) return undefined;
  const account = idFromBytes<AccountId>(at(1));
  const keys = { root, identityKey, recoveryPublic, devices, segment, sealedIdentityKeys };
  return { account, version, previousHash: at(3), ...keys, atMs };
}

function decodeDevices(bytes: Uint8Array): readonly ListedDevice[] | undefined {
  const rows = decodeRows(bytes, { sizeBytes: DEVICE_BYTES, most: MOST_DEVICES });
  if (rows === undefined || rows.length === 0) return undefined;
  const devices: ListedDevice[] = [];
  for (const [at, row] of rows.entries()) {
    const before = rows[at - 1];
    if (before !== undefined && !isBefore(before.subarray(0, ID_BYTES), row.subarray(0, ID_BYTES))) return undefined;
    const signatureKey = verifyingKeyFromBytes(row.subarray(ID_BYTES, ID_BYTES + VERIFYING_KEY_BYTES));
    if (signatureKey === undefined) return undefined;
    const device = idFromBytes<DeviceId>(row.subarray(0, ID_BYTES));
    devices.push({ device, signatureKey, hpkePublic: row.slice(ID_BYTES + VERIFYING_KEY_BYTES) });
  }
  return devices;
}

function decodeSealedKeys(
  bytes: Uint8Array,
  devices: readonly ListedDevice[],
): readonly Uint8Array<ArrayBuffer>[] | undefined {
  const rows = decodeRows(bytes, { sizeBytes: SEALED_ROW_BYTES, most: MOST_DEVICES });
  if (rows === undefined || rows.length !== devices.length) return undefined;
  const isInOrder = devices.every(({ device }, at) => idFromBytes(rows[at]?.subarray(0, ID_BYTES) ?? NO_ID) === device);
  return isInOrder ? rows.map((row) => row.slice(ID_BYTES)) : undefined;
}

const NO_ID = new Uint8Array(ID_BYTES);

function encodeSegment({ number, hpkePublic, sealedPrivate, after }: KeychainSegment): Uint8Array<ArrayBuffer> {
  return concat(uint64Bytes(number), hpkePublic, sealedPrivate, uint64Bytes(after.length), after.hash);
}

function decodeSegment(bytes: Uint8Array<ArrayBuffer>): KeychainSegment | undefined {
  if (bytes.length !== SEGMENT_BYTES) return undefined;
  const sealedAt = 8 + HPKE_KEY_BYTES;
  const lengthAt = sealedAt + SEALED_KEY_BYTES;
  const number = uint64FromBytes(bytes.subarray(0, 8));
  const length = uint64FromBytes(bytes.subarray(lengthAt, lengthAt + 8));
  if (number === undefined || number === 0 || length === undefined) return undefined;
  const after = { length, hash: bytes.slice(lengthAt + 8) };
  return { number, hpkePublic: bytes.slice(8, sealedAt), sealedPrivate: bytes.slice(sealedAt, lengthAt), after };
}

function isBefore(a: Uint8Array, b: Uint8Array): boolean {
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
