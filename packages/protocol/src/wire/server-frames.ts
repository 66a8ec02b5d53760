/**
 * Server frames as bytes. Those that every message needs, `Sent` and `Records`, are written here by hand, into one piece of
 * memory of the right size and without reflection: a sixth of the library's cost. `server-frames.test.ts` holds them equal
 * to what the library writes.
 */
import { create, toBinary } from "@bufbuild/protobuf";
import {
  type LogPosition,
  type Record,
  type Records,
  type Sent,
  type ServerFrame,
  ServerFrameSchema,
} from "./generated/sync_pb.ts";

export type ServerBody = Exclude<ServerFrame["body"], { case: undefined }>;

/** Where a frame of this many bytes goes; all of them are written. */
export type FrameMemory = (sizeBytes: number) => Uint8Array;

const ownMemory: FrameMemory = (sizeBytes) => new Uint8Array(sizeBytes);

/** `request` is that of the request it answers; 0 when the server speaks first. */
export function encodeServerFrame(request: number, body: ServerBody, memory: FrameMemory = ownMemory): Uint8Array {
  if (body.case === "sent") return encodeSent(request, body.value, memory);
  if (body.case === "records") return encodeRecords(request, body.value, memory);
  const frame = toBinary(ServerFrameSchema, create(ServerFrameSchema, { request, body }));
  const bytes = memory(frame.length);
  bytes.set(frame);
  return bytes;
}

// Field numbers of `sync.proto`; all are below 16, so that a field's tag is one byte.
const FRAME = { request: 1, sent: 3, records: 4 } as const;
const SENT = { room: 1, message: 2, seq: 3, atMs: 4, log: 5 } as const;
const RECORDS = { room: 1, records: 2, more: 3, previousCommitment: 4 } as const;
const RECORD = {
  seq: 1,
  message: 2,
  author: 3,
  device: 4,
  kind: 5,
  atMs: 6,
  content: 7,
  imported: 8,
  erased: 9,
  salt: 10,
  commitment: 11,
  log: 12,
} as const;
const LOG_POSITION = { leaf: 1, position: 2 } as const;

function encodeSent(request: number, sent: Sent, memory: FrameMemory): Uint8Array {
  const logSize = sent.log && sizeOfLog(sent.log);
  const size =
    sizeOfBytes(sent.room.length) +
    sizeOfBytes(sent.message.length) +
    sizeOfNumber(sent.seq) +
    sizeOfDouble(sent.atMs) +
    sizeOfMessage(logSize);
  const writer = new FrameWriter(memory(sizeOfNumber(request) + sizeOfMessage(size)));
  writer.number(FRAME.request, request);
  writer.open(FRAME.sent, size);
  writer.ascii(SENT.room, sent.room);
  writer.ascii(SENT.message, sent.message);
  writer.number(SENT.seq, sent.seq);
  writer.double(SENT.atMs, sent.atMs);
  if (sent.log !== undefined) writeLog(writer, SENT.log, sent.log);
  return writer.whole();
}

function encodeRecords(
  request: number,
  { room, records, more, previousCommitment }: Records,
  memory: FrameMemory,
): Uint8Array {
  const sizes = records.map(sizeOfRecord);
  const size =
    sizeOfBytes(room.length) +
    sizes.reduce((sum, each) => sum + sizeOfMessage(each), 0) +
    sizeOfNumber(Number(more)) +
    sizeOfBytes(previousCommitment.length);
  const writer = new FrameWriter(memory(sizeOfNumber(request) + sizeOfMessage(size)));
  writer.number(FRAME.request, request);
  writer.open(FRAME.records, size);
  writer.ascii(RECORDS.room, room);
  for (const [at, record] of records.entries()) {
    writer.open(RECORDS.records, sizes[at] ?? 0);
    writeRecord(writer, record);
  }
  writer.number(RECORDS.more, Number(more));
  writer.byteString(RECORDS.previousCommitment, previousCommitment);
  return writer.whole();
}

const sizeOfRecord = (record: Record): number =>
  sizeOfNumber(record.seq) +
  sizeOfBytes(record.message.length) +
  sizeOfBytes(record.author.length) +
  sizeOfBytes(record.device.length) +
  sizeOfNumber(record.kind) +
  sizeOfDouble(record.atMs) +
  sizeOfBytes(record.content.length) +
  sizeOfNumber(Number(record.imported)) +
  sizeOfNumber(Number(record.erased)) +
  sizeOfBytes(record.salt.length) +
  sizeOfBytes(record.commitment.length) +
  sizeOfMessage(record.log && sizeOfLog(record.log));

function writeRecord(writer: FrameWriter, record: Record): void {
  writer.number(RECORD.seq, record.seq);
  writer.ascii(RECORD.message, record.message);
  writer.ascii(RECORD.author, record.author);
  writer.ascii(RECORD.device, record.device);
  writer.number(RECORD.kind, record.kind);
  writer.double(RECORD.atMs, record.atMs);
  writer.byteString(RECORD.content, record.content);
  writer.number(RECORD.imported, Number(record.imported));
  writer.number(RECORD.erased, Number(record.erased));
  writer.byteString(RECORD.salt, record.salt);
  writer.byteString(RECORD.commitment, record.commitment);
  if (record.log !== undefined) writeLog(writer, RECORD.log, record.log);
}

const sizeOfLog = ({ leaf, position }: LogPosition): number => sizeOfDouble(leaf) + sizeOfNumber(position);

function writeLog(writer: FrameWriter, field: number, log: LogPosition): void {
  writer.open(field, sizeOfLog(log));
  writer.double(LOG_POSITION.leaf, log.leaf);
  writer.number(LOG_POSITION.position, log.position);
}

// Sizes with the tag. What is zero or empty is left out, as proto3 has it; a message that is there is written even when empty.
const sizeOfNumber = (value: number): number => (value === 0 ? 0 : 1 + sizeOfVarint(value));
const sizeOfDouble = (value: number): number => (isLeftOut(value) ? 0 : 9);
const sizeOfBytes = (length: number): number => (length === 0 ? 0 : sizeOfMessage(length));
const sizeOfMessage = (size: number | undefined): number => (size === undefined ? 0 : 1 + sizeOfVarint(size) + size);

/** Negative zero is another double than zero. */
const isLeftOut = (double: number): boolean => Object.is(double, 0);

function sizeOfVarint(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) size++;
  return size;
}

/** Wire types (protobuf encoding, "Message structure"). */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;

class FrameWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Memory that was used before may hold anything: nothing of it leaves. */
  whole(): Uint8Array {
    if (this.#at !== this.#bytes.length)
      throw new Error(`expected a frame of ${this.#bytes.length} bytes, got ${this.#at}`);
    return this.#bytes;
  }

  number(field: number, value: number): void {
    if (value === 0) return;
    this.#tag(field, VARINT);
    this.#varint(value);
  }

  double(field: number, value: number): void {
    if (isLeftOut(value)) return;
    this.#tag(field, FIXED64);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  byteString(field: number, value: Uint8Array): void {
    if (value.length === 0) return;
    this.open(field, value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
  }

  /** Identifiers are ASCII, one byte for each character. */
  ascii(field: number, text: string): void {
    if (text.length === 0) return;
    this.open(field, text.length);
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) throw new RangeError("identifiers in a frame are ASCII");
      this.#bytes[this.#at++] = code;
    }
  }

  /** A message or bytes of this length follow. */
  open(field: number, length: number): void {
    this.#tag(field, LENGTH);
    this.#varint(length);
  }

  #tag(field: number, wireType: number): void {
    this.#bytes[this.#at++] = (field << 3) | wireType;
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) this.#bytes[this.#at++] = (rest % 0x80) | 0x80;
    this.#bytes[this.#at++] = rest;
  }
}
