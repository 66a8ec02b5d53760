/** What a zip file's directory may claim. Checked whole, before anything is inflated. */
import { checkEntryName } from "./archive.ts";
import type { ImportLimits } from "./limits.ts";
import { ImportRefusal } from "./refusal.ts";

/** An entry of the directory as it is written, whoever read it. APPNOTE 4.3.12. */
export interface DirectoryEntry {
  readonly generalPurposeBitFlag: number;
  readonly compressionMethod: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly fileNameLength: number;
  readonly fileNameRaw: Uint8Array;
  readonly externalFileAttributes: number;
  readonly relativeOffsetOfLocalHeader: number;
}

export interface CheckedEntry<Entry extends DirectoryEntry> {
  readonly name: string;
  readonly sizeBytes: number;
  readonly isDirectory: boolean;
  readonly entry: Entry;
}

/** One entry by itself. `oldName` reads a name that is no UTF-8. */
export function checkedEntry<Entry extends DirectoryEntry>(
  entry: Entry,
  limits: ImportLimits,
  oldName: (entry: Entry) => string,
): CheckedEntry<Entry> {
  if (entry.fileNameLength > limits.maxEntryNameBytes) {
    throw new ImportRefusal(
      "hostile-path",
      `expected names of at most ${limits.maxEntryNameBytes} bytes, got a longer one`,
    );
  }
  const written = utf8Name(entry) ?? oldName(entry);
  const isDirectory = written.endsWith("/");
  const name = isDirectory ? written.slice(0, -1) : written;
  checkEntryName(name);
  const where = { entryName: name };
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0)
    throw new ImportRefusal("encrypted-zip", "expected a zip file without a password, got an encrypted one", where);
  // Some tools write Unix modes under another system's name, so the mode is looked at whatever made the file.
  const type = (entry.externalFileAttributes >>> 16) & TYPE_MASK;
  if (type !== 0 && type !== REGULAR_FILE && type !== DIRECTORY) {
    throw new ImportRefusal("hostile-path", "expected a file, got a link or a device", where);
  }
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    throw new ImportRefusal(
      "unsupported-compression",
      `expected stored or deflated data, got method ${entry.compressionMethod}`,
      where,
    );
  }
  checkSizes(entry, name, limits);
  return { name, sizeBytes: entry.uncompressedSize, isDirectory, entry };
}

/** stat(2), `st_mode` */
const TYPE_MASK = 0o170_000;
const REGULAR_FILE = 0o100_000;
const DIRECTORY = 0o040_000;

/** APPNOTE 4.4.5 */
export const STORED = 0;
const DEFLATED = 8;
/** APPNOTE 4.4.4, bit 0 */
const ENCRYPTED = 1;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Zip tools of macOS and Linux write UTF-8 without saying so; what is no UTF-8 is read as the standard has it. */
function utf8Name({ fileNameRaw }: DirectoryEntry): string | undefined {
  try {
    return utf8.decode(fileNameRaw);
  } catch {
    return undefined;
  }
}

function checkSizes(
  { uncompressedSize, compressedSize }: DirectoryEntry,
  entryName: string,
  limits: ImportLimits,
): void {
  if (uncompressedSize > limits.maxEntryBytes) {
    throw new ImportRefusal(
      "entry-too-large",
      `expected at most ${limits.maxEntryBytes} bytes, got ${uncompressedSize}`,
      { entryName },
    );
  }
  const isAboveRatio = uncompressedSize > limits.ratioFloorBytes && uncompressedSize > compressedSize * limits.maxRatio;
  if (isAboveRatio) {
    throw new ImportRefusal("zip-bomb", `expected at most ${limits.maxRatio} times the compressed size, got more`, {
      entryName,
    });
  }
}

/** All entries together: the files by name. */
export function checkDirectory<Entry extends DirectoryEntry>(
  entries: readonly CheckedEntry<Entry>[],
  fileBytes: number,
  limits: ImportLimits,
): ReadonlyMap<string, CheckedEntry<Entry>> {
  const totalBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (totalBytes > limits.maxTotalBytes) {
    throw new ImportRefusal("zip-bomb", `expected at most ${limits.maxTotalBytes} bytes in all, got ${totalBytes}`);
  }
  if (totalBytes > limits.ratioFloorBytes && totalBytes > fileBytes * limits.maxRatio) {
    throw new ImportRefusal("zip-bomb", `expected at most ${limits.maxRatio} times the file's size in all, got more`);
  }
  checkNoOverlap(entries, fileBytes);
  const files = new Map<string, CheckedEntry<Entry>>();
  const names = new Set<string>();
  for (const entry of entries) {
    if (names.has(entry.name))
      throw new ImportRefusal("hostile-path", "expected each name once, got it twice", { entryName: entry.name });
    names.add(entry.name);
    if (!entry.isDirectory) files.set(entry.name, entry);
  }
  return files;
}

/** APPNOTE 4.3.7, the part of a local file header before its name. */
export const LOCAL_HEADER_BYTES = 30;

/** Entries that share compressed bytes are how a small file claims a huge content: each looks harmless by itself. */
function checkNoOverlap(entries: readonly CheckedEntry<DirectoryEntry>[], fileBytes: number): void {
  const byOffset = entries
    .map(({ entry }) => entry)
    .sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  byOffset.forEach((entry, at) => {
    const end = entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.fileNameLength + entry.compressedSize;
    const next = byOffset[at + 1]?.relativeOffsetOfLocalHeader ?? fileBytes;
    if (end > next)
      throw new ImportRefusal("zip-bomb", "expected entries beside each other, got some that share their bytes");
  });
}
