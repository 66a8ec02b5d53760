/**
 * Verifies a whole log from its files: rebuilds every tile from the entries and compares. Of a log that fails it names the
 * first file or the first entries that are wrong.
 */
import { equalBytes } from "./bytes.ts";
import { type Checkpoint, type CheckpointRefusal, openCheckpoint } from "./checkpoint.ts";
import { HASH_BYTES, type Hasher } from "./hashing.ts";
import type { VerifierKey, VerifyEd25519 } from "./note.ts";
import { type ReadTile, readEntries, readHashes, type TileRefusal } from "./read-tile.ts";
import { accepted, type Result, refused } from "./result.ts";
import { TILE_WIDTH, type Tile, tileInTree } from "./tile.ts";
import { appendEntries, emptyTileLog, type LogFile } from "./tile-log.ts";

export type LogFault =
  | { readonly reason: CheckpointRefusal }
  | TileRefusal
  /** The entries have the signed root; this tile says otherwise. */
  | { readonly reason: "wrong tile"; readonly path: string }
  /** The entries from `start` up to, not including, `end` are not those that the tile at `path` commits to. */
  | { readonly reason: "wrong entries"; readonly start: number; readonly end: number; readonly path: string }
  /** Entries and tiles agree with each other and not with the checkpoint. */
  | { readonly reason: "wrong root" };

export interface LogToVerify {
  /** The signed checkpoint; the log may have grown since. */
  readonly note: string;
  readonly key: VerifierKey;
  readonly readTile: ReadTile;
}

export async function verifyLog(
  { note, key, readTile }: LogToVerify,
  { verify, hasher }: { readonly verify: VerifyEd25519; readonly hasher: Hasher },
): Promise<Result<Checkpoint, LogFault>> {
  const opened = await openCheckpoint(note, key, verify);
  if (!opened.ok) return refused({ reason: opened.refusal });
  const checkpoint = opened.value;
  const rebuilt = await rebuild(checkpoint.size, readTile, hasher);
  if (!rebuilt.ok) return rebuilt;
  const { root, disagreement } = rebuilt.value;
  const entriesAreSigned = equalBytes(root, checkpoint.root);
  if (disagreement !== undefined) {
    const { path, start, end } = disagreement;
    return refused(entriesAreSigned ? { reason: "wrong tile", path } : { reason: "wrong entries", start, end, path });
  }
  return entriesAreSigned ? accepted(checkpoint) : refused({ reason: "wrong root" });
}

/** The first hash of a published tile that is not what the entries hash to, and the entries under it. */
interface Disagreement {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

interface Rebuilt {
  readonly root: Uint8Array;
  readonly disagreement: Disagreement | undefined;
}

async function rebuild(size: number, readTile: ReadTile, hasher: Hasher): Promise<Result<Rebuilt, LogFault>> {
  let log = emptyTileLog(hasher);
  let disagreement: Disagreement | undefined;
  while (log.size < size) {
    const bundle = tileInTree("entries", log.size / TILE_WIDTH, size);
    if (bundle === undefined) throw new Error(`expected an entry bundle at ${log.size} of ${size}`);
    const entries = await readEntries(bundle, readTile);
    if (!entries.ok) return entries;
    const appended = appendEntries(log, entries.value, hasher);
    log = appended.log;
    for (const file of appended.files.filter(({ tile }) => isFinal(tile, size))) {
      const compared = await compareTile(file, readTile);
      if (!compared.ok) return compared;
      disagreement ??= compared.value;
    }
  }
  return accepted({ root: log.root, disagreement });
}

/** Rebuilding makes partial tiles of the upper levels at every step; only the last of each is a tile of the log. */
function isFinal({ level, index, width }: Tile, size: number): boolean {
  return level !== "entries" && tileInTree(level, index, size)?.width === width;
}

async function compareTile(
  { tile, path, bytes }: LogFile,
  readTile: ReadTile,
): Promise<Result<Disagreement | undefined, TileRefusal>> {
  const published = await readHashes(tile, readTile);
  if (!published.ok) return published;
  const differsAt = published.value.findIndex(
    (hash, at) => !equalBytes(hash, bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)),
  );
  if (differsAt < 0 || tile.level === "entries") return accepted(undefined);
  const leavesPerHash = TILE_WIDTH ** tile.level;
  const start = (tile.index * TILE_WIDTH + differsAt) * leavesPerHash;
  return accepted({ path, start, end: start + leavesPerHash });
}
