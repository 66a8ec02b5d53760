/**
 * A zip file on disk as an `Archive`. Everything its directory claims is checked before the first byte is inflated, and
 * what comes out is held against those claims: size, checksum, and no byte more.
 */
import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { type Entry, fromFdPromise, getFileNameLowLevel, type ZipFile } from "yauzl";
import type { Archive } from "../archive.ts";
import { DEFAULT_LIMITS, type ImportLimits } from "../limits.ts";
import { ImportRefusal } from "../refusal.ts";
import { type CheckedEntry, checkDirectory, checkedEntry } from "../zip-directory.ts";

export type ZipArchive = Archive & AsyncDisposable;

/** Throws `ImportRefusal` for whatever is no plain, bounded zip file, and Node's own error when the file cannot be opened. */
export async function openZipArchive(path: string, limits: Partial<ImportLimits> = {}): Promise<ZipArchive> {
  const allLimits = { ...DEFAULT_LIMITS, ...limits };
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const zip = await zipFrom(handle);
    const byName = await directoryOf(zip, size, allLimits);
    return {
      entries: [...byName.values()].map(({ name, sizeBytes }) => ({ name, sizeBytes })),
      open: (name) => contentsOf(zip, byName.get(name), name),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The handle stays ours: yauzl may neither close it nor decide which names are safe. */
const OPTIONS = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: false };

async function zipFrom(handle: FileHandle): Promise<ZipFile> {
  try {
    return await fromFdPromise(handle.fd, OPTIONS);
  } catch (cause) {
    const start = Buffer.alloc(4);
    await handle.read(start, 0, 4, 0);
    if (start.equals(LOCAL_FILE_HEADER))
      throw new ImportRefusal("truncated-zip", "expected a whole zip file, got one that ends early", {}, { cause });
    throw new ImportRefusal("not-a-zip", "expected a zip file, got something else", {}, { cause });
  }
}

/** APPNOTE 4.3.7 */
const LOCAL_FILE_HEADER = Buffer.from("PK\u0003\u0004", "latin1");

async function directoryOf(
  zip: ZipFile,
  fileBytes: number,
  limits: ImportLimits,
): Promise<ReadonlyMap<string, CheckedEntry<Entry>>> {
  if (zip.entryCount > limits.maxEntries) {
    throw new ImportRefusal("too-many-entries", `expected at most ${limits.maxEntries} entries, got ${zip.entryCount}`);
  }
  const entries: CheckedEntry<Entry>[] = [];
  for await (const entry of entriesOf(zip)) entries.push(checkedEntry(entry, limits, oldName));
  return checkDirectory(entries, fileBytes, limits);
}

const oldName = ({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry) =>
  getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  try {
    for await (const entry of zip.eachEntry()) yield entry;
  } catch (cause) {
    // yauzl gives its errors no codes, and this is the one that a person can do something about.
    const isEncrypted = cause instanceof Error && cause.message.startsWith("strong encryption");
    if (isEncrypted)
      throw new ImportRefusal(
        "encrypted-zip",
        "expected a zip file without a password, got an encrypted one",
        {},
        { cause },
      );
    throw new ImportRefusal(
      "damaged-zip",
      "expected a readable directory of entries, got a damaged one",
      {},
      { cause },
    );
  }
}

async function* contentsOf(
  zip: ZipFile,
  checked: CheckedEntry<Entry> | undefined,
  entryName: string,
): AsyncGenerator<Uint8Array> {
  if (checked === undefined) throw new Error(`expected the name of an entry, got ${JSON.stringify(entryName)}`);
  const { entry, sizeBytes } = checked;
  let seenBytes = 0;
  let checksum = 0;
  for await (const chunk of inflated(zip, entry, entryName)) {
    seenBytes += chunk.length;
    if (seenBytes > sizeBytes) {
      throw new ImportRefusal("zip-bomb", `expected the ${sizeBytes} bytes the entry claims, got more`, { entryName });
    }
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (seenBytes !== sizeBytes || checksum !== entry.crc32) {
    throw new ImportRefusal("damaged-zip", `expected ${sizeBytes} bytes with the entry's checksum, got others`, {
      entryName,
    });
  }
}

/** Only errors of reading and inflating are turned into a refusal here, never one thrown by the consumer. */
async function* inflated(zip: ZipFile, entry: Entry, entryName: string): AsyncGenerator<Uint8Array> {
  let chunks: AsyncIterator<unknown>;
  try {
    chunks = (await zip.openReadStreamPromise(entry))[Symbol.asyncIterator]();
  } catch (cause) {
    throw damaged(entryName, cause);
  }
  try {
    for (;;) {
      const next = await chunks.next().catch((cause: unknown) => {
        throw damaged(entryName, cause);
      });
      if (next.done === true) return;
      if (next.value instanceof Uint8Array) yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

function damaged(entryName: string, cause: unknown): ImportRefusal {
  return new ImportRefusal("damaged-zip", "expected a readable entry, got a damaged one", { entryName }, { cause });
}
