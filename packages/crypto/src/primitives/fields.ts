/**
 * The canonical fields of docs/spec/at-rest.md for programs without Node, with the decoder that formats between members
 * need: each field is its length (four bytes, big-endian), then its bytes. One value has one encoding.
 */
import { type AnyId, bytesFromBase64url } from "@warbler/protocol";

const LENGTH_BYTES = 4;

/** Text is UTF-8 and must be well-formed. */
export function encodeFields(fields: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const bodies = fields.map((field) => (typeof field === "string" ? utf8(field) : field));
  const bytes = new Uint8Array(bodies.reduce((size, body) => size + LENGTH_BYTES + body.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const body of bodies) {
    view.setUint32(at, body.length);
    bytes.set(body, at + LENGTH_BYTES);
    at += LENGTH_BYTES + body.length;
  }
  return bytes;
}

/** The fields, copied, or undefined where there are more than `most`, or where the bytes do not end with a field. */
export function decodeFields(bytes: Uint8Array, most: number): readonly Uint8Array<ArrayBuffer>[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fields: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (fields.length === most || at + LENGTH_BYTES > bytes.length) return undefined;
    const end = at + LENGTH_BYTES + view.getUint32(at);
    if (end > bytes.length) return undefined;
    fields.push(new Uint8Array(bytes.subarray(at + LENGTH_BYTES, end)));
    at = end;
  }
  return fields;
}

/** Equal parts of `sizeBytes` each, or undefined where they do not come out even or are more than `most`. */
export function decodeRows(
  bytes: Uint8Array,
  { sizeBytes, most }: { readonly sizeBytes: number; readonly most: number },
): readonly Uint8Array<ArrayBuffer>[] | undefined {
  const count = bytes.length / sizeBytes;
  if (!Number.isInteger(count) || count > most) return undefined;
  return Array.from({ length: count }, (_, row) => bytes.slice(row * sizeBytes, (row + 1) * sizeBytes)).map(
    (row) => new Uint8Array(row),
  );
}

/** A safe integer, zero or greater, in eight bytes, big-endian. */
export function uint64Bytes(value: number): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`a count from 0 to 2^53 - 1, got ${value}`);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** Undefined for other than eight bytes and for what no JavaScript number holds exactly. */
export function uint64FromBytes(bytes: Uint8Array): number | undefined {
  if (bytes.length !== 8) return undefined;
  const value = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0));
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The 16 bytes that an identifier writes. */
export function idBytes(id: AnyId): Uint8Array<ArrayBuffer> {
  const bytes = bytesFromBase64url(id);
  if (bytes === undefined || bytes.length !== ID_BYTES) throw new Error("unreachable: an identifier writes 16 bytes");
  return bytes;
}

export const ID_BYTES = 16;

function utf8(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new TypeError("well-formed text, got a lone surrogate");
  return new TextEncoder().encode(text);
}
