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

/** A log's head and its right edge: at most 255 hashes a level and 255 entries, whatever the log's size. */
export interface TileLog extends TreeHead {
  /** Roots of the perfect subtrees that the tree consists of, largest first. */
  readonly peaks: readonly Uint8Array[];
  /** For each tile level the hashes of its partial tile. */
  readonly edgeTiles: readonly (readonly Uint8Array[])[];
  /** The entries of the partial entry bundle. */
  readonly edgeEntries: readonly Uint8Array[];
}

export interface LogFile {
  readonly tile: Tile;
  readonly path: string;
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
  return { size: 0, root: rootOf([], hasher), peaks: [], edgeTiles: [], edgeEntries: [] };
}

/** Each entry is at most 65,535 bytes; its index is the size before it. */
export function appendEntries(log: TileLog, entries: readonly Uint8Array[], hasher: Hasher): AppendedLog {
  const growth = growthOf(log);
  for (const entry of entries) appendEntry(growth, entry, hasher);
  const { size, peaks, edgeTiles, edgeEntries } = growth;
  const root = peaks.reduceRight<Uint8Array | undefined>(
    (right, left) => (right === undefined ? left : hasher.nodeHash(left, right)),
    undefined,
  );
  const partial = entries.length === 0 ? [] : partialFiles(log.size, growth);
  return {
    log: { size, root: root ?? log.root, peaks, edgeTiles, edgeEntries },
    files: [...growth.completed, ...partial],
  };
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
  const edgeTiles: (readonly Uint8Array[])[] = [];
  for (let level = 0; TILE_WIDTH ** level <= head.size; level++) {
    const tile = edgeTile(level, head.size);
    const hashes = tile === undefined ? accepted([]) : await readHashes(tile, readTile);
    if (!hashes.ok) return hashes;
    edgeTiles.push(hashes.value);
  }
  const bundle = edgeTile("entries", head.size);
  const entries = bundle === undefined ? accepted([]) : await readEntries(bundle, readTile);
  if (!entries.ok) return entries;
  const leafHashes = edgeTiles[0] ?? [];
  if (bundle !== undefined && !entries.value.every((entry, at) => isLeafOf(leafHashes[at], entry, hasher)))
    return refused({ reason: "wrong entries", path: formatTilePath(bundle) });

  const peaks = edgeTiles.toReversed().flatMap((hashes) => peaksOf(hashes, hasher));
  const { log } = appendEntries({ ...head, peaks, edgeTiles, edgeEntries: entries.value }, [], hasher);
  const root = head.size === 0 ? emptyTileLog(hasher).root : log.root;
  return equalBytes(root, head.root) ? accepted(log) : refused({ reason: "wrong root" });
}

/** A log while a batch is added to it; never leaves this file. */
interface Growth {
  size: number;
  readonly peaks: Uint8Array[];
  readonly edgeTiles: Uint8Array[][];
  edgeEntries: Uint8Array[];
  readonly completed: LogFile[];
}

function growthOf({ size, peaks, edgeTiles, edgeEntries }: TileLog): Growth {
  return {
    size,
    peaks: [...peaks],
    edgeTiles: edgeTiles.map((hashes) => [...hashes]),
    edgeEntries: [...edgeEntries],
    completed: [],
  };
}

function appendEntry(growth: Growth, entry: Uint8Array, hasher: Hasher): void {
  growth.edgeEntries.push(entry);
  if (growth.edgeEntries.length === TILE_WIDTH) {
    const index = Math.floor(growth.size / TILE_WIDTH);
    growth.completed.push(
      fileOf({ level: "entries", index, width: TILE_WIDTH }, encodeEntryBundle(growth.edgeEntries)),
    );
    growth.edgeEntries = [];
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
  let hashes = growth.edgeTiles[level];
  if (hashes === undefined) {
    hashes = [];
    growth.edgeTiles[level] = hashes;
  }
  hashes.push(hash);
  if (hashes.length < TILE_WIDTH) return;
  const index = Math.floor(growth.size / TILE_WIDTH ** (level + 1));
  growth.completed.push(fileOf({ level, index, width: TILE_WIDTH }, concatBytes(...hashes)));
  growth.edgeTiles[level] = [];
}

/** The partial files that are new since `oldSize`. */
function partialFiles(oldSize: number, { size, edgeTiles, edgeEntries }: Growth): readonly LogFile[] {
  const bundle = edgeTile("entries", size);
  const files = bundle === undefined ? [] : [fileOf(bundle, encodeEntryBundle(edgeEntries))];
  for (const [level, hashes] of edgeTiles.entries()) {
    const tile = edgeTile(level, size);
    const isNew = Math.floor(oldSize / TILE_WIDTH ** level) < Math.floor(size / TILE_WIDTH ** level);
    if (tile !== undefined && isNew) files.push(fileOf(tile, concatBytes(...hashes)));
  }
  return files;
}

function fileOf(tile: Tile, bytes: Uint8Array): LogFile {
  return { tile, path: formatTilePath(tile), bytes };
}

function isLeafOf(leafHash: Uint8Array | undefined, entry: Uint8Array, hasher: Hasher): boolean {
  return leafHash !== undefined && equalBytes(leafHash, hasher.leafHash(entry));
}

function peaksOf(hashes: readonly Uint8Array[], hasher: Hasher): readonly Uint8Array[] {
  return perfectSubtrees({ start: 0, end: hashes.length }).map(({ height, index }) =>
    rootOf(hashes.slice(index * 2 ** height, (index + 1) * 2 ** height), hasher),
  );
}
