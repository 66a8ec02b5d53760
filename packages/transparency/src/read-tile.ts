/** Reads tiles and entry bundles from wherever a log is: a folder, a server, a database. */
import { accepted, type Result, refused } from "./result.ts";
import { decodeEntryBundle, formatTilePath, hashesOfTile, TILE_WIDTH, type Tile } from "./tile.ts";

/**
 * Reads a file of a log by its path. Undefined means that there is no such file; what a file says is not trusted. A failure
 * to read is thrown.
 */
export type ReadTile = (path: string) => Promise<Uint8Array | undefined>;

export interface TileRefusal {
  readonly reason: "missing file" | "malformed file";
  readonly path: string;
}

export function readHashes(tile: Tile, readTile: ReadTile): Promise<Result<readonly Uint8Array[], TileRefusal>> {
  return readItems(tile, readTile, hashesOfTile);
}

export function readEntries(tile: Tile, readTile: ReadTile): Promise<Result<readonly Uint8Array[], TileRefusal>> {
  return readItems(tile, readTile, (bytes, width) => {
    const entries = decodeEntryBundle(bytes);
    return entries.ok && entries.value.length === width ? entries.value : undefined;
  });
}

/** A log may delete a partial file once the full one is there (tlog-tiles, "Partial Tiles"), so that is read instead. */
async function readItems(
  tile: Tile,
  readTile: ReadTile,
  decode: (bytes: Uint8Array, width: number) => readonly Uint8Array[] | undefined,
): Promise<Result<readonly Uint8Array[], TileRefusal>> {
  for (const width of new Set([tile.width, TILE_WIDTH])) {
    const path = formatTilePath({ ...tile, width });
    const bytes = await readTile(path);
    if (bytes === undefined) continue;
    const items = decode(bytes, width)?.slice(0, tile.width);
    return items === undefined ? refused({ reason: "malformed file", path }) : accepted(items);
  }
  return refused({ reason: "missing file", path: formatTilePath(tile) });
}
