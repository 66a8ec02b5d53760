/**
 * What a client holds of a room: an unbroken run of records, ending at the newest one it has seen, with the commitments
 * at both ends, so that what comes next on either side must continue the chain.
 */
import { base64urlFromBytes, bytesFromBase64url, type MessageId, type RoomId } from "@warbler/protocol";
import * as z from "zod/mini";
import type { StoreWrite } from "../store/store.ts";
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
const bytes32 = z.pipe(
  z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
  z.transform((text: string) => bytesFromBase64url(text) ?? new Uint8Array()),
);
const storedWindow = z.object({
  fromSeq: z.int(),
  toSeq: z.int(),
  beforeCommitment: bytes32,
  lastCommitment: bytes32,
  anchors: z.array(z.object({ seq: z.int(), commitment: bytes32 })),
});

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

export function seqKey(room: RoomId, message: MessageId): string {
  return `seq/${room}/${message}`;
}

export function bytesFromWindow(window: RoomWindow): Uint8Array {
  const text = JSON.stringify(window, (_key, value: unknown) =>
    value instanceof Uint8Array ? base64urlFromBytes(value) : value,
  );
  return new TextEncoder().encode(text);
}

export function windowFromBytes(bytes: Uint8Array): RoomWindow | undefined {
  try {
    return storedWindow.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
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
      { key: seqKey(room, record.message), value: text.encode(String(record.seq)) },
    ]),
    { key: windowKey(room), value: bytesFromWindow(window) },
  ];
}
