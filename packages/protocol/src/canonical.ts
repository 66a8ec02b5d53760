/**
 * The canonical bytes that commitments in the audit log are made of: one encoding of a record, one of any other fact.
 * Both sides compute them alone, so they are fixed here and by `docs/spec/audit-log.md`. Lengths and numbers are
 * unsigned big-endian; texts are UTF-8 with a 32-bit length before them.
 */
const utf8 = new TextEncoder();

/** What a record's commitment covers. */
export interface RecordHeader {
  readonly room: string;
  readonly seq: number;
  readonly message: string;
  readonly author: string;
  /** Empty for what the server or an import wrote. */
  readonly device: string;
  /** Number of the record kind, see `RECORD_KINDS`. */
  readonly kind: number;
  readonly atMs: number;
  readonly imported: boolean;
}

/** "warbler record v1" ‖ room ‖ message ‖ author ‖ device ‖ seq (u32) ‖ kind (u8) ‖ imported (u8) ‖ atMs (u64) ‖ content. */
export function canonicalRecord(header: RecordHeader, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeOf(header, content));
  writeRecord(bytes, header, content);
  return bytes;
}

/** SHA-256 of `canonicalRecord`. `sha256` keeps no reference to the bytes that it is given. */
export function recordHashOf(
  header: RecordHeader,
  content: Uint8Array,
  sha256: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  const size = sizeOf(header, content);
  if (size > reused.length) return sha256(canonicalRecord(header, content));
  writeRecord(reused, header, content);
  return sha256(reused.subarray(0, size));
}

const LABEL = "warbler record v1";
/** Of most records: memory of its own for each would cost as much as hashing it. */
const reused = new Uint8Array(4_096);

const textsOf = ({ room, message, author, device }: RecordHeader) => [LABEL, room, message, author, device];

const sizeOf = (header: RecordHeader, content: Uint8Array): number =>
  textsOf(header).reduce((size, text) => size + 4 + text.length, 4 + 1 + 1 + 8 + 4 + content.length);

function writeRecord(bytes: Uint8Array, header: RecordHeader, content: Uint8Array): void {
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const text of textsOf(header)) {
    view.setUint32(at, text.length);
    at += 4;
    for (let char = 0; char < text.length; char++) {
      const code = text.charCodeAt(char);
      if (code > 0x7f) throw new RangeError("identifiers in a record header are ASCII");
      bytes[at++] = code;
    }
  }
  view.setUint32(at, header.seq);
  view.setUint8(at + 4, header.kind);
  view.setUint8(at + 5, header.imported ? 1 : 0);
  view.setBigUint64(at + 6, BigInt(header.atMs));
  view.setUint32(at + 14, content.length);
  bytes.set(content, at + 18);
}

/** The readable detail of a fact: flat, small values only. */
export type FactDetail = Readonly<Record<string, string | number | boolean>>;

/** UTF-8 of `["warbler fact v1", kind, atMs, subject, [[key, value], …]]` as JSON, keys in code-unit order. */
export function canonicalFact(
  kind: string,
  atMs: number,
  subject: string,
  detail: FactDetail,
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return utf8.encode(JSON.stringify(["warbler fact v1", kind, atMs, subject, entries]));
}
