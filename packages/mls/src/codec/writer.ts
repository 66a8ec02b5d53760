/** Writes the presentation language of RFC 9420 §2.1 into a buffer that grows. */

const FIRST_BYTES = 256;

export class Writer {
  #buffer: Uint8Array = new Uint8Array(FIRST_BYTES);
  #length = 0;

  uint8(value: number): this {
    // The place first: to reserve it may replace the buffer.
    const at = this.#reserve(1);
    this.#buffer[at] = value;
    return this;
  }

  uint16(value: number): this {
    return this.uint8(value >>> 8).uint8(value & 0xff);
  }

  uint32(value: number): this {
    return this.uint16(value >>> 16).uint16(value & 0xffff);
  }

  uint64(value: bigint): this {
    const at = this.#reserve(8);
    new DataView(this.#buffer.buffer, at, 8).setBigUint64(0, value);
    return this;
  }

  /** RFC 9420 §2.1.2. */
  variableLength(length: number): this {
    if (length < 0x40) return this.uint8(length);
    if (length < 0x4000) return this.uint16(length | 0x4000);
    if (length < 0x4000_0000) return this.uint32(length + 0x8000_0000);
    throw new RangeError(`a length below 2^30, got ${length}`);
  }

  fixed(bytes: Uint8Array): this {
    const at = this.#reserve(bytes.length);
    this.#buffer.set(bytes, at);
    return this;
  }

  opaque(bytes: Uint8Array): this {
    return this.variableLength(bytes.length).fixed(bytes);
  }

  list<T>(items: readonly T[], writeItem: (writer: Writer, item: T) => void): this {
    const inner = new Writer();
    for (const item of items) writeItem(inner, item);
    return this.opaque(inner.view());
  }

  optional<T>(value: T | undefined, writeValue: (writer: Writer, value: T) => void): this {
    if (value === undefined) return this.uint8(0);
    this.uint8(1);
    writeValue(this, value);
    return this;
  }

  /** What was written, without a copy: only until the next write. */
  view(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  #reserve(count: number): number {
    const at = this.#length;
    const needed = at + count;
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      grown.set(this.#buffer.subarray(0, at));
      this.#buffer = grown;
    }
    this.#length = needed;
    return at;
  }
}

export function encode<T>(value: T, write: (writer: Writer, value: T) => void): Uint8Array {
  const writer = new Writer();
  write(writer, value);
  return writer.finish();
}
