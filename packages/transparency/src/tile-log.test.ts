import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verifyConsistency } from "./consistency-proof.ts";
import { rootOf } from "./hashing.ts";
import { verifyInclusion } from "./inclusion-proof.ts";
import { entriesUpTo, entryNumber, memoryLog, reading } from "./testing/memory-log.ts";
import { nodeHasher } from "./testing/node-hasher.ts";
import { edgeTile, formatTilePath, parseTilePath, TILE_WIDTH } from "./tile.ts";
import { appendEntries, emptyTileLog, openTileLog } from "./tile-log.ts";
import { consistencyPathFromTiles, inclusionPathFromTiles } from "./tile-proofs.ts";

const SIZE = 66_100;
const big = memoryLog(entriesUpTo(SIZE), [1_000, 37, 3]);

/** What a log of this size must have on disk: all full tiles, and the partial ones at its edge. */
function filesOf(log: { readonly files: ReadonlyMap<string, Uint8Array> }, size: number): Map<string, Uint8Array> {
  const edge = (["entries", 0, 1, 2] as const).flatMap((level) => edgeTile(level, size) ?? []).map(formatTilePath);
  const isKept = (path: string) => {
    const tile = parseTilePath(path);
    return edge.includes(path) || (tile.ok && tile.value.width === TILE_WIDTH);
  };
  return new Map([...log.files].filter(([path]) => isKept(path)).sort());
}

describe("appending", () => {
  test("in batches of any sizes makes the same log as one entry at a time", () => {
    const size = fc.integer({ min: 1, max: 700 });
    fc.assert(
      fc.property(size, fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (total, batchSizes) => {
        const entries = entriesUpTo(total);
        const batched = memoryLog(entries, batchSizes);
        const single = memoryLog(entries, [1]);
        expect(batched.log).toEqual(single.log);
        expect(filesOf(batched, total)).toEqual(filesOf(single, total));
      }),
      { numRuns: 25 },
    );
  });

  test("yields the root that RFC 6962 defines, at every size", () => {
    const leafHashes = entriesUpTo(520).map((entry) => nodeHasher.leafHash(entry));
    let log = emptyTileLog(nodeHasher);
    for (let size = 0; size < leafHashes.length; size++) {
      expect(log.root).toEqual(rootOf(leafHashes.slice(0, size), nodeHasher));
      log = appendEntries(log, [entryNumber(size)], nodeHasher).log;
    }
  });

  test("writes no path twice in a batch, and never other bytes to a path", () => {
    const written = new Map<string, Uint8Array>();
    let log = emptyTileLog(nodeHasher);
    for (const count of [1, 255, 1, 256, 600, 5]) {
      const { log: next, files } = appendEntries(log, entriesUpTo(log.size + count).slice(log.size), nodeHasher);
      expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
      for (const { path, bytes } of files) expect(written.has(path) ? written.get(path) : bytes).toEqual(bytes);
      for (const { path, bytes } of files) written.set(path, bytes);
      log = next;
    }
  });

  test("nothing changes nothing and writes nothing", () => {
    const { log } = memoryLog(entriesUpTo(300));
    expect(appendEntries(log, [], nodeHasher)).toEqual({ log, files: [] });
    const empty = emptyTileLog(nodeHasher);
    expect(appendEntries(empty, [], nodeHasher)).toEqual({ log: empty, files: [] });
  });

  test("leaves the state it started from as it was, so that a refused batch can be dropped", () => {
    const { log } = memoryLog(entriesUpTo(300));
    const before = structuredClone(log);
    appendEntries(log, entriesUpTo(500), nodeHasher);
    expect(log).toEqual(before);
  });

  test("of 66,100 entries makes the tiles that the specification counts", () => {
    const paths = [...filesOf(big, SIZE).keys()];
    expect(paths.filter((path) => path.startsWith("tile/0/"))).toHaveLength(259);
    expect(paths.filter((path) => path.startsWith("tile/1/"))).toEqual(["tile/1/000", "tile/1/001.p/2"]);
    expect(paths.filter((path) => path.startsWith("tile/2/"))).toEqual(["tile/2/000.p/1"]);
  });
});

describe("a stored log", () => {
  test.each([0, 1, 255, 256, 257, 511, 512, 5_000, 65_536, SIZE])("of %i entries is taken up again", async (size) => {
    const { log, files } = memoryLog(entriesUpTo(size));
    expect(await openTileLog(log, reading(files), nodeHasher)).toEqual({ ok: true, value: log });
  });

  test("is not taken up under another root, with an edge file changed, or with one missing", async () => {
    const { log, files } = memoryLog(entriesUpTo(700));
    const root = nodeHasher.sha256(log.root);
    expect(await openTileLog({ size: 700, root }, reading(files), nodeHasher)).toMatchObject({ ok: false });
    for (const path of ["tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/002.p/188"]) {
      const changed = new Map(files);
      changed.set(
        path,
        (files.get(path) ?? new Uint8Array()).map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
      );
      expect(await openTileLog(log, reading(changed), nodeHasher), path).toMatchObject({ ok: false });
      changed.delete(path);
      expect(await openTileLog(log, reading(changed), nodeHasher)).toEqual({
        ok: false,
        refusal: { reason: "missing file", path },
      });
    }
  });
});

describe("a proof from tiles", () => {
  const leafAndSize = fc
    .integer({ min: 1, max: SIZE })
    .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })));

  // Every entry appended singly leaves the partial tiles of every size; the full tiles stand in where one is gone.
  const everySize = memoryLog(entriesUpTo(3_000), [1]);

  test("of inclusion verifies for any leaf of a log of any size", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3_000 }), fc.nat(), async (treeSize, seed) => {
        const leafIndex = seed % treeSize;
        const root = memoryRoot(treeSize);
        const path = await inclusionPathFromTiles(leafIndex, {
          treeSize,
          readTile: everySize.readTile,
          hasher: nodeHasher,
        });
        if (!path.ok) throw new Error(path.refusal.path);
        const leafHash = nodeHasher.leafHash(entryNumber(leafIndex));
        expect(verifyInclusion({ leafIndex, treeSize, leafHash, root, path: path.value }, nodeHasher)).toBe(true);
      }),
    );
  });

  test("of consistency verifies from any size to any larger one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3_000 }), fc.nat(), async (newSize, seed) => {
        const oldSize = 1 + (seed % newSize);
        const source = { treeSize: newSize, readTile: everySize.readTile, hasher: nodeHasher };
        const path = await consistencyPathFromTiles(oldSize, source);
        if (!path.ok) throw new Error(path.refusal.path);
        const roots = { oldRoot: memoryRoot(oldSize), newRoot: memoryRoot(newSize) };
        expect(verifyConsistency({ oldSize, newSize, ...roots, path: path.value }, nodeHasher)).toBe(true);
      }),
    );
  });

  test("spans three levels of tiles", async () => {
    await fc.assert(
      fc.asyncProperty(leafAndSize, async ([oldSize, leafIndex]) => {
        const source = { treeSize: SIZE, readTile: big.readTile, hasher: nodeHasher };
        const inclusion = await inclusionPathFromTiles(leafIndex, source);
        const consistency = await consistencyPathFromTiles(oldSize, source);
        if (!inclusion.ok || !consistency.ok) throw new Error("a tile is missing");
        const leafHash = nodeHasher.leafHash(entryNumber(leafIndex));
        const { root } = big.log;
        expect(verifyInclusion({ leafIndex, treeSize: SIZE, leafHash, root, path: inclusion.value }, nodeHasher)).toBe(
          true,
        );
        const claim = { oldSize, newSize: SIZE, oldRoot: memoryRoot(oldSize), newRoot: root, path: consistency.value };
        expect(verifyConsistency(claim, nodeHasher)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test("names the tile that is missing", async () => {
    const files = new Map(big.files);
    files.delete("tile/0/010");
    const source = { treeSize: SIZE, readTile: reading(files), hasher: nodeHasher };
    expect(await inclusionPathFromTiles(2_600, source)).toEqual({
      ok: false,
      refusal: { reason: "missing file", path: "tile/0/010" },
    });
  });
});

const bigLeafHashes = entriesUpTo(SIZE).map((entry) => nodeHasher.leafHash(entry));

function memoryRoot(size: number): Uint8Array {
  return rootOf(bigLeafHashes.slice(0, size), nodeHasher);
}
