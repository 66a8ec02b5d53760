/**
 * Appends entries to a log kept as tiles. A state goes in; the next state and the files to store come out, so that a
 * writer can drop a batch that its database refused. The work is proportional to the new entries.
 */
import { concatBytes, equalBytes } from "./bytes.ts";
import type { TreeHead } from "./checkpoint.ts";
import { type Hasher, rootOf } from "./hashing.ts";
import { type ReadTile, readEntries, readHashes, type TileRefusal } from "./read-tile.ts";
import { accepted, type Result, refused } from "./result.ts";
import { perfectSubtrees } from "./subtree.ts";
import { edgeTile, encodeEntryBundle, formatTilePath, TILE_HEIGHT, TILE_WIDTH, type Tile } from "./tile.ts";

/** A log's head and its right edge, whose size does not grow with the log's. */
export interface TileLog extends TreeHead {
  /** Roots of the perfect subtrees that the tree consists of, largest first. */
  readonly peaks: readonly Uint8Array[];
  /** For each tile level the bytes of its partial tile, empty where it has none. */
  readonly edgeTiles: readonly Uint8Array[];
  /** The bytes of the partial entry bundle, empty where there is none. */
  readonly edgeBundle: Uint8Array;
}

export interface LogFile {
  readonly tile: Tile;
  readonly path: string;
  /** Shared with the log's state: to be stored, not to be changed. */
  readonly bytes: Uint8Array;
}

export interface AppendedLog {
  readonly log: TileLog;
  /**
   * The tiles and bundles that the batch completed, and the partial ones at its end. No path occurs twice, and no file is
   * ever written again with other bytes. A checkpoint of `log` may be published once all of them are stored.
   */
  readonly files: readonly LogFile[];
}

export function emptyTileLog(hasher: Hasher): TileLog {
  return { size: 0, root: rootOf([], hasher), peaks: [], edgeTiles: [], edgeBundle: new Uint8Array() };
}

/** Each entry is at most 65,535 bytes; its index is the size before it. */
export function appendEntries(log: TileLog, entries: readonly Uint8Array[], hasher: Hasher): AppendedLog {
  if (entries.length === 0) return { log, files: [] };
  const growth = growthOf(log);
  for (const entry of entries) appendEntry(growth, entry, hasher);
  const next = {
    size: growth.size,
    root: rootOfPeaks(growth.peaks, hasher),
    peaks: growth.peaks,
    edgeTiles: growth.edgeTiles.map(bytesOf),
    edgeBundle: bytesOf(growth.edgeBundle),
  };
  return { log: next, files: [...growth.completed, ...newPartialFiles(log.size, next)] };
}

export type OpenTileLogRefusal =
  | TileRefusal
  | { readonly reason: "wrong entries"; readonly path: string }
  | { readonly reason: "wrong root" };

/** Takes a stored log up again at `head`, from the few files at its edge, which must hash to the head's root. */
export async function openTileLog(
  head: TreeHead,
  readTile: ReadTile,
  hasher: Hasher,
): Promise<Result<TileLog, OpenTileLogRefusal>> {
  const edge: (readonly Uint8Array[])[] = [];
  for (let level = 0; TILE_WIDTH ** level <= head.size; level++) {
    const tile = edgeTile(level, head.size);
    const hashes = tile === undefined ? accepted([]) : await readHashes(tile, readTile);
    if (!hashes.ok) return hashes;
    edge.push(hashes.value);
  }
  const bundle = edgeTile("entries", head.size);
  const entries = bundle === undefined ? accepted([]) : await readEntries(bundle, readTile);
  if (!entries.ok) return entries;
  if (bundle !== undefined && !entries.value.every((entry, at) => isLeafOf(edge[0]?.[at], entry, hasher)))
    return refused({ reason: "wrong entries", path: formatTilePath(bundle) });

  const peaks = edge.toReversed().flatMap((hashes) => peaksOf(hashes, hasher));
  const root = rootOfPeaks(peaks, hasher);
  if (!equalBytes(root, head.root)) return refused({ reason: "wrong root" });
  const edgeTiles = edge.map((hashes) => concatBytes(...hashes));
  return accepted({ size: head.size, root, peaks, edgeTiles, edgeBundle: encodeEntryBundle(entries.value) });
}

/** A file that is being filled: its bytes before the batch, and what the batch adds. */
interface Filling {
  readonly before: Uint8Array;
  readonly added: Uint8Array[];
}

/** A log while a batch is added to it; never leaves this file. */
interface Growth {
  size: number;
  readonly peaks: Uint8Array[];
  readonly edgeTiles: Filling[];
  edgeBundle: Filling;
  readonly completed: LogFile[];
}

function growthOf({ size, peaks, edgeTiles, edgeBundle }: TileLog): Growth {
  return {
    size,
    peaks: [...peaks],
    edgeTiles: edgeTiles.map((before) => ({ before, added: [] })),
    edgeBundle: { before: edgeBundle, added: [] },
    completed: [],
  };
}

function emptyFilling(): Filling {
  return { before: new Uint8Array(), added: [] };
}

function bytesOf({ before, added }: Filling): Uint8Array {
  return concatBytes(before, ...added);
}

function appendEntry(growth: Growth, entry: Uint8Array, hasher: Hasher): void {
  growth.edgeBundle.added.push(encodeEntryBundle([entry]));
  if (growth.size % TILE_WIDTH === TILE_WIDTH - 1) {
    const index = Math.floor(growth.size / TILE_WIDTH);
    growth.completed.push(fileOf({ level: "entries", index, width: TILE_WIDTH }, bytesOf(growth.edgeBundle)));
    growth.edgeBundle = emptyFilling();
  }
  let hash = hasher.leafHash(entry);
  appendToTile(growth, 0, hash);
  // Each set low bit of the size is a perfect subtree that the new one completes to one twice as large.
  let height = 0;
  for (let bits = growth.size; bits % 2 === 1; bits = (bits - 1) / 2) {
    const left = growth.peaks.pop();
    if (left === undefined) throw new Error(`expected a peak for each bit of the size ${growth.size}`);
    hash = hasher.nodeHash(left, hash);
    height++;
    if (height % TILE_HEIGHT === 0) appendToTile(growth, height / TILE_HEIGHT, hash);
  }
  growth.peaks.push(hash);
  growth.size++;
}

function appendToTile(growth: Growth, level: number, hash: Uint8Array): void {
  const tile = growth.edgeTiles[level] ?? emptyFilling();
  growth.edgeTiles[level] = tile;
  tile.added.push(hash);
  const hashIndex = Math.floor(growth.size / TILE_WIDTH ** level);
  if (hashIndex % TILE_WIDTH < TILE_WIDTH - 1) return;
  const index = Math.floor(hashIndex / TILE_WIDTH);
  growth.completed.push(fileOf({ level, index, width: TILE_WIDTH }, bytesOf(tile)));
  growth.edgeTiles[level] = emptyFilling();
}

/** The partial files of a log that it did not have at `oldSize`. */
function newPartialFiles(oldSize: number, { size, edgeTiles, edgeBundle }: TileLog): readonly LogFile[] {
  const bundle = edgeTile("entries", size);
  const files = bundle === undefined ? [] : [fileOf(bundle, edgeBundle)];
  for (const [level, bytes] of edgeTiles.entries()) {
    const tile = edgeTile(level, size);
    const isNew = Math.floor(oldSize / TILE_WIDTH ** level) < Math.floor(size / TILE_WIDTH ** level);
    if (tile !== undefined && isNew) files.push(fileOf(tile, bytes));
  }
  return files;
}

function fileOf(tile: Tile, bytes: Uint8Array): LogFile {
  return { tile, path: formatTilePath(tile), bytes };
}

function rootOfPeaks(peaks: readonly Uint8Array[], hasher: Hasher): Uint8Array {
  // From the right, because the RFC's split leaves the largest perfect subtree on the left.
  return peaks.length === 0 ? rootOf([], hasher) : peaks.reduceRight((right, left) => hasher.nodeHash(left, right));
}

function isLeafOf(leafHash: Uint8Array | undefined, entry: Uint8Array, hasher: Hasher): boolean {
  return leafHash !== undefined && equalBytes(leafHash, hasher.leafHash(entry));
}

function peaksOf(hashes: readonly Uint8Array[], hasher: Hasher): readonly Uint8Array[] {
  return perfectSubtrees({ start: 0, end: hashes.length }).map(({ height, index }) =>
    rootOf(hashes.slice(index * 2 ** height, (index + 1) * 2 ** height), hasher),
  );
}
