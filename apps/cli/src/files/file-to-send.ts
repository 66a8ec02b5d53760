/** A file on disk as the SDK takes it: read piece by piece while it is encrypted and sent. */
import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import type { FileSource } from "@warbler/sdk";
import { CliFailure } from "../cli-failure.ts";
import type { Words } from "../words/index.ts";

/** The types that receivers show in place; anything else is a file to save. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".gif": "image/gif",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".json": "application/json",
  ".md": "text/markdown",
  ".mp3": "audio/mpeg",
  ".mp4": "video/mp4",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".txt": "text/plain",
  ".webp": "image/webp",
  ".zip": "application/zip",
};

export async function fileToSend(path: string, words: Words): Promise<FileSource> {
  try {
    if (!(await stat(path)).isFile()) throw new Error("expected a file, got a folder or a device");
    const type = MEDIA_TYPES[extname(path).toLowerCase()] ?? "application/octet-stream";
    return new File([await openAsBlob(path)], basename(path), { type });
  } catch (cause) {
    throw new CliFailure("bad-input", { code: "bad-input", message: words.errors.noFile(path) }, { cause });
  }
}
