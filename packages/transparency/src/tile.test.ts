import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeEntryBundle,
  encodeEntryBundle,
  formatTilePath,
  parseTilePath,
  TILE_WIDTH,
  type Tile,
  tileInTree,
} from "./tile.ts";

const tiles: fc.Arbitrary<Tile> = fc.record({
  level: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant("entries" as const)),
  index: fc.oneof(fc.nat(5_000), fc.maxSafeNat()),
  width: fc.integer({ min: 1, max: TILE_WIDTH }),
});

describe("a tile path", () => {
  test("is written as in the specification", () => {
    expect(formatTilePath({ level: 0, index: 1_234_067, width: TILE_WIDTH })).toBe("tile/0/x001/x234/067");
    expect(formatTilePath({ level: 0, index: 1_234, width: 5 })).toBe("tile/0/x001/234.p/5");
    expect(formatTilePath({ level: "entries", index: 0, width: 255 })).toBe("tile/entries/000.p/255");
  });

  test("reads back as it was written", () => {
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(parseTilePath(formatTilePath(tile))).toEqual({ ok: true, value: tile });
      }),
    );
  });

  test.each([
    "",
    "tile/0",
    "tile/00/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/data/000",
    "tile/0/0",
    "tile/0/0000",
    "tile/0/x000/001",
    "tile/0/001/002",
    "tile/0/x001",
    "tile/0/000.p/0",
    "tile/0/000.p/05",
    "tile/0/000.p/256",
    "tile/0/000.p",
    "tile/0/000/",
    "/tile/0/000",
    "tile/0/../000",
    "tile/0/000\n",
    "tile/0/x009/x007/x199/x254/x740/992",
  ])("has no other form: %j", (path) => {
    expect(parseTilePath(path)).toEqual({ ok: false, refusal: "malformed tile path" });
  });

  test("of a tree of 70,000 are those that the specification counts", () => {
    expect(tileInTree(0, 273, 70_000)?.width).toBe(112);
    expect(tileInTree(0, 274, 70_000)).toBeUndefined();
    expect(tileInTree(1, 1, 70_000)?.width).toBe(17);
    expect(tileInTree(2, 0, 70_000)?.width).toBe(1);
    expect(tileInTree(3, 0, 70_000)).toBeUndefined();
  });
});

describe("an entry bundle", () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 });

  test("reads back as it was written", () => {
    fc.assert(
      fc.property(entries, (value) => {
        expect(decodeEntryBundle(encodeEntryBundle(value))).toEqual({ ok: true, value });
      }),
    );
  });

  test("cut off inside an entry is refused", () => {
    const bundle = encodeEntryBundle([Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)]);
    const betweenEntries = 5;
    for (let length = 0; length < bundle.length; length++)
      expect(decodeEntryBundle(bundle.subarray(0, length)).ok, `prefix ${length}`).toBe(length === betweenEntries);
  });

  test("holds an entry of 65,535 bytes and none longer, 256 entries and none more", () => {
    expect(decodeEntryBundle(encodeEntryBundle([new Uint8Array(65_535)])).ok).toBe(true);
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow(RangeError);
    const empty = new Uint8Array();
    expect(decodeEntryBundle(encodeEntryBundle(Array.from({ length: 256 }, () => empty))).ok).toBe(true);
    expect(decodeEntryBundle(encodeEntryBundle(Array.from({ length: 257 }, () => empty))).ok).toBe(false);
  });
});
