/** A file that a command writes at its end: opened at its beginning, so that nobody waits for what cannot be kept. */
import { type FileHandle, open, rm } from "node:fs/promises";
import { CliFailure } from "../cli-failure.ts";
import type { Words } from "../words/index.ts";

export interface FileToWrite extends AsyncDisposable {
  /** Replaces what the file holds. Throws a failure that names it. */
  write(text: string): Promise<void>;
}

/** Only its owner may read a file that is new; one to which nothing was written is taken away again. */
export async function openFileToWrite(path: string, words: Words): Promise<FileToWrite> {
  const failing = (cause: unknown): never => {
    const message = words.errors.cannotWrite(path);
    throw new CliFailure("bad-input", { code: "bad-input", message }, { cause });
  };
  const handle = await open(path, "wx", 0o600).catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return undefined;
    return failing(cause);
  });
  const file: FileHandle = handle ?? (await open(path, "r+").catch(failing));
  let isWritten = false;
  return {
    async write(text) {
      try {
        await file.truncate(0);
        await file.write(text, 0);
      } catch (cause) {
        failing(cause);
      }
      isWritten = true;
    },
    async [Symbol.asyncDispose]() {
      await file.close();
      if (handle !== undefined && !isWritten) await rm(path, { force: true });
    },
  };
}
