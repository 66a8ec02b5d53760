/** Makes proofs from a log's tiles, as any reader can: a few tiles hold every hash that a proof needs. */
import { consistencySubtrees } from "./consistency-proof.ts";
import { type Hasher, rootOf } from "./hashing.ts";
import { inclusionSubtrees } from "./inclusion-proof.ts";
import { type ReadTile, readHashes, type TileRefusal } from "./read-tile.ts";
import { accepted, type Result, refused } from "./result.ts";
import { type PerfectSubtree, perfectSubtrees, type Subtree } from "./subtree.ts";
import { formatTilePath, TILE_HEIGHT, TILE_WIDTH, tileInTree } from "./tile.ts";

/** The tiles of a log of `treeSize` leaves. Hashes are taken as read: verify the proof where the tiles are not one's own. */
export interface TileSource {
  readonly treeSize: number;
  readonly readTile: ReadTile;
  readonly hasher: Hasher;
}

/** The inclusion path of a leaf in the whole tree; throws for an index outside it. */
export function inclusionPathFromTiles(
  leafIndex: number,
  source: TileSource,
): Promise<Result<readonly Uint8Array[], TileRefusal>> {
  return subtreeRoots(inclusionSubtrees(leafIndex, source.treeSize), source);
}

/** The consistency path from `oldSize` to the whole tree; throws for an old size of 0 or beyond it. */
export function consistencyPathFromTiles(
  oldSize: number,
  source: TileSource,
): Promise<Result<readonly Uint8Array[], TileRefusal>> {
  return subtreeRoots(consistencySubtrees(oldSize, source.treeSize), source);
}

type ReadHashes = (level: number, index: number) => Promise<Result<readonly Uint8Array[], TileRefusal>>;

async function subtreeRoots(
  subtrees: readonly Subtree[],
  source: TileSource,
): Promise<Result<readonly Uint8Array[], TileRefusal>> {
  const readOnce = cachedReader(source);
  const roots: Uint8Array[] = [];
  for (const subtree of subtrees) {
    const parts: Uint8Array[] = [];
    for (const part of perfectSubtrees(subtree)) {
      const root = await perfectSubtreeRoot(part, readOnce, source.hasher);
      if (!root.ok) return root;
      parts.push(root.value);
    }
    // Largest first: the subtree's root joins them from the right.
    roots.push(parts.reduceRight((right, left) => source.hasher.nodeHash(left, right)));
  }
  return accepted(roots);
}

/** One read for each tile of a proof; the subtrees of a path share most of them. */
function cachedReader({ treeSize, readTile }: TileSource): ReadHashes {
  const tiles = new Map<string, Awaited<ReturnType<ReadHashes>>>();
  return async (level, index) => {
    const tile = tileInTree(level, index, treeSize);
    if (tile === undefined)
      throw new RangeError(`expected a tile in a tree of ${treeSize}, got ${index} at level ${level}`);
    const path = formatTilePath(tile);
    const hashes = tiles.get(path) ?? (await readHashes(tile, readTile));
    tiles.set(path, hashes);
    return hashes;
  };
}

async function perfectSubtreeRoot(
  { height, index }: PerfectSubtree,
  readOnce: ReadHashes,
  hasher: Hasher,
): Promise<Result<Uint8Array, TileRefusal>> {
  const width = 2 ** (height % TILE_HEIGHT);
  const first = index * width;
  const tile = await readOnce(Math.floor(height / TILE_HEIGHT), Math.floor(first / TILE_WIDTH));
  if (!tile.ok) return refused(tile.refusal);
  return accepted(rootOf(tile.value.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + width), hasher));
}
