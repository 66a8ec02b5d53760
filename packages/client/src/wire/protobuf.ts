/**
 * The part of protobuf's encoding that the sync protocol uses: proto3 scalars, texts, bytes, nested and repeated messages.
 * It is a twentieth of the full library's size, and stricter: what it decodes comes from a server that may lie, so numbers
 * out of range, groups, broken UTF-8, a field said twice and anything cut short are refused. `wire.test.ts` holds it equal to the library.
 */

/** Wire types (protobuf encoding, "Message structure"). */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;
/** Fields of one message; more are no message of this protocol. */
const MOST_FIELDS = 100_000;
const MOST_UINT32 = 0xffff_ffff;

/** Thrown by the readers for bytes that are no such message; `decoded` turns it into undefined. */
class Malformed extends Error {}

interface Value {
  readonly wireType: number;
  /** Of a varint; 0 otherwise. */
  readonly varint: number;
  /** Of the other wire types. */
  readonly bytes: Uint8Array;
}

/** The values of a message by field number, in the order in which they stand. */
export type Fields = ReadonlyMap<number, readonly Value[]>;

/** The message that `read` makes of the bytes, or undefined. */
export function decoded<T>(bytes: Uint8Array, read: (fields: Fields) => T): T | undefined {
  try {
    return read(fieldsOf(bytes));
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** Zero where the field is absent, as for every proto3 scalar. */
export function readUint32(fields: Fields, number: number): number {
  const value = onlyOf(fields, number, VARINT)?.varint ?? 0;
  if (value > MOST_UINT32) throw new Malformed();
  return value;
}

/** A whole number of up to 53 bits, such as an epoch. */
export function readUint53(fields: Fields, number: number): number {
  const value = onlyOf(fields, number, VARINT)?.varint ?? 0;
  if (!Number.isSafeInteger(value)) throw new Malformed();
  return value;
}

export function readBool(fields: Fields, number: number): boolean {
  return readUint32(fields, number) !== 0;
}

export function readDouble(fields: Fields, number: number): number {
  const bytes = onlyOf(fields, number, FIXED64)?.bytes;
  return bytes === undefined ? 0 : new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
}

export function readBytes(fields: Fields, number: number): Uint8Array {
  return onlyOf(fields, number, LENGTH)?.bytes ?? NOTHING;
}

export function readText(fields: Fields, number: number): string {
  return textIn(readBytes(fields, number));
}

export function readTexts(fields: Fields, number: number): string[] {
  return allOf(fields, number, LENGTH).map(({ bytes }) => textIn(bytes));
}

export function readMessage<T>(fields: Fields, number: number, read: (fields: Fields) => T): T | undefined {
  const value = onlyOf(fields, number, LENGTH);
  return value && read(fieldsOf(value.bytes));
}

export function readMessages<T>(fields: Fields, number: number, read: (fields: Fields) => T): T[] {
  return allOf(fields, number, LENGTH).map(({ bytes }) => read(fieldsOf(bytes)));
}

/** The number of the one field of a `oneof` that is present; undefined for none, and more than one is refused. */
function readCase(fields: Fields, numbers: readonly number[]): number | undefined {
  const [first, second] = numbers.filter((number) => fields.has(number));
  if (second !== undefined) throw new Malformed();
  return first;
}

/** Reads one case of a `oneof`, whose field has the number given. */
export type ReadCase<Body> = (fields: Fields, number: number) => Body | undefined;

export function caseOf<C extends string, V>(
  name: C,
  read: (fields: Fields) => V,
): ReadCase<{ readonly case: C; readonly value: V }> {
  return (fields, number) => {
    const value = readMessage(fields, number, read);
    return value === undefined ? undefined : { case: name, value };
  };
}

/** The one case that is present; undefined for none of those known. */
export function readOneof<Body>(fields: Fields, cases: ReadonlyMap<number, ReadCase<Body>>): Body | undefined {
  const number = readCase(fields, [...cases.keys()]);
  return number === undefined ? undefined : cases.get(number)?.(fields, number);
}

type Part = Uint8Array;

export function writeUint32(number: number, value: number): Part {
  return value === 0 ? NOTHING : joined([varint(number * 8 + VARINT), varint(value)]);
}

export function writeBool(number: number, value: boolean): Part {
  return writeUint32(number, value ? 1 : 0);
}

export function writeDouble(number: number, value: number): Part {
  if (value === 0) return NOTHING;
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return joined([varint(number * 8 + FIXED64), bytes]);
}

export function writeBytes(number: number, value: Uint8Array): Part {
  return value.length === 0 ? NOTHING : writeMessage(number, value);
}

export function writeText(number: number, value: string): Part {
  return writeBytes(number, utf8.encode(value));
}

/** Every one of them, also those that are empty. */
export function writeTexts(number: number, values: readonly string[]): Part {
  return joined(values.map((value) => writeMessage(number, utf8.encode(value))));
}

/** Also where it is empty: an empty message is not an absent one. */
export function writeMessage(number: number, value: Uint8Array): Part {
  return joined([varint(number * 8 + LENGTH), varint(value.length), value]);
}

export function joined(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const NOTHING: Part = new Uint8Array();
const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A field that may occur once and occurs again is refused: readers would differ in which of the two they show. */
function onlyOf(fields: Fields, number: number, wireType: number): Value | undefined {
  const [value, again] = allOf(fields, number, wireType);
  if (again) throw new Malformed();
  return value;
}

/** A field of another type than the protocol gives it is refused, not passed over. */
function allOf(fields: Fields, number: number, wireType: number): readonly Value[] {
  const values = fields.get(number) ?? [];
  if (values.some((value) => value.wireType !== wireType)) throw new Malformed();
  return values;
}

function fieldsOf(bytes: Uint8Array): Fields {
  const fields = new Map<number, Value[]>();
  let at = 0;
  const take = (count: number) => {
    if (count > bytes.length - at) throw new Malformed();
    at += count;
    return bytes.subarray(at - count, at);
  };
  const takeVarint = () => {
    let value = 0;
    // Ten bytes carry 64 bits; sums beyond 2^53 lose precision but stay far out of every range that is accepted.
    for (let place = 0; place < 10; place++) {
      const byte = bytes[at];
      if (byte === undefined) throw new Malformed();
      at++;
      value += (byte & 0x7f) * 2 ** (7 * place);
      if (byte < 0x80) return value;
    }
    throw new Malformed();
  };
  for (let count = 0; at < bytes.length; count++) {
    const tag = takeVarint();
    const number = Math.floor(tag / 8);
    if (count === MOST_FIELDS || tag > MOST_UINT32 || number === 0) throw new Malformed();
    const values = fields.get(number) ?? [];
    fields.set(number, values);
    const wireType = tag % 8;
    if (wireType === VARINT) values.push({ wireType, varint: takeVarint(), bytes: NOTHING });
    else values.push({ wireType, varint: 0, bytes: take(lengthOf(wireType, takeVarint)) });
  }
  return fields;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}

function lengthOf(wireType: number, takeVarint: () => number): number {
  switch (wireType) {
    case FIXED64:
      return 8;
    case LENGTH:
      return takeVarint();
    case FIXED32:
      return 4;
    default:
      throw new Malformed();
  }
}

function textIn(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    throw new Malformed();
  }
}
