/** A download under way: a file beside its place, which a broken run leaves and the next one goes on with. */
import { constants } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import type { Attachment, BytesSource } from "@warbler/sdk";
import { CliFailure } from "../cli-failure.ts";
import type { Words } from "../words/index.ts";

export interface PartFile extends AsyncDisposable {
  /** What an earlier run wrote. */
  readonly have: BytesSource;
  append(bytes: Uint8Array): Promise<void>;
  /** Gives it its name, durably. */
  finish(): Promise<void>;
  remove(): Promise<void>;
}

const NAME_CHARS = 8;

/**
 * The name carries the file's id, so that nothing is gone on with that belongs to another. Neither a link nor a file of
 * somebody else's is followed, as in a folder that others may write to.
 */
export async function openPartFile(file: string, { id, sizeBytes }: Attachment, words: Words): Promise<PartFile> {
  const path = `${file}.${id.slice(0, NAME_CHARS)}.part`;
  const handle = await openOwn(path).catch((cause: unknown) => {
    throw new CliFailure("bad-input", { code: "bad-input", message: words.errors.cannotWrite(path) }, { cause });
  });
  const size = Math.min((await handle.stat()).size, sizeBytes);
  await handle.truncate(size);
  let end = size;
  return {
    have: { size, slice: (from, to) => ({ arrayBuffer: () => read(handle, from, to) }) },
    async append(bytes) {
      await handle.write(bytes, 0, bytes.length, end);
      end += bytes.length;
    },
    async finish() {
      await handle.sync();
      await rename(path, file);
    },
    remove: () => rm(path, { force: true }),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function openOwn(path: string): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
  const handle = await open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  const { uid, nlink, mode } = await handle.stat();
  const isOwn = process.getuid === undefined || (uid === process.getuid() && nlink === 1 && (mode & 0o077) === 0);
  if (isOwn) return handle;
  await handle.close();
  throw new Error("expected a file of one's own that nobody else may open, got another");
}

async function read(handle: FileHandle, from: number, to: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(to - from);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
  return bytes.buffer.slice(0, bytesRead);
}
