/**
 * A zip file that a person chose in a browser as an `Archive`: it is read where it lies, a part at a time. Its directory is held
 * to the same rules as on disk before anything is inflated, and what comes out to what the directory claims.
 */
import type { Archive } from "../archive.ts";
import { DEFAULT_LIMITS, type ImportLimits } from "../limits.ts";
import { ImportRefusal } from "../refusal.ts";
import {
  type CheckedEntry,
  checkDirectory,
  checkedEntry,
  type DirectoryEntry,
  LOCAL_HEADER_BYTES,
  STORED,
} from "../zip-directory.ts";
import { crc32 } from "./crc32.ts";
import { directoryOf } from "./directory-records.ts";

/** APPNOTE 4.3.7 */
const LOCAL_FILE_HEADER = 0x0403_4b50;

/** Throws `ImportRefusal` for whatever is no plain, bounded zip file. */
export async function openZipBlob(file: Blob, limits: Partial<ImportLimits> = {}): Promise<Archive> {
  const allLimits = { ...DEFAULT_LIMITS, ...limits };
  const records = await directoryOf(file, allLimits);
  const entries = records.map((entry) => checkedEntry(entry, allLimits, latin1Name));
  const byName = checkDirectory(entries, file.size, allLimits);
  return {
    entries: [...byName.values()].map(({ name, sizeBytes }) => ({ name, sizeBytes })),
    open: (name) => contentsOf(file, byName.get(name), name),
  };
}

/** Browsers know no code page of old zip files; the name only has to stay one and the same. */
const latin1Name = ({ fileNameRaw }: DirectoryEntry) => String.fromCharCode(...fileNameRaw);

async function* contentsOf(
  file: Blob,
  checked: CheckedEntry<DirectoryEntry> | undefined,
  entryName: string,
): AsyncGenerator<Uint8Array> {
  if (checked === undefined) throw new Error(`expected the name of an entry, got ${JSON.stringify(entryName)}`);
  const { entry, sizeBytes } = checked;
  let seenBytes = 0;
  let checksum = 0;
  for await (const chunk of inflated(await packedOf(file, entry, entryName), entry, entryName)) {
    seenBytes += chunk.length;
    if (seenBytes > sizeBytes)
      throw new ImportRefusal("zip-bomb", `expected the ${sizeBytes} bytes the entry claims, got more`, { entryName });
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (seenBytes !== sizeBytes || checksum !== entry.crc32)
    throw new ImportRefusal("damaged-zip", `expected ${sizeBytes} bytes with the entry's checksum, got others`, {
      entryName,
    });
}

/** The bytes behind the entry's local header, whose name and extra field may be longer than the directory's. */
async function packedOf(file: Blob, entry: DirectoryEntry, entryName: string): Promise<Blob> {
  const { relativeOffsetOfLocalHeader: at, compressedSize } = entry;
  const header = new DataView(await file.slice(at, at + LOCAL_HEADER_BYTES).arrayBuffer());
  if (header.byteLength < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== LOCAL_FILE_HEADER)
    throw damaged(entryName);
  const from = at + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  if (from + compressedSize > file.size) throw damaged(entryName);
  return file.slice(from, from + compressedSize);
}

/** Only errors of reading and inflating become a refusal, never one thrown by the consumer. */
async function* inflated(packed: Blob, entry: DirectoryEntry, entryName: string): AsyncGenerator<Uint8Array> {
  const bytes = packed.stream();
  const isStored = entry.compressionMethod === STORED;
  const reader = (isStored ? bytes : bytes.pipeThrough(new DecompressionStream("deflate-raw"))).getReader();
  try {
    for (;;) {
      const next = await reader.read().catch((cause: unknown) => {
        throw damaged(entryName, cause);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function damaged(entryName: string, cause?: unknown): ImportRefusal {
  return new ImportRefusal("damaged-zip", "expected a readable entry, got a damaged one", { entryName }, { cause });
}
