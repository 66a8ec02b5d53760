/** Exports made up in tests: an archive from texts, and the shortest ways to write what exports contain. */
import type { Archive } from "../archive.ts";
import { ImportRefusal } from "../refusal.ts";

export type Contents = { readonly [name: string]: string | Uint8Array | readonly unknown[] };

/** Lists are written as JSON, `.jsonl` ones a line each. `chunkBytes` sets how the bytes are cut while they stream. */
export function memoryArchive(contents: Contents, chunkBytes = 64): Archive {
  const files = new Map(Object.entries(contents).map(([name, content]) => [name, bytesOf(name, content)]));
  return {
    entries: [...files].map(([name, bytes]) => ({ name, sizeBytes: bytes.length })),
    async *open(name) {
      const bytes = files.get(name);
      if (bytes === undefined) throw new Error(`expected an entry, got ${name}`);
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
}

export function bytesOf(name: string, content: Contents[string]): Uint8Array {
  if (content instanceof Uint8Array) return content;
  if (typeof content === "string") return new TextEncoder().encode(content);
  const text = name.endsWith(".jsonl")
    ? content.map((line) => `${JSON.stringify(line)}\n`).join("")
    : JSON.stringify(content, null, 1);
  return new TextEncoder().encode(text);
}

export async function allOf<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The refusal that `work` ends in; anything else it ends in is thrown. */
export async function refusalOf(work: () => Promise<unknown>): Promise<ImportRefusal> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ImportRefusal) return error;
    throw error;
  }
  throw new Error("expected a refusal, got an answer");
}
