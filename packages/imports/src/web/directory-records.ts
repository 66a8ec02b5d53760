/** Finds a zip file's directory at its end and reads its records, ZIP64 included (APPNOTE 4.3.12 to 4.3.16, 4.5.3). */
import type { ImportLimits } from "../limits.ts";
import { ImportRefusal } from "../refusal.ts";
import type { DirectoryEntry } from "../zip-directory.ts";

const LOCAL_FILE_HEADER = 0x0403_4b50;
const ENTRY = 0x0201_4b50;
const ENTRY_BYTES = 46;
const END = 0x0605_4b50;
const END_BYTES = 22;
const MOST_COMMENT_BYTES = 0xffff;
const END_64_LOCATOR = 0x0706_4b50;
const END_64_LOCATOR_BYTES = 20;
const END_64 = 0x0606_4b50;
const END_64_BYTES = 56;
const EXTRA_64 = 1;
/** What says that the value stands in a ZIP64 field. */
const IN_64_BIT = 0xffff_ffff;
const IN_64_BIT_SHORT = 0xffff;
/** The directory is held in memory: room for a million entries with ordinary names. */
const MOST_DIRECTORY_BYTES = 256 * 1024 * 1024;

interface Place {
  readonly entries: number;
  readonly sizeBytes: number;
  readonly offset: number;
}

export async function directoryOf(file: Blob, limits: ImportLimits): Promise<readonly DirectoryEntry[]> {
  const { entries, sizeBytes, offset } = await placeOf(file);
  if (entries > limits.maxEntries)
    throw new ImportRefusal("too-many-entries", `expected at most ${limits.maxEntries} entries, got ${entries}`);
  if (offset + sizeBytes > file.size || sizeBytes > MOST_DIRECTORY_BYTES) throw damaged();
  const bytes = await viewOf(file, offset, offset + sizeBytes);
  const found: DirectoryEntry[] = [];
  let at = 0;
  for (let entry = 0; entry < entries; entry++) {
    const read = entryAt(bytes, at);
    found.push(read.entry);
    at = read.end;
  }
  return found;
}

async function placeOf(file: Blob): Promise<Place> {
  const from = Math.max(0, file.size - END_BYTES - MOST_COMMENT_BYTES);
  const tail = await viewOf(file, from, file.size);
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END || tail.getUint16(at + 20, true) !== tail.byteLength - at - END_BYTES)
      continue;
    const entries = tail.getUint16(at + 10, true);
    const sizeBytes = tail.getUint32(at + 12, true);
    const offset = tail.getUint32(at + 16, true);
    const isShort = entries !== IN_64_BIT_SHORT && sizeBytes !== IN_64_BIT && offset !== IN_64_BIT;
    return isShort ? { entries, sizeBytes, offset } : place64(file, from + at);
  }
  const start = await viewOf(file, 0, 4);
  if (start.byteLength === 4 && start.getUint32(0, true) === LOCAL_FILE_HEADER)
    throw new ImportRefusal("truncated-zip", "expected a whole zip file, got one that ends early");
  throw new ImportRefusal("not-a-zip", "expected a zip file, got something else");
}

async function place64(file: Blob, endAt: number): Promise<Place> {
  const locator = await viewOf(file, endAt - END_64_LOCATOR_BYTES, endAt);
  if (locator.byteLength < END_64_LOCATOR_BYTES || locator.getUint32(0, true) !== END_64_LOCATOR) throw damaged();
  const at = uint64(locator, 8);
  const end = await viewOf(file, at, at + END_64_BYTES);
  if (end.byteLength < END_64_BYTES || end.getUint32(0, true) !== END_64) throw damaged();
  return { entries: uint64(end, 32), sizeBytes: uint64(end, 40), offset: uint64(end, 48) };
}

function entryAt(bytes: DataView, at: number): { readonly entry: DirectoryEntry; readonly end: number } {
  if (at + ENTRY_BYTES > bytes.byteLength || bytes.getUint32(at, true) !== ENTRY) throw damaged();
  const fileNameLength = bytes.getUint16(at + 28, true);
  const extraLength = bytes.getUint16(at + 30, true);
  const nameAt = at + ENTRY_BYTES;
  const extraAt = nameAt + fileNameLength;
  const end = extraAt + extraLength + bytes.getUint16(at + 32, true);
  if (end > bytes.byteLength) throw damaged();
  const extra = new DataView(bytes.buffer, bytes.byteOffset + extraAt, extraLength);
  const written = {
    uncompressedSize: bytes.getUint32(at + 24, true),
    compressedSize: bytes.getUint32(at + 20, true),
    relativeOffsetOfLocalHeader: bytes.getUint32(at + 42, true),
  };
  const entry = {
    ...with64(written, extra),
    generalPurposeBitFlag: bytes.getUint16(at + 8, true),
    compressionMethod: bytes.getUint16(at + 10, true),
    crc32: bytes.getUint32(at + 16, true),
    externalFileAttributes: bytes.getUint32(at + 38, true),
    fileNameLength,
    fileNameRaw: new Uint8Array(bytes.buffer, bytes.byteOffset + nameAt, fileNameLength).slice(),
  };
  return { entry, end };
}

type Sizes = Pick<DirectoryEntry, "uncompressedSize" | "compressedSize" | "relativeOffsetOfLocalHeader">;

/** Values that do not fit 32 bits stand in the ZIP64 extra field, in this order, only those that do not fit (APPNOTE 4.5.3). */
function with64(written: Sizes, extra: DataView): Sizes {
  if (!Object.values(written).includes(IN_64_BIT)) return written;
  let at = field64(extra);
  const value = (size: number): number => {
    if (size !== IN_64_BIT) return size;
    at += 8;
    return uint64(extra, at - 8);
  };
  const uncompressedSize = value(written.uncompressedSize);
  const compressedSize = value(written.compressedSize);
  return { uncompressedSize, compressedSize, relativeOffsetOfLocalHeader: value(written.relativeOffsetOfLocalHeader) };
}

function field64(extra: DataView): number {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true))
    if (extra.getUint16(at, true) === EXTRA_64) return at + 4;
  throw damaged();
}

function uint64(view: DataView, at: number): number {
  if (at + 8 > view.byteLength) throw damaged();
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw damaged();
  return value;
}

async function viewOf(file: Blob, from: number, to: number): Promise<DataView> {
  return new DataView(await file.slice(Math.max(0, from), Math.max(0, to)).arrayBuffer());
}

function damaged(): ImportRefusal {
  return new ImportRefusal("damaged-zip", "expected a readable directory of entries, got a damaged one");
}
