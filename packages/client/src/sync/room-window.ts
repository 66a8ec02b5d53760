/**
 * What a client holds of a room: an unbroken run of records, ending at the newest one it has seen, with the commitments
 * at both ends, so that what comes next on either side must continue the chain.
 */
import type { MessageId, RoomId } from "@warbler/protocol";
import type { Store, StoreWrite } from "../store/store.ts";
import {
  decoded,
  type Fields,
  joined,
  readBytes,
  readMessages,
  readUint32,
  writeBytes,
  writeMessage,
  writeUint32,
} from "../wire/protobuf.ts";
import { bytesFromRecord, type RoomRecord } from "./room-record.ts";

export interface Anchor {
  readonly seq: number;
  readonly commitment: Uint8Array;
}

export interface RoomWindow {
  readonly fromSeq: number;
  readonly toSeq: number;
  /** Of the record before `fromSeq`. */
  readonly beforeCommitment: Uint8Array;
  /** Of the record `toSeq`. */
  readonly lastCommitment: Uint8Array;
  /** Ends of earlier windows further down, which the chain must pass through when it gets there. */
  readonly anchors: readonly Anchor[];
}

const MOST_ANCHORS = 32;
export function windowKey(room: RoomId): string {
  return `window/${room}`;
}

export function recordPrefix(room: RoomId): string {
  return `record/${room}/`;
}

/** Ten digits hold every 32-bit sequence number and keep the order of numbers in the order of keys. */
export function recordKey(room: RoomId, seq: number): string {
  return `${recordPrefix(room)}${String(seq).padStart(10, "0")}`;
}

/** Under a message's id stand all records that have it, so that the first of them is found whatever a server serves later. */
function seqKey(room: RoomId, message: MessageId, seq: number): string {
  return `seq/${room}/${message}/${String(seq).padStart(10, "0")}`;
}

/** The number of the first record that is held under this id. */
export async function firstSeqOf(
  store: Pick<Store, "list">,
  room: RoomId,
  message: MessageId,
): Promise<number | undefined> {
  const [first] = await store.list({ prefix: `seq/${room}/${message}`, limit: 1 });
  return first && Number(new TextDecoder().decode(first.value));
}

/** In protobuf's encoding: fromSeq 1, toSeq 2, beforeCommitment 3, lastCommitment 4, anchors 5 (seq 1, commitment 2). */
export function bytesFromWindow({ fromSeq, toSeq, beforeCommitment, lastCommitment, anchors }: RoomWindow): Uint8Array {
  return joined([
    writeUint32(1, fromSeq),
    writeUint32(2, toSeq),
    writeBytes(3, beforeCommitment),
    writeBytes(4, lastCommitment),
    ...anchors.map(({ seq, commitment }) => writeMessage(5, joined([writeUint32(1, seq), writeBytes(2, commitment)]))),
  ]);
}

export function windowFromBytes(bytes: Uint8Array): RoomWindow | undefined {
  return decoded(bytes, (fields) => ({
    fromSeq: readUint32(fields, 1),
    toSeq: readUint32(fields, 2),
    beforeCommitment: readBytes(fields, 3),
    lastCommitment: readBytes(fields, 4),
    anchors: readMessages(fields, 5, readAnchor),
  }));
}

function readAnchor(fields: Fields): Anchor {
  return { seq: readUint32(fields, 1), commitment: readBytes(fields, 2) };
}

/** A new window further up remembers where the old one ended. */
export function withAnchor(anchors: readonly Anchor[], anchor: Anchor): readonly Anchor[] {
  return [...anchors, anchor].slice(-MOST_ANCHORS);
}

/** The writes that keep records and the window over them together. */
export function writesFor(room: RoomId, records: readonly RoomRecord[], window: RoomWindow): readonly StoreWrite[] {
  const text = new TextEncoder();
  return [
    ...records.flatMap((record) => [
      { key: recordKey(room, record.seq), value: bytesFromRecord(record) },
      { key: seqKey(room, record.message, record.seq), value: text.encode(String(record.seq)) },
    ]),
    { key: windowKey(room), value: bytesFromWindow(window) },
  ];
}
