/**
 * Splits exported JSON into its records while it streams, so that a file of any size is read in the memory of its
 * largest record. Each record is decoded and parsed on its own, when it is asked for, and an error names the line it starts on.
 */
import type { Archive } from "../archive.ts";
import { ImportRefusal, type Where } from "../refusal.ts";
import { BYTES_TO_TELL_ENCODING, byteOrderMarkLength, textFromUtf8 } from "./utf8.ts";

export interface JsonRecord {
  /** Decodes and parses; throws `wrong-encoding` or `bad-json`. A reader that needs few of the records parses few. */
  parse(): unknown;
  /** Counted from 1. */
  readonly line: number;
  readonly sizeBytes: number;
}

export interface JsonSource {
  readonly archive: Archive;
  readonly entryName: string;
  readonly maxRecordBytes: number;
}

const NEWLINE = 0x0a;

/** The elements of an entry that is one JSON array. Batches follow the chunks read; an await per record would dominate the cost. */
export function elementsOf(source: JsonSource): AsyncIterable<readonly JsonRecord[]> {
  return recordsOf(source, new ArraySplitter(source.entryName));
}

/** The lines of an entry that is JSON Lines. Blank lines are passed over. */
export function linesOf(source: JsonSource): AsyncIterable<readonly JsonRecord[]> {
  return recordsOf(source, new LineSplitter());
}

/** Where a record lies in the bytes it was given, counted from the start of what it has not yet released. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

interface Splitter {
  /** Finds the records that end in `bytes` from `from` on; `bytes` starts where the last call's `pendingStart` was. */
  split(bytes: Uint8Array, from: number): { readonly spans: readonly Span[]; readonly pendingStart: number };
  /** The record that the end of the entry ends, if any. Throws `bad-json` when the entry may not end here. */
  finish(bytes: Uint8Array): Span | undefined;
}

async function* recordsOf(source: JsonSource, splitter: Splitter): AsyncGenerator<readonly JsonRecord[]> {
  let pending: Uint8Array = new Uint8Array(0);
  for await (const chunk of withoutByteOrderMark(source)) {
    const bytes = pending.length === 0 ? chunk : concatenated(pending, chunk);
    const { spans, pendingStart } = splitter.split(bytes, pending.length);
    if (bytes.length - pendingStart > source.maxRecordBytes) throw tooLarge(source);
    if (spans.length > 0) yield spans.map((span) => recordAt(bytes, span, source));
    pending = bytes.slice(pendingStart);
  }
  const last = splitter.finish(pending);
  if (last !== undefined) yield [recordAt(pending, last, source)];
}

async function* withoutByteOrderMark({ archive, entryName }: JsonSource): AsyncGenerator<Uint8Array> {
  let start: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of archive.open(entryName)) {
    if (start === undefined) {
      yield chunk;
      continue;
    }
    start = concatenated(start, chunk);
    if (start.length < BYTES_TO_TELL_ENCODING) continue;
    yield start.subarray(byteOrderMarkLength(start, entryName));
    start = undefined;
  }
  if (start !== undefined) yield start.subarray(byteOrderMarkLength(start, entryName));
}

function recordAt(bytes: Uint8Array, { start, end, line }: Span, source: JsonSource): JsonRecord {
  const sizeBytes = end - start;
  if (sizeBytes > source.maxRecordBytes) throw tooLarge(source);
  return { line, sizeBytes, parse: () => parsed(bytes.subarray(start, end), { entryName: source.entryName, line }) };
}

function parsed(bytes: Uint8Array, where: Where): unknown {
  const text = textFromUtf8(bytes, where);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the text, which may be somebody's message: it is not kept as the cause.
    throw new ImportRefusal("bad-json", "expected one JSON value, got something else", where);
  }
}

function tooLarge({ entryName, maxRecordBytes }: JsonSource): ImportRefusal {
  return new ImportRefusal(
    "record-too-large",
    `expected records of at most ${maxRecordBytes} bytes, got a larger one`,
    { entryName },
  );
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

class LineSplitter implements Splitter {
  #line = 1;

  split(bytes: Uint8Array, from: number) {
    const spans: Span[] = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE, from); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      if (!isBlank(bytes, start, end)) spans.push({ start, end, line: this.#line });
      this.#line += 1;
      start = end + 1;
    }
    return { spans, pendingStart: start };
  }

  finish(bytes: Uint8Array): Span | undefined {
    return isBlank(bytes, 0, bytes.length) ? undefined : { start: 0, end: bytes.length, line: this.#line };
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) if (!isSpace(bytes[i])) return false;
  return true;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** Follows only strings and depth; whether an element is good JSON is for the parser to say. */
class ArraySplitter implements Splitter {
  readonly #entryName: string;
  #state: "before" | "inside" | "after" = "before";
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #line = 1;
  #elementLine = 0;
  #elements = 0;

  constructor(entryName: string) {
    this.#entryName = entryName;
  }

  split(bytes: Uint8Array, from: number) {
    const spans: Span[] = [];
    let start = 0;
    for (let i = from; i < bytes.length; i += 1) {
      const byte = bytes[i];
      if (byte === NEWLINE) this.#line += 1;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isInString = false;
        continue;
      }
      if (isSpace(byte)) continue;
      if (this.#state !== "inside") {
        this.#enter(byte);
        start = i + 1;
        continue;
      }
      if (this.#depth === 0 && (byte === COMMA || byte === CLOSING_BRACKET)) {
        this.#endElement(byte, { start, end: i }, spans);
        start = i + 1;
        continue;
      }
      if (this.#elementLine === 0) this.#elementLine = this.#line;
      if (byte === QUOTE) this.#isInString = true;
      else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) this.#depth += 1;
      else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) this.#depth -= 1;
    }
    return { spans, pendingStart: start };
  }

  #enter(byte: number | undefined): void {
    if (this.#state === "after") throw this.#bad("expected nothing after the list, got more");
    if (byte !== OPENING_BRACKET) throw this.#bad("expected a list of records, got something else");
    this.#state = "inside";
  }

  #endElement(byte: number, { start, end }: { start: number; end: number }, spans: Span[]): void {
    const isEmptyList = byte === CLOSING_BRACKET && this.#elements === 0 && this.#elementLine === 0;
    if (this.#elementLine === 0 && !isEmptyList) throw this.#bad("expected a record, got none");
    if (!isEmptyList) spans.push({ start, end, line: this.#elementLine });
    this.#elements += 1;
    this.#elementLine = 0;
    if (byte === CLOSING_BRACKET) this.#state = "after";
  }

  finish(): undefined {
    if (this.#state !== "after") throw this.#bad("expected the end of the list, got the end of the file");
  }

  #bad(detail: string): ImportRefusal {
    return new ImportRefusal("bad-json", detail, { entryName: this.#entryName, line: this.#line });
  }
}
