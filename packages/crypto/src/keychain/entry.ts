/**
 * One entry of an account's keychain: content keys sealed to the segment, signed by the device that appends them, and
 * chained to the entry before, so that the server can neither add, change, reorder nor leave out one.
 */
import { type AccountId, type DeviceId, idFromBytes } from "@warbler/protocol";
import { type DeviceKey, isSignedByDevice, signAsDevice } from "../identity/device-key.ts";
import { SIGNATURE_BYTES, type VerifyingKey } from "../identity/ed25519.ts";
import type { KeychainHead, KeychainSegment } from "../identity/identity-version.ts";
import { equalSecrets } from "../primitives/bytes.ts";
import { decodeFields, encodeFields, ID_BYTES, idBytes, uint64Bytes, uint64FromBytes } from "../primitives/fields.ts";
import { HASH_BYTES, sha256 } from "../primitives/hashing.ts";
import { HPKE_OVERHEAD_BYTES, type Hpke } from "../primitives/hpke.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";
import { decodeHeldKeys, encodeHeldKeys, HELD_KEY_BYTES, type HeldKey } from "./held-key.ts";

export const KEYS_PER_ENTRY = 64;
/** No entry is larger. */
export const MAX_KEYCHAIN_ENTRY_BYTES = 512 + HPKE_OVERHEAD_BYTES + KEYS_PER_ENTRY * HELD_KEY_BYTES;

/** Where an empty keychain begins. */
export const EMPTY_KEYCHAIN: KeychainHead = { length: 0, hash: new Uint8Array(HASH_BYTES) };

export interface KeychainEntry {
  readonly account: AccountId;
  readonly segment: number;
  /** From 0, over all segments. */
  readonly index: number;
  /** Of the entry before; zeros in the first. */
  readonly previousHash: Uint8Array<ArrayBuffer>;
  readonly device: DeviceId;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

export interface EntryToSeal {
  readonly account: AccountId;
  readonly segment: Pick<KeychainSegment, "number" | "hpkePublic">;
  /** What the entry follows. */
  readonly head: KeychainHead;
  readonly device: { readonly id: DeviceId; readonly key: DeviceKey };
}

/** 1 to 64 keys. The entry to post; the head after it is `headAfter`. */
export async function sealKeychainEntry(
  { account, segment, head, device }: EntryToSeal,
  keys: readonly HeldKey[],
  hpke: Hpke,
): Promise<Uint8Array<ArrayBuffer>> {
  if (keys.length === 0 || keys.length > KEYS_PER_ENTRY)
    throw new RangeError(`expected 1 to ${KEYS_PER_ENTRY} keys, got ${keys.length}`);
  const place = {
    account,
    segment: segment.number,
    index: head.length,
    previousHash: new Uint8Array(head.hash),
    device: device.id,
  };
  const to = { publicKey: segment.hpkePublic, info: entryInfo(place) };
  const bodyBytes = encodeBody({ ...place, sealed: await hpke.seal(to, encodeHeldKeys(keys)) });
  return encodeFields([bodyBytes, await signAsDevice(device.key, "keychainEntry", bodyBytes)]);
}

export function headAfter(head: KeychainHead, entry: Uint8Array): KeychainHead {
  return { length: head.length + 1, hash: sha256(entry) };
}

export interface SignedKeychainEntry extends KeychainEntry {
  readonly bodyBytes: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** The entry as it is written, its signature unchecked; undefined for what no encoder writes. */
export function decodeKeychainEntryWithoutVerification(bytes: Uint8Array): SignedKeychainEntry | undefined {
  if (bytes.length > MAX_KEYCHAIN_ENTRY_BYTES) return undefined;
  const [bodyBytes, signature, ...rest] = decodeFields(bytes, 2) ?? [];
  if (bodyBytes === undefined || signature === undefined || rest.length > 0) return undefined;
  const body = decodeBody(bodyBytes);
  if (body === undefined || signature.length !== SIGNATURE_BYTES) return undefined;
  return { ...body, bodyBytes, signature };
}

/**
 * The entry if it is the one that follows `head` and its device signed it, else undefined. `verifyingKeyOf` answers for the
 * devices that were listed while the entry's segment was the newest.
 */
export async function verifyKeychainEntry(
  { account, head }: { readonly account: AccountId; readonly head: KeychainHead },
  bytes: Uint8Array,
  verifyingKeyOf: (device: DeviceId, segment: number) => VerifyingKey | undefined,
): Promise<KeychainEntry | undefined> {
  const entry = decodeKeychainEntryWithoutVerification(bytes);
  if (entry === undefined || entry.account !== account || entry.index !== head.length) return undefined;
  if (!equalSecrets(entry.previousHash, head.hash)) return undefined;
  const key = verifyingKeyOf(entry.device, entry.segment);
  const { bodyBytes: message, signature, ...shown } = entry;
  if (key === undefined || !(await isSignedByDevice(key, { kind: "keychainEntry", message, signature })))
    return undefined;
  return shown;
}

/** The keys of a verified entry, or undefined where the segment's key does not open it. */
export async function openKeychainEntry(
  entry: KeychainEntry,
  segmentPrivate: Uint8Array,
  hpke: Hpke,
): Promise<readonly HeldKey[] | undefined> {
  const opened = await hpke.open({ privateKey: segmentPrivate, info: entryInfo(entry) }, entry.sealed);
  return opened && decodeHeldKeys(opened, KEYS_PER_ENTRY);
}

type Place = Omit<KeychainEntry, "sealed">;

function entryInfo(place: Place): Uint8Array<ArrayBuffer> {
  return encodeFields([END_TO_END_LABELS.keychainBatch, ...placeFields(place)]);
}

function encodeBody(entry: KeychainEntry): Uint8Array<ArrayBuffer> {
  return encodeFields([END_TO_END_LABELS.keychainEntry, ...placeFields(entry), entry.sealed]);
}

function placeFields({ account, segment, index, previousHash, device }: Place): readonly Uint8Array[] {
  return [idBytes(account), uint64Bytes(segment), uint64Bytes(index), previousHash, idBytes(device)];
}

const BODY_FIELDS = 7;

function decodeBody(bytes: Uint8Array): KeychainEntry | undefined {
  const fields = decodeFields(bytes, BODY_FIELDS);
  if (fields === undefined || fields.length !== BODY_FIELDS) return undefined;
  const at = (field: number) => fields[field] ?? new Uint8Array();
  const segment = uint64FromBytes(at(2));
  const index = uint64FromBytes(at(3));
  if (new TextDecoder().decode(at(0)) !== END_TO_END_LABELS.keychainEntry) return undefined;
  if (at(1).length !== ID_BYTES || at(4).length !== HASH_BYTES || at(5).length !== ID_BYTES) return undefined;
  if (segment === undefined || segment === 0 || index === undefined || !isWholeBatch(at(6).length)) return undefined;
  const account = idFromBytes<AccountId>(at(1));
  return { account, segment, index, previousHash: at(4), device: idFromBytes<DeviceId>(at(5)), sealed: at(6) };
}

function isWholeBatch(sealedBytes: number): boolean {
  const count = (sealedBytes - HPKE_OVERHEAD_BYTES) / HELD_KEY_BYTES;
  return Number.isInteger(count) && count >= 1 && count <= KEYS_PER_ENTRY;
}
