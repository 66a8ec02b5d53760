// The reference's wire format: a socket message is a row of items, each `length u32 | kind u8 | payload`, numbers
// little-endian, `length` counting what follows it. Several items share one socket message wherever they are ready together.

export const kinds = {
  hello: 1,
  welcome: 2,
  send: 3,
  ack: 4,
  record: 5,
  history: 6,
  page: 7,
  createRoom: 8,
  room: 9,
} as const;

export const ID_BYTES = 16;
const HEADER_BYTES = 5;
const RECORD_FIELDS_BYTES = 12 + ID_BYTES;

export interface Item {
  readonly kind: number;
  readonly payload: Buffer;
}

export interface RecordFields {
  readonly room: number;
  readonly seq: number;
  readonly sender: number;
  readonly id: Uint8Array;
  readonly body: Uint8Array;
}

/** Throws a RangeError where an item claims more bytes than there are. */
export function* itemsOf(message: Buffer): Generator<Item> {
  for (let at = 0; at < message.length; ) {
    const end = at + 4 + message.readUInt32LE(at);
    if (end > message.length || end < at + HEADER_BYTES)
      throw new RangeError(`item ends at ${end} of ${message.length}`);
    yield { kind: message.readUInt8(at + 4), payload: message.subarray(at + HEADER_BYTES, end) };
    at = end;
  }
}

function item(kind: number, payloadBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payloadBytes);
  bytes.writeUInt32LE(1 + payloadBytes, 0);
  bytes.writeUInt8(kind, 4);
  return bytes;
}

/** An item whose payload is a row of u32. */
export function encodeNumbers(kind: number, ...numbers: readonly number[]): Buffer {
  const bytes = item(kind, 4 * numbers.length);
  numbers.forEach((value, index) => bytes.writeUInt32LE(value, HEADER_BYTES + 4 * index));
  return bytes;
}

export function encodeSend(requestId: number, room: number, id: Uint8Array, body: Uint8Array): Buffer {
  const bytes = item(kinds.send, 8 + ID_BYTES + body.length);
  bytes.writeUInt32LE(requestId, HEADER_BYTES);
  bytes.writeUInt32LE(room, HEADER_BYTES + 4);
  bytes.set(id, HEADER_BYTES + 8);
  bytes.set(body, HEADER_BYTES + 8 + ID_BYTES);
  return bytes;
}

export function decodeSend(payload: Buffer) {
  return {
    requestId: payload.readUInt32LE(0),
    room: payload.readUInt32LE(4),
    id: payload.subarray(8, 8 + ID_BYTES),
    body: payload.subarray(8 + ID_BYTES),
  };
}

export function encodeRecord(record: RecordFields): Buffer {
  const bytes = item(kinds.record, RECORD_FIELDS_BYTES + record.body.length);
  bytes.writeUInt32LE(record.room, HEADER_BYTES);
  bytes.writeUInt32LE(record.seq, HEADER_BYTES + 4);
  bytes.writeUInt32LE(record.sender, HEADER_BYTES + 8);
  bytes.set(record.id, HEADER_BYTES + 12);
  bytes.set(record.body, HEADER_BYTES + RECORD_FIELDS_BYTES);
  return bytes;
}

export function decodeRecord(payload: Buffer): RecordFields {
  return {
    room: payload.readUInt32LE(0),
    seq: payload.readUInt32LE(4),
    sender: payload.readUInt32LE(8),
    id: payload.subarray(12, RECORD_FIELDS_BYTES),
    body: payload.subarray(RECORD_FIELDS_BYTES),
  };
}

/** A page is its request's number followed by whole record items. */
export function encodePage(requestId: number, records: readonly RecordFields[]): Buffer {
  const encoded = records.map(encodeRecord);
  const header = item(kinds.page, 4);
  header.writeUInt32LE(1 + 4 + encoded.reduce((sum, record) => sum + record.length, 0), 0);
  header.writeUInt32LE(requestId, HEADER_BYTES);
  return Buffer.concat([header, ...encoded]);
}
