/**
 * Copies of files on their way up, in the browser's private file system, so that a reload does not lose them. Each part is sealed under a
 * key of its copy, which only the vault keeps, and bound to its place: without the vault a copy is noise.
 */
import type { BytesSource } from "@warbler/sdk";
import { openValue, sealValue } from "../vault/value-cipher.ts";

const PART_BYTES = 1024 * 1024;
/** What sealing a part adds: IV and tag. */
const OVERHEAD_BYTES = 12 + 16;

export interface CopyOf {
  readonly id: string;
  /** 32 bytes, of this copy alone. */
  readonly key: Uint8Array<ArrayBuffer>;
}

export interface SealedCopies {
  /** False where there is no place for it, or it is needed no more; then nothing is left of it. */
  write(copy: CopyOf, file: BytesSource, isOver: AbortSignal): Promise<boolean>;
  /** Undefined where there is no whole copy. */
  read(copy: CopyOf, sizeBytes: number): Promise<BytesSource | undefined>;
  remove(id: string): Promise<void>;
  /** Of all but these: what nobody knows of any more. */
  removeOthers(ids: readonly string[]): Promise<void>;
}

/** `folder` is asked for each time: a browser that has none is one without copies. */
export function sealedCopies(folder: () => Promise<FileSystemDirectoryHandle>): SealedCopies {
  /** Those that are being written. */
  const underWay = new Map<string, { readonly stop: AbortController; readonly written: Promise<boolean> }>();

  async function remove(id: string): Promise<void> {
    await (await folder()).removeEntry(id).catch(() => undefined);
  }
  async function writing(copy: CopyOf, file: BytesSource, isOver: AbortSignal): Promise<boolean> {
    let stream: FileSystemWritableFileStream | undefined;
    try {
      const { quota = 0, usage = 0 } = await navigator.storage.estimate();
      if (quota - usage < 2 * file.size) return false;
      const handle = await (await folder()).getFileHandle(copy.id, { create: true });
      // What is written counts once it is closed: a copy is whole or not there.
      stream = await handle.createWritable();
      const key = await keyOf(copy);
      for (let part = 0; part * PART_BYTES < file.size; part++) {
        isOver.throwIfAborted();
        const bytes = await file.slice(part * PART_BYTES, Math.min(file.size, (part + 1) * PART_BYTES)).arrayBuffer();
        await stream.write(await sealValue(key, placeOf(copy, part), new Uint8Array(bytes)));
      }
      await stream.close();
      return true;
    } catch {
      await stream?.abort().catch(() => undefined);
      await remove(copy.id).catch(() => undefined);
      return false;
    }
  }

  return {
    async write(copy, file, isOver) {
      const stop = new AbortController();
      const written = writing(copy, file, AbortSignal.any([isOver, stop.signal]));
      underWay.set(copy.id, { stop, written });
      return written.finally(() => underWay.delete(copy.id));
    },
    async read(copy, sizeBytes) {
      try {
        const file = await (await (await folder()).getFileHandle(copy.id)).getFile();
        if (file.size !== sizeBytes + Math.ceil(sizeBytes / PART_BYTES) * OVERHEAD_BYTES) return undefined;
        return opened(file, { copy, key: await keyOf(copy), sizeBytes });
      } catch {
        return undefined;
      }
    },
    remove,
    async removeOthers(ids) {
      const over = [...underWay].flatMap(([id, one]) => (ids.includes(id) ? [] : [one]));
      for (const { stop } of over) stop.abort();
      await Promise.all(over.map(({ written }) => written));
      const place = await folder();
      const names: string[] = [];
      for await (const name of place.keys()) if (!ids.includes(name)) names.push(name);
      for (const name of names) await remove(name);
    },
  };
}

interface Opening {
  readonly copy: CopyOf;
  readonly key: CryptoKey;
  readonly sizeBytes: number;
}

function opened(file: Blob, { copy, key, sizeBytes }: Opening): BytesSource {
  const partAt = async (part: number): Promise<Uint8Array> => {
    const from = part * (PART_BYTES + OVERHEAD_BYTES);
    const sealed = await file.slice(from, from + PART_BYTES + OVERHEAD_BYTES).arrayBuffer();
    const plain = await openValue(key, placeOf(copy, part), new Uint8Array(sealed));
    if (plain === undefined) throw new Error("a part of a copy that was sealed here, got another one");
    return plain;
  };
  return {
    size: sizeBytes,
    slice: (start, end) => ({
      async arrayBuffer() {
        const bytes = new Uint8Array(end - start);
        for (let part = Math.floor(start / PART_BYTES); part * PART_BYTES < end; part++) {
          const at = part * PART_BYTES;
          const plain = await partAt(part);
          bytes.set(plain.subarray(Math.max(0, start - at), end - at), Math.max(0, at - start));
        }
        return bytes.buffer;
      },
    }),
  };
}

const keyOf = ({ key }: CopyOf): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);

const placeOf = ({ id }: CopyOf, part: number): string => `upload ${id} ${part}`;
