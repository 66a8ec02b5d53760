/** A record of a room: from the wire, which is checked field by field, to the value that the rest of the SDK trusts. */
import {
  type AccountId,
  type DeviceId,
  isId,
  LIMITS,
  type MessageId,
  RECORD_KINDS,
  type RoomId,
  recordHashOf,
} from "@warbler/protocol";
import { HASH_BYTES, type Hasher, SALT_BYTES } from "@warbler/transparency/room-chain";
import type { LogPosition } from "../timeline/timeline-message.ts";
import { decodeRecord, encodeRecord, type WireRecord } from "../wire/records.ts";

export interface RoomRecord {
  readonly room: RoomId;
  readonly seq: number;
  readonly message: MessageId;
  readonly author: AccountId;
  /** Absent for what the server or an import wrote. */
  readonly device: DeviceId | undefined;
  /** Number of the record kind; one that this version does not know is kept for the chain and not shown. */
  readonly kind: number;
  readonly atMs: number;
  readonly imported: boolean;
  /** Content and salt are empty, the commitment stays. */
  readonly erased: boolean;
  readonly content: Uint8Array;
  readonly salt: Uint8Array;
  readonly commitment: Uint8Array;
  readonly log: LogPosition;
}

const LATEST_MS = 8_640_000_000_000_000;

/** A content with its padding and its key; a change of a large room's group is as long as a frame can be. */
function mostContentBytes(kind: number): number {
  const isHandshake = kind === RECORD_KINDS.handshake || kind === RECORD_KINDS.proposal;
  return isHandshake ? LIMITS.socketFrameBytes : LIMITS.contentPartBytes + LIMITS.mlsPartBytes;
}

/** Undefined for a record that breaks any bound of the protocol. */
export function recordFromWire(room: RoomId, wire: WireRecord): RoomRecord | undefined {
  const { message, author, device, seq, kind, atMs, imported, erased, content, salt, commitment, log } = wire;
  if (!isId<MessageId>(message) || !isId<AccountId>(author)) return undefined;
  if (device !== "" && !isId<DeviceId>(device)) return undefined;
  if (seq < 1 || kind < 1 || kind > 255 || !isWholeUpTo(atMs, LATEST_MS)) return undefined;
  if (content.length > mostContentBytes(kind) || commitment.length !== HASH_BYTES) return undefined;
  if (erased ? content.length + salt.length > 0 : salt.length !== SALT_BYTES) return undefined;
  if (log === undefined || !isWholeUpTo(log.leaf, Number.MAX_SAFE_INTEGER)) return undefined;
  return {
    room,
    seq,
    message,
    author,
    device: device === "" ? undefined : device,
    kind,
    atMs,
    imported,
    erased,
    content,
    salt,
    commitment,
    log: { leaf: log.leaf, position: log.position },
  };
}

/** The same record in the bytes of the wire: how the store keeps it. */
export function bytesFromRecord(record: RoomRecord): Uint8Array {
  const { device = "", ...rest } = record;
  return encodeRecord({ ...rest, device });
}

export function recordFromBytes(room: RoomId, bytes: Uint8Array): RoomRecord | undefined {
  const wire = decodeRecord(bytes);
  return wire && recordFromWire(room, wire);
}

/** SHA-256 of the canonical record, which its commitment covers. */
export function recordHash(record: RoomRecord, hasher: Hasher): Uint8Array {
  return recordHashOf({ ...record, device: record.device ?? "" }, record.content, hasher.sha256);
}

function isWholeUpTo(value: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= most;
}
