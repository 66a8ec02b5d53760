/** The messages of `end-to-end.proto` that a client sends and reads for the groups of its rooms. */
import {
  decoded,
  type Fields,
  joined,
  readBool,
  readBytes,
  readMessages,
  readText,
  readUint32,
  readUint53,
  writeBytes,
  writeMessage,
  writeText,
  writeUint32,
} from "./protobuf.ts";

const NOTHING = new Uint8Array();

export interface WireEndToEnd {
  readonly mls: Uint8Array;
  readonly content: Uint8Array;
  /** Of an imported message: SHA-256 of the content part of the record that opens its batch. Empty otherwise. */
  readonly batch: Uint8Array;
}
export interface WireHistoryRecord {
  readonly message: string;
  /** An `EndToEnd`. */
  readonly content: Uint8Array;
}
export interface WireCommitBundle {
  readonly epoch: number;
  readonly commit: Uint8Array;
  readonly welcome: Uint8Array;
  readonly groupInfo: Uint8Array;
  readonly ratchetTree: Uint8Array;
  readonly epochHash: Uint8Array;
}
export interface WireGroupState {
  readonly generation: number;
  readonly epoch: number;
  readonly seq: number;
  readonly groupInfo: Uint8Array;
  readonly ratchetTree: Uint8Array;
  readonly epochHash: Uint8Array;
  /** The record that last gave the room its name and topic; 0 where none did. */
  readonly describedSeq: number;
}
export interface WireGroupWelcome {
  readonly generation: number;
  readonly epoch: number;
  readonly seq: number;
  readonly welcome: Uint8Array;
  readonly ratchetTree: Uint8Array;
  readonly epochHash: Uint8Array;
}
export interface WireDevice {
  readonly account: string;
  readonly device: string;
}
export interface WireClaimed extends WireDevice {
  readonly keyPackage: Uint8Array;
  readonly lastResort: boolean;
}
export interface WireClaimedKeyPackages {
  readonly claimed: readonly WireClaimed[];
  readonly missing: readonly WireDevice[];
}

export function encodeEndToEnd(parts: Pick<WireEndToEnd, "content"> & Partial<WireEndToEnd>): Uint8Array<ArrayBuffer> {
  const { mls = NOTHING, content, batch = NOTHING } = parts;
  return joined([writeBytes(1, mls), writeBytes(2, content), writeBytes(3, batch)]);
}

export function decodeEndToEnd(bytes: Uint8Array): WireEndToEnd | undefined {
  return decoded(bytes, (fields) => ({
    mls: readBytes(fields, 1),
    content: readBytes(fields, 2),
    batch: readBytes(fields, 3),
  }));
}

/** A `HistoryBatch`: the record that opens it, and those it opens. */
export function encodeHistoryBatch(
  opening: WireHistoryRecord,
  records: readonly WireHistoryRecord[],
): Uint8Array<ArrayBuffer> {
  return joined([
    ...historyRecord(opening),
    ...records.map((record) => writeMessage(3, joined(historyRecord(record)))),
  ]);
}

function historyRecord({ message, content }: WireHistoryRecord): readonly Uint8Array[] {
  return [writeText(1, message), writeBytes(2, content)];
}

export function encodeCommitBundle(bundle: WireCommitBundle): Uint8Array<ArrayBuffer> {
  return joined([
    writeUint32(1, bundle.epoch),
    writeBytes(2, bundle.commit),
    writeBytes(3, bundle.welcome),
    writeBytes(4, bundle.groupInfo),
    writeBytes(5, bundle.ratchetTree),
    writeBytes(6, bundle.epochHash),
  ]);
}

export function readCommitBundle(fields: Fields): WireCommitBundle {
  return {
    epoch: readUint53(fields, 1),
    commit: readBytes(fields, 2),
    welcome: readBytes(fields, 3),
    groupInfo: readBytes(fields, 4),
    ratchetTree: readBytes(fields, 5),
    epochHash: readBytes(fields, 6),
  };
}

export function decodeGroupState(bytes: Uint8Array): WireGroupState | undefined {
  return decoded(bytes, (fields) => ({
    generation: readUint32(fields, 1),
    epoch: readUint53(fields, 2),
    seq: readUint32(fields, 3),
    groupInfo: readBytes(fields, 4),
    ratchetTree: readBytes(fields, 5),
    epochHash: readBytes(fields, 6),
    describedSeq: readUint32(fields, 7),
  }));
}

export function decodeGroupWelcome(bytes: Uint8Array): WireGroupWelcome | undefined {
  return decoded(bytes, (fields) => ({
    generation: readUint32(fields, 1),
    epoch: readUint53(fields, 2),
    seq: readUint32(fields, 3),
    welcome: readBytes(fields, 4),
    ratchetTree: readBytes(fields, 5),
    epochHash: readBytes(fields, 6),
  }));
}

export function encodeKeyPackageUpload(upload: {
  readonly oneTime: readonly Uint8Array[];
  readonly lastResort: Uint8Array;
}): Uint8Array<ArrayBuffer> {
  return joined([...upload.oneTime.map((one) => writeMessage(1, one)), writeBytes(2, upload.lastResort)]);
}

export function decodeClaimedKeyPackages(bytes: Uint8Array): WireClaimedKeyPackages | undefined {
  return decoded(bytes, (fields) => ({
    claimed: readMessages(fields, 1, (claimed) => ({
      ...readDevice(claimed),
      keyPackage: readBytes(claimed, 3),
      lastResort: readBool(claimed, 4),
    })),
    missing: readMessages(fields, 2, readDevice),
  }));
}

export function encodeLeaveProposals(proposals: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joined(proposals.map((proposal) => writeMessage(1, proposal)));
}

function readDevice(fields: Fields): WireDevice {
  return { account: readText(fields, 1), device: readText(fields, 2) };
}
