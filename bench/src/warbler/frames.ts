// Just enough of `sync.proto`, written by hand: general decoding would use up the client's core before the server's.

// Field numbers of `sync.proto`. Wire types are 0 for varints, 1 for eight bytes, 2 for bytes (protobuf.dev, "Encoding").
const CLIENT = { request: 1, send: 3, fetch: 4 } as const;
const SERVER = { request: 1, welcome: 2, sent: 3, records: 4, failed: 6 } as const;
const VARINT = 0;
const BYTES = 2;
const ID_BYTES = 22;
const MESSAGE_KIND = 1;

export interface WireRecord {
  readonly seq: number;
  readonly device: Uint8Array;
  /** The text of a message, as a view of the frame; empty for records that are no messages. */
  readonly text: Uint8Array;
}

export type Incoming =
  | { readonly is: "welcome"; readonly device: Uint8Array }
  | { readonly is: "sent"; readonly request: number; readonly seq: number }
  | { readonly is: "records"; readonly request: number; readonly records: readonly WireRecord[] }
  | { readonly is: "failed"; readonly request: number; readonly code: string }
  | { readonly is: "other" };

interface Field {
  readonly number: number;
  /** The value of a varint; 0 for the others. */
  readonly value: number;
  readonly bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array();

function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const number = tag >>> 3;
    if ((tag & 7) === VARINT) yield { number, value: varint(), bytes: NO_BYTES };
    else {
      const length = (tag & 7) === BYTES ? varint() : 8;
      yield { number, value: 0, bytes: message.subarray(at, at + length) };
      at += length;
    }
  }
}

export function decodeFrame(frame: Uint8Array): Incoming {
  let request = 0;
  for (const { number, value, bytes } of fieldsOf(frame)) {
    if (number === SERVER.request) request = value;
    else if (number === SERVER.welcome) return { is: "welcome", device: bytesIn(bytes, 2) };
    else if (number === SERVER.sent) return { is: "sent", request, seq: numberIn(bytes, 3) };
    else if (number === SERVER.records) return { is: "records", request, records: recordsIn(bytes) };
    else if (number === SERVER.failed)
      return { is: "failed", request, code: Buffer.from(bytesIn(bytes, 1)).toString() };
  }
  return { is: "other" };
}

function recordsIn(message: Uint8Array): readonly WireRecord[] {
  const records: WireRecord[] = [];
  for (const { number, bytes } of fieldsOf(message)) if (number === 2) records.push(recordOf(bytes));
  return records;
}

function recordOf(message: Uint8Array): WireRecord {
  let seq = 0;
  let device: Uint8Array = NO_BYTES;
  let content: Uint8Array = NO_BYTES;
  for (const { number, value, bytes } of fieldsOf(message)) {
    if (number === 1) seq = value;
    else if (number === 4) device = bytes;
    else if (number === 7) content = bytes;
  }
  // Content.message.text, each the first field of its message.
  return { seq, device, text: bytesIn(bytesIn(content, 1), 1) };
}

function bytesIn(message: Uint8Array, wanted: number): Uint8Array {
  for (const { number, bytes } of fieldsOf(message)) if (number === wanted) return bytes;
  return NO_BYTES;
}

function numberIn(message: Uint8Array, wanted: number): number {
  for (const { number, value } of fieldsOf(message)) if (number === wanted) return value;
  return 0;
}

/** A Send of a message whose text is `text`, which must be UTF-8. */
export function encodeSend(request: number, room: string, message: string, text: Uint8Array): Buffer {
  const inner = lengthOfField(text.length);
  const content = lengthOfField(inner);
  const send = 2 * lengthOfField(ID_BYTES) + 2 + lengthOfField(content);
  const writer = writerOf(1 + varintLength(request) + lengthOfField(send));
  writer.number(CLIENT.request, request);
  writer.open(CLIENT.send, send);
  writer.ascii(1, room);
  writer.ascii(2, message);
  writer.number(3, MESSAGE_KIND);
  writer.open(4, content);
  writer.open(1, inner);
  writer.open(1, text.length);
  return writer.end(text);
}

export function encodeFetch(request: number, room: string, afterSeq: number, limit: number): Buffer {
  const fetch = lengthOfField(ID_BYTES) + 2 + varintLength(afterSeq) + varintLength(limit);
  const writer = writerOf(1 + varintLength(request) + lengthOfField(fetch));
  writer.number(CLIENT.request, request);
  writer.open(CLIENT.fetch, fetch);
  writer.ascii(1, room);
  writer.number(2, afterSeq);
  writer.number(5, limit);
  return writer.end(NO_BYTES);
}

function writerOf(size: number) {
  const frame = Buffer.allocUnsafe(size);
  let at = 0;
  const varint = (value: number) => {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) frame[at++] = (rest & 127) | 128;
    frame[at++] = rest;
  };
  const open = (field: number, length: number) => {
    frame[at++] = (field << 3) | BYTES;
    varint(length);
  };
  return {
    number: (field: number, value: number) => {
      frame[at++] = (field << 3) | VARINT;
      varint(value);
    },
    open,
    ascii: (field: number, text: string) => {
      open(field, text.length);
      at += frame.write(text, at, "latin1");
    },
    /** Ends the frame with these bytes, the value of the field opened last. */
    end: (bytes: Uint8Array) => {
      frame.set(bytes, at);
      if (at + bytes.length !== size)
        throw new RangeError(`expected a frame of ${size} bytes, got ${at + bytes.length}`);
      return frame;
    },
  };
}

const varintLength = (value: number): number => (value < 128 ? 1 : 1 + varintLength(Math.floor(value / 128)));
const lengthOfField = (length: number): number => 1 + varintLength(length) + length;
