/**
 * One unambiguous way to write several values as bytes before they are authenticated or hashed: each field is its length
 * (four bytes, big-endian) followed by its bytes, so that moving a byte from one field to the next changes the result.
 */

/** Fields in order; text is UTF-8. Throws on text with a lone surrogate, which has no UTF-8 of its own. */
export function canonicalFields(fields: readonly (string | Uint8Array)[]): Uint8Array {
  let sizeBytes = 0;
  for (const field of fields) sizeBytes += 4 + (typeof field === "string" ? Buffer.byteLength(field) : field.length);
  const out = Buffer.allocUnsafe(sizeBytes);
  let offset = 0;
  for (const field of fields) {
    const bodyBytes =
      typeof field === "string" ? writeText(out, field, offset + 4) : writeBytes(out, field, offset + 4);
    out.writeUInt32BE(bodyBytes, offset);
    offset += 4 + bodyBytes;
  }
  return out;
}

/** A safe integer, zero or greater, in eight bytes, big-endian. */
export function uint64(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`a count from 0 to 2^53 - 1, got ${value}`);
  const out = Buffer.allocUnsafe(8);
  out.writeUInt32BE(Math.floor(value / 2 ** 32), 0);
  out.writeUInt32BE(value % 2 ** 32, 4);
  return out;
}

function writeText(out: Buffer, text: string, offset: number): number {
  if (!text.isWellFormed()) throw new TypeError("well-formed text, got a lone surrogate");
  return out.write(text, offset, "utf8");
}

function writeBytes(out: Buffer, bytes: Uint8Array, offset: number): number {
  out.set(bytes, offset);
  return bytes.length;
}
