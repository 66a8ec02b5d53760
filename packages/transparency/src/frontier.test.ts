import { expect, test } from "vitest";
import { EMPTY_FRONTIER, headOf, withLeaf } from "./frontier.ts";
import { portableHasher as hasher, rootOf } from "./hashing.ts";

test("a frontier has the root of the whole tree at every size", () => {
  let frontier = EMPTY_FRONTIER;
  const leaves: Uint8Array[] = [];
  for (let n = 0; n < 70; n++) {
    expect(headOf(frontier, hasher)).toEqual({ size: n, root: rootOf(leaves, hasher) });
    const leaf = hasher.leafHash(Uint8Array.of(n));
    leaves.push(leaf);
    frontier = withLeaf(frontier, leaf, hasher);
  }
});
