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
  const texts = ["warbler record v1", header.room, header.message, header.author, header.device];
  let size = 4 + 1 + 1 + 8 + 4 + content.length;
  for (const text of texts) size += 4 + text.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const text of texts) {
    // Identifiers and the label are ASCII, so one character is one byte; anything else would overrun and be refused here.
    const { read, written } = utf8.encodeInto(text, bytes.subarray(at + 4, at + 4 + text.length));
    if (read !== text.length || written !== text.length)
      throw new RangeError("identifiers in a record header are ASCII");
    view.setUint32(at, text.length);
    at += 4 + text.length;
  }
  view.setUint32(at, header.seq);
  view.setUint8(at + 4, header.kind);
  view.setUint8(at + 5, header.imported ? 1 : 0);
  view.setBigUint64(at + 6, BigInt(header.atMs));
  view.setUint32(at + 14, content.length);
  bytes.set(content, at + 18);
  return bytes;
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
