/** Serves the log's tiles from what the writer stored: full tiles as they are, partial ones computed from leaves. */
import { encodeEntryBundle, parseTilePath, type ReadTile, rootOf, TILE_WIDTH } from "@warbler/transparency";
import type { Value } from "../store/port.ts";
import { nodeHasher } from "./hasher.ts";

interface Source {
  all(sql: string, values: readonly Value[]): Promise<unknown[]> | readonly unknown[];
  get(sql: string, values: readonly Value[]): unknown;
}

const ENTRIES = 'SELECT "entry" FROM "leaves" WHERE "leaf" >= ? AND "leaf" < ? ORDER BY "leaf"';
const TILE = 'SELECT "hashes" FROM "tiles" WHERE "level" = ? AND "tile" = ?';

export function storedTiles(source: Source): ReadTile {
  const entriesOf = async (index: number, width: number) => {
    const rows = (await source.all(ENTRIES, [index * TILE_WIDTH, index * TILE_WIDTH + width])) as {
      entry: Uint8Array;
    }[];
    return rows.length === width ? rows.map(({ entry }) => entry) : undefined;
  };
  const fullTile = async (level: number, index: number) =>
    ((await source.get(TILE, [level, index])) as { hashes: Uint8Array } | undefined)?.hashes;
  const hashesOf = async (level: number, index: number, width: number): Promise<Uint8Array | undefined> => {
    const full = await fullTile(level, index);
    if (full !== undefined) return full.subarray(0, width * 32);
    if (level === 0) {
      const entries = await entriesOf(index, width);
      return entries && Buffer.concat(entries.map((entry) => nodeHasher.leafHash(entry)));
    }
    // Each hash of a higher tile is the root of a full tile below it.
    const hashes: Uint8Array[] = [];
    for (let at = 0; at < width; at++) {
      const below = await fullTile(level - 1, index * TILE_WIDTH + at);
      if (below === undefined) return undefined;
      hashes.push(
        rootOf(
          Array.from({ length: TILE_WIDTH }, (_, n) => below.subarray(n * 32, n * 32 + 32)),
          nodeHasher,
        ),
      );
    }
    return Buffer.concat(hashes);
  };
  return async (path) => {
    const parsed = parseTilePath(path);
    if (!parsed.ok) return undefined;
    const tile = parsed.value;
    if (tile.level !== "entries") return hashesOf(tile.level, tile.index, tile.width);
    const entries = await entriesOf(tile.index, tile.width);
    return entries && encodeEntryBundle(entries);
  };
}
