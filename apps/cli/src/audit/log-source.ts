/** Where a log's files come from: a server's `/audit/` or a folder with the same files. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { logKeyAnswer } from "@warbler/protocol";
import type { Platform } from "@warbler/sdk";
import type { ReadTile } from "@warbler/transparency";

export interface LogSource {
  readonly name: string;
  /** The newest signed checkpoint; undefined where there is none. */
  checkpoint(): Promise<string | undefined>;
  readonly readTile: ReadTile;
  /** The verifier key as the source itself tells it: good for comparing, proves nothing. */
  toldKey(): Promise<string | undefined>;
}

const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** Undefined when there is no such folder. */
export async function logInFolder(folder: string): Promise<LogSource | undefined> {
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) return undefined;
  const read = async (path: string) => {
    try {
      return new Uint8Array(await readFile(join(folder, path)));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    }
  };
  return {
    name: folder,
    checkpoint: async () => textOf(await read("checkpoint")),
    readTile: read,
    toldKey: async () => undefined,
  };
}

export function logOnServer(origin: string, platform: Pick<Platform, "fetch">, interrupted: AbortSignal): LogSource {
  const read = async (path: string) => {
    const answer = await platform.fetch(new URL(`/audit/${path}`, origin).href, { signal: interrupted });
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`expected a file of the log at ${path}, got status ${answer.status}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length > MAX_FILE_BYTES) throw new Error(`expected at most ${MAX_FILE_BYTES} bytes at ${path}`);
    return bytes;
  };
  return {
    name: origin,
    checkpoint: async () => textOf(await read("checkpoint")),
    readTile: read,
    async toldKey() {
      const parsed = logKeyAnswer.safeParse(jsonFrom(textOf(await read("key")) ?? ""));
      return parsed.success ? parsed.data.verifierKey : undefined;
    },
  };
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

function jsonFrom(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
