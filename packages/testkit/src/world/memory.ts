/** What lies in the server's memory, as somebody who took a dump of its process would see it. Linux only. */
import { open, readFile } from "node:fs/promises";

/** Of a word, as it is in UTF-8 and as JavaScript keeps it; of a key, its bytes. */
export type Needle = string | Uint8Array;

export type Searched =
  | { readonly readBytes: number; readonly found: readonly Needle[] }
  /** Why this machine does not let one look. */
  | { readonly refusal: string };

const CHUNK_BYTES = 16 * 1024 * 1024;

/** Which of `needles` are in memory that the process can write and that is there at all. */
export async function searchMemory(pid: number, needles: readonly Needle[]): Promise<Searched> {
  let memory: Awaited<ReturnType<typeof open>>;
  let regions: readonly Region[];
  try {
    regions = regionsIn(await readFile(`/proc/${pid}/smaps`, "utf8"));
    memory = await open(`/proc/${pid}/mem`, "r");
  } catch (error) {
    return { refusal: `/proc/${pid}/mem cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  await using _ = memory;
  const forms = needles.map((needle) => ({ needle, bytes: bytesOf(needle) }));
  const overlap = Math.max(...forms.flatMap(({ bytes }) => bytes.map(({ length }) => length)));
  const found = new Set<Needle>();
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let readBytes = 0;
  for (const { from, to } of regions)
    for (let at = from; at < to; at += CHUNK_BYTES - overlap) {
      const length = Math.min(CHUNK_BYTES, to - at);
      // What was there a moment ago may have been given back.
      const { bytesRead } = await memory.read(chunk, 0, length, at).catch(() => ({ bytesRead: 0 }));
      const seen = chunk.subarray(0, bytesRead);
      readBytes += bytesRead;
      for (const { needle, bytes } of forms) if (bytes.some((one) => seen.includes(one))) found.add(needle);
      if (bytesRead < length || length < CHUNK_BYTES) break;
    }
  return { readBytes, found: [...found] };
}

interface Region {
  readonly from: number;
  readonly to: number;
}

/** Parts of a process's memory that it can write, and of which something is in memory. */
function regionsIn(smaps: string): readonly Region[] {
  return smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).flatMap((region) => {
    const [, from = "", to = ""] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(region) ?? [];
    const isThere = /^Rss: +[1-9]/m.test(region);
    return from !== "" && isThere ? [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) }] : [];
  });
}

function bytesOf(needle: Needle): readonly Buffer[] {
  if (typeof needle !== "string") return [Buffer.from(needle)];
  return [Buffer.from(needle, "utf8"), Buffer.from(needle, "utf16le")];
}
