/** A log whose files are in memory, for tests that read it, grow it and tamper with it. */
import { signCheckpoint } from "../checkpoint.ts";
import type { ReadTile } from "../read-tile.ts";
import { appendEntries, emptyTileLog, type TileLog } from "../tile-log.ts";
import { nodeHasher } from "./node-hasher.ts";
import { type TestSigner, testSigner } from "./signers.ts";

export interface MemoryLog {
  readonly log: TileLog;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly readTile: ReadTile;
}

export const logSigner: TestSigner = testSigner("log.example/warbler", 1);

export function entryNumber(index: number): Uint8Array {
  return new TextEncoder().encode(`entry ${index}`);
}

export function entriesUpTo(size: number): readonly Uint8Array[] {
  return Array.from({ length: size }, (_, index) => entryNumber(index));
}

/** The log of these entries, appended in batches of the given sizes over and over; every file ever written is kept. */
export function memoryLog(entries: readonly Uint8Array[], batchSizes: readonly number[] = [entries.length]): MemoryLog {
  const files = new Map<string, Uint8Array>();
  let log = emptyTileLog(nodeHasher);
  for (let batch = 0; log.size < entries.length; batch++) {
    const end = log.size + (batchSizes[batch % batchSizes.length] ?? 1);
    const appended = appendEntries(log, entries.slice(log.size, end), nodeHasher);
    log = appended.log;
    for (const { path, bytes } of appended.files) files.set(path, bytes);
  }
  return { log, files, readTile: reading(files) };
}

export function reading(files: ReadonlyMap<string, Uint8Array>): ReadTile {
  return async (path) => files.get(path);
}

export function signedCheckpoint(log: TileLog): Promise<string> {
  return signCheckpoint(log, logSigner.key, logSigner.sign);
}
