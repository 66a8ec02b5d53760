/**
 * Reads the presentation language of RFC 9420 §2.1: strict, bounded, and without a copy of each field. Every failure is
 * the refusal "malformed". A length is checked against what is left before anything is made of it.
 */
import { MLS_LIMITS } from "../limits.ts";
import { refuse, require } from "../refusal.ts";

export class Reader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get position(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#end;
  }

  /** What was read since `start`, a former `position`. */
  since(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.#at);
  }

  uint8(): number {
    return this.#bytes[this.#take(1)] ?? 0;
  }

  uint16(): number {
    return this.uint8() * 0x100 + this.uint8();
  }

  uint32(): number {
    return this.uint16() * 0x1_0000 + this.uint16();
  }

  uint64(): bigint {
    const high = this.uint32();
    return (BigInt(high) << 32n) | BigInt(this.uint32());
  }

  /** RFC 9420 §2.1.2: the two highest bits say how many bytes the length takes; the shortest form is the only one. */
  variableLength(): number {
    const first = this.uint8();
    const size = first >> 6;
    let length = first & 0x3f;
    require(size !== 3, "malformed", "a length prefix of 1, 2 or 4 bytes");
    for (let more = (1 << size) - 1; more > 0; more--) length = length * 0x100 + this.uint8();
    require(size === 0 || length >= (size === 1 ? 0x40 : 0x4000), "malformed", "the shortest form of a length");
    return length;
  }

  /** `opaque value<V>`, at most `limitBytes`. A view of the input. */
  opaque(limitBytes: number = MLS_LIMITS.opaqueBytes): Uint8Array {
    const length = this.variableLength();
    require(length <= limitBytes, "malformed", `at most ${limitBytes} bytes`);
    return this.fixed(length);
  }

  fixed(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** `T items<V>`, at most `limit` of them. */
  list<T>(readItem: (reader: Reader) => T, limit: number): T[] {
    const length = this.variableLength();
    const start = this.#take(length);
    const inner = new Reader(this.#bytes, start, start + length);
    const items: T[] = [];
    while (!inner.isAtEnd) {
      require(items.length < limit, "malformed", `at most ${limit} items`);
      items.push(readItem(inner));
    }
    return items;
  }

  /** `optional<T>` (RFC 9420 §2.1.1). */
  optional<T>(readValue: (reader: Reader) => T): T | undefined {
    const presence = this.uint8();
    require(presence <= 1, "malformed", "a presence octet of 0 or 1");
    return presence === 1 ? readValue(this) : undefined;
  }

  #take(length: number): number {
    const start = this.#at;
    if (length > this.#end - start) refuse("malformed", "more bytes");
    this.#at = start + length;
    return start;
  }
}

/** Reads one structure that fills `bytes` entirely. Takes a copy first, so that later changes of `bytes` cannot matter. */
export function decode<T>(
  bytes: Uint8Array,
  read: (reader: Reader) => T,
  limitBytes: number = MLS_LIMITS.messageBytes,
): T {
  require(bytes.length <= limitBytes, "malformed", `at most ${limitBytes} bytes`);
  const reader = new Reader(new Uint8Array(bytes));
  const value = read(reader);
  require(reader.isAtEnd, "malformed", "no bytes after the structure");
  return value;
}
