/**
 * Which records hold which words, as one block of bytes that is searched where it lies: words in byte order, so that a
 * beginning of a word is one run of them. All numbers are little-endian.
 * Layout: words (4) ‖ text bytes (4) ‖ start of each word, and the end (4 each) ‖ start of each list, and the end (4 each)
 * ‖ texts ‖ lists: each the differences of its rising seqs as LEB128, the first from `base`.
 */

/** Where words are looked up. Lists rise and are not to be changed. */
export interface Words {
  seqsOf(word: string): readonly number[];
  /** One list for each word that starts so, the word itself included. */
  seqsStarting(prefix: string): readonly (readonly number[])[];
}

export type SeqsByWord = ReadonlyMap<string, readonly number[]>;

const HEADER_BYTES = 8;

export function encodePostings(seqsByWord: SeqsByWord, base: number): Uint8Array {
  const entries = [...seqsByWord]
    .map(([word, seqs]) => ({ text: Buffer.from(word), seqs }))
    .sort((a, b) => Buffer.compare(a.text, b.text));
  const lists = entries.map(({ seqs }) => encodeList(seqs, base));
  const textBytes = entries.reduce((sum, { text }) => sum + text.length, 0);
  const listBytes = lists.reduce((sum, list) => sum + list.length, 0);
  const tables = HEADER_BYTES + 8 * (entries.length + 1);
  const out = Buffer.alloc(tables + textBytes + listBytes);
  out.writeUInt32LE(entries.length, 0);
  out.writeUInt32LE(textBytes, 4);
  let textAt = 0;
  let listAt = 0;
  for (const [at, { text }] of entries.entries()) {
    const list = lists[at] ?? new Uint8Array();
    out.writeUInt32LE(textAt, HEADER_BYTES + 4 * at);
    out.writeUInt32LE(listAt, HEADER_BYTES + 4 * (entries.length + 1 + at));
    out.set(text, tables + textAt);
    out.set(list, tables + textBytes + listAt);
    textAt += text.length;
    listAt += list.length;
  }
  out.writeUInt32LE(textAt, HEADER_BYTES + 4 * entries.length);
  out.writeUInt32LE(listAt, HEADER_BYTES + 4 * (2 * entries.length + 1));
  return out;
}

export class Postings implements Words {
  readonly #bytes: Buffer;
  readonly #base: number;
  readonly #count: number;
  readonly #textsAt: number;
  readonly #listsAt: number;

  /** Takes what `encodePostings` wrote: the bytes come out of a seal, so they are as they were written. */
  constructor(bytes: Uint8Array, base: number) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#base = base;
    this.#count = this.#bytes.readUInt32LE(0);
    this.#textsAt = HEADER_BYTES + 8 * (this.#count + 1);
    this.#listsAt = this.#textsAt + this.#bytes.readUInt32LE(4);
  }

  get sizeBytes(): number {
    return this.#bytes.length;
  }

  seqsOf(word: string): readonly number[] {
    const text = Buffer.from(word);
    const at = this.#firstNotBefore(text);
    return at < this.#count && this.#textOf(at).equals(text) ? this.#listOf(at) : [];
  }

  seqsStarting(prefix: string): readonly (readonly number[])[] {
    const text = Buffer.from(prefix);
    const lists: number[][] = [];
    for (let at = this.#firstNotBefore(text); at < this.#count; at++) {
      if (!this.#textOf(at).subarray(0, text.length).equals(text)) break;
      lists.push(this.#listOf(at));
    }
    return lists;
  }

  /** Everything in it, to be merged into a larger one. */
  *entries(): Generator<readonly [word: string, seqs: readonly number[]]> {
    for (let at = 0; at < this.#count; at++) yield [this.#textOf(at).toString(), this.#listOf(at)];
  }

  #textOf(at: number): Buffer {
    const start = this.#bytes.readUInt32LE(HEADER_BYTES + 4 * at);
    const end = this.#bytes.readUInt32LE(HEADER_BYTES + 4 * (at + 1));
    return this.#bytes.subarray(this.#textsAt + start, this.#textsAt + end);
  }

  #listOf(at: number): number[] {
    const table = HEADER_BYTES + 4 * (this.#count + 1);
    const start = this.#bytes.readUInt32LE(table + 4 * at);
    const end = this.#bytes.readUInt32LE(table + 4 * (at + 1));
    return decodeList(this.#bytes.subarray(this.#listsAt + start, this.#listsAt + end), this.#base);
  }

  #firstNotBefore(text: Buffer): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Buffer.compare(this.#textOf(middle), text) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function encodeList(seqs: readonly number[], base: number): Uint8Array {
  const out: number[] = [];
  let last = base;
  for (const seq of seqs) {
    let difference = seq - last;
    last = seq;
    // Seqs stay below 2^32 (leaves of a puncturable tree): a difference fits into five groups of seven bits.
    while (difference >= 0x80) {
      out.push((difference % 0x80) | 0x80);
      difference = Math.floor(difference / 0x80);
    }
    out.push(difference);
  }
  return Uint8Array.from(out);
}

function decodeList(bytes: Uint8Array, base: number): number[] {
  const seqs: number[] = [];
  let last = base;
  let difference = 0;
  let scale = 1;
  for (const byte of bytes) {
    difference += (byte & 0x7f) * scale;
    scale *= 0x80;
    if (byte >= 0x80) continue;
    last += difference;
    seqs.push(last);
    difference = 0;
    scale = 1;
  }
  return seqs;
}
