/** Tiles and entry bundles (C2SP tlog-tiles): the files that a log consists of, their paths and their bytes. */
import { viewOf } from "./bytes.ts";
import { HASH_BYTES } from "./hashing.ts";
import { accepted, type Result, refused } from "./result.ts";
import { isSize } from "./subtree.ts";

/** A full tile is this many levels of the tree high, and so 256 hashes wide. */
export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 2 ** TILE_HEIGHT;
/** The longest entry, in bytes. */
export const MAX_ENTRY_BYTES = 65_535;
const LENGTH_PREFIX_BYTES = 2;
const MAX_LEVEL = 63;

/** A file of the log: hashes at `level`, or the entries themselves. A level-0 tile and the bundle of its index belong together. */
export interface Tile {
  readonly level: number | "entries";
  readonly index: number;
  /** How many hashes or entries, 1 to 256; fewer than 256 is a partial tile. */
  readonly width: number;
}

/** `tile/0/x001/234.p/5` */
export function formatTilePath({ level, index, width }: Tile): string {
  const groups = [];
  let rest = index;
  do {
    groups.unshift(String(rest % 1000).padStart(3, "0"));
    rest = Math.floor(rest / 1000);
  } while (rest > 0);
  const number = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${number}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** Accepts exactly the paths that `formatTilePath` writes, so that a file has one name. */
export function parseTilePath(path: string): Result<Tile, "malformed tile path"> {
  const [, levelText, indexText, widthText] =
    /^tile\/([0-9]{1,2}|entries)\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path) ?? [];
  if (levelText === undefined || indexText === undefined) return refused("malformed tile path");
  const level: Tile["level"] = levelText === "entries" ? "entries" : Number(levelText);
  const index = Number(indexText.replaceAll(/[x/]/g, ""));
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  const tile = { level, index, width };
  const inRange = isSize(index) && width >= 1 && width <= TILE_WIDTH && (level === "entries" || level <= MAX_LEVEL);
  return inRange && formatTilePath(tile) === path ? accepted(tile) : refused("malformed tile path");
}

/** The partial tile at the right edge of a level in a log of `treeSize` leaves, if it has one. */
export function edgeTile(level: number | "entries", treeSize: number): Tile | undefined {
  const leavesBelow = TILE_WIDTH ** ((level === "entries" ? 0 : level) + 1);
  return tileInTree(level, Math.floor(treeSize / leavesBelow), treeSize);
}

/** The tile at this place in a log of `treeSize` leaves; undefined where such a log has none. */
export function tileInTree(level: number | "entries", index: number, treeSize: number): Tile | undefined {
  const hashes = Math.floor(treeSize / TILE_WIDTH ** (level === "entries" ? 0 : level));
  const width = Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH);
  return width > 0 ? { level, index, width } : undefined;
}

/** The hashes in a tile's bytes, as views; undefined for any other number of bytes than the tile's width asks for. */
export function hashesOfTile(bytes: Uint8Array, width: number): readonly Uint8Array[] | undefined {
  if (bytes.length !== width * HASH_BYTES) return undefined;
  return Array.from({ length: width }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** Each entry behind its length in two bytes, big-endian. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const entry of entries) length += LENGTH_PREFIX_BYTES + entry.length;
  const bundle = new Uint8Array(length);
  const view = viewOf(bundle);
  let offset = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES)
      throw new RangeError(`expected an entry of at most ${MAX_ENTRY_BYTES} bytes, got ${entry.length}`);
    view.setUint16(offset, entry.length);
    bundle.set(entry, offset + LENGTH_PREFIX_BYTES);
    offset += LENGTH_PREFIX_BYTES + entry.length;
  }
  return bundle;
}

/** The entries in a bundle's bytes, as views; as many as the bytes hold, which is at most 256 and at least one. */
export function decodeEntryBundle(bytes: Uint8Array): Result<readonly Uint8Array[], "malformed entry bundle"> {
  const view = viewOf(bytes);
  const entries: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (offset + LENGTH_PREFIX_BYTES > bytes.length || entries.length === TILE_WIDTH)
      return refused("malformed entry bundle");
    const start = offset + LENGTH_PREFIX_BYTES;
    offset = start + view.getUint16(offset);
    if (offset > bytes.length) return refused("malformed entry bundle");
    entries.push(bytes.subarray(start, offset));
  }
  return entries.length === 0 ? refused("malformed entry bundle") : accepted(entries);
}
