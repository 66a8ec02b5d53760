/** `Record`, `Records` and `LogPosition` of `sync.proto`. */
import {
  decoded,
  type Fields,
  joined,
  readBool,
  readBytes,
  readDouble,
  readMessage,
  readMessages,
  readText,
  readUint32,
  writeBool,
  writeBytes,
  writeDouble,
  writeMessage,
  writeText,
  writeUint32,
} from "./protobuf.ts";

export interface WireLogPosition {
  readonly leaf: number;
  readonly position: number;
}
export interface WireRecord {
  readonly seq: number;
  readonly message: string;
  readonly author: string;
  readonly device: string;
  readonly kind: number;
  readonly atMs: number;
  readonly content: Uint8Array;
  readonly imported: boolean;
  readonly erased: boolean;
  readonly salt: Uint8Array;
  readonly commitment: Uint8Array;
  readonly log: WireLogPosition | undefined;
}
export interface WireRecords {
  readonly room: string;
  readonly records: readonly WireRecord[];
  readonly more: boolean;
  readonly previousCommitment: Uint8Array;
}

export function decodeRecord(bytes: Uint8Array): WireRecord | undefined {
  return decoded(bytes, readRecord);
}

export function encodeRecord(record: WireRecord): Uint8Array<ArrayBuffer> {
  const { seq, message, author, device, kind, atMs, content, imported, erased, salt, commitment, log } = record;
  return joined([
    writeUint32(1, seq),
    writeText(2, message),
    writeText(3, author),
    writeText(4, device),
    writeUint32(5, kind),
    writeDouble(6, atMs),
    writeBytes(7, content),
    writeBool(8, imported),
    writeBool(9, erased),
    writeBytes(10, salt),
    writeBytes(11, commitment),
    ...(log === undefined ? [] : [writeMessage(12, joined([writeDouble(1, log.leaf), writeUint32(2, log.position)]))]),
  ]);
}

export function readRecords(fields: Fields): WireRecords {
  return {
    room: readText(fields, 1),
    records: readMessages(fields, 2, readRecord),
    more: readBool(fields, 3),
    previousCommitment: readBytes(fields, 4),
  };
}

export function readLogPosition(fields: Fields): WireLogPosition {
  return { leaf: readDouble(fields, 1), position: readUint32(fields, 2) };
}

function readRecord(fields: Fields): WireRecord {
  return {
    seq: readUint32(fields, 1),
    message: readText(fields, 2),
    author: readText(fields, 3),
    device: readText(fields, 4),
    kind: readUint32(fields, 5),
    atMs: readDouble(fields, 6),
    content: readBytes(fields, 7),
    imported: readBool(fields, 8),
    erased: readBool(fields, 9),
    salt: readBytes(fields, 10),
    commitment: readBytes(fields, 11),
    log: readMessage(fields, 12, readLogPosition),
  };
}
