/** The messages of `end-to-end.proto` about the identity log and the keychain. */
import {
  decoded,
  type Fields,
  joined,
  readBytes,
  readMessages,
  readUint32,
  writeBytes,
  writeUint32,
} from "../wire/protobuf.ts";

export interface WireIdentityEntry {
  /** Empty when the person was erased; then the hash of the leaf is all there is. */
  readonly version: Uint8Array;
  readonly leafHash: Uint8Array;
}
export interface WireIdentityEntries {
  readonly from: number;
  readonly entries: readonly WireIdentityEntry[];
  readonly size: number;
}
export interface WireKeychainEntry {
  readonly index: number;
  readonly segment: number;
  readonly previousHash: Uint8Array;
  readonly entry: Uint8Array;
}
export interface WireKeychainPage {
  readonly entries: readonly WireKeychainEntry[];
  readonly size: number;
}

export function decodeIdentityEntries(bytes: Uint8Array): WireIdentityEntries | undefined {
  return decoded(bytes, (fields) => ({
    from: readUint32(fields, 1),
    entries: readMessages(fields, 2, (entry) => ({ version: readBytes(entry, 1), leafHash: readBytes(entry, 2) })),
    size: readUint32(fields, 3),
  }));
}

export function decodeKeychainPage(bytes: Uint8Array): WireKeychainPage | undefined {
  return decoded(bytes, (fields) => ({
    entries: readMessages(fields, 1, readKeychainEntry),
    size: readUint32(fields, 2),
  }));
}

export function encodeKeychainEntry({ index, segment, previousHash, entry }: WireKeychainEntry) {
  return joined([writeUint32(1, index), writeUint32(2, segment), writeBytes(3, previousHash), writeBytes(4, entry)]);
}

function readKeychainEntry(fields: Fields): WireKeychainEntry {
  return {
    index: readUint32(fields, 1),
    segment: readUint32(fields, 2),
    previousHash: readBytes(fields, 3),
    entry: readBytes(fields, 4),
  };
}
