import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PuncturableTree } from "./puncturable-tree.ts";
import { childOn, childSecretsOf, LEAF_COUNT } from "./tree-node.ts";

const ROOT = Uint8Array.from({ length: 32 }, (_, at) => at);
const hex = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : Buffer.from(bytes).toString("hex"));
const LAST = LEAF_COUNT - 1;
/** Small indexes, so that they collide, and the ends of the tree. */
const leaf = fc.oneof(fc.nat(40), fc.integer({ min: 0, max: LAST }), fc.constantFrom(0, 1, 2 ** 31, LAST - 1, LAST));
const leaves = fc.uniqueArray(leaf, { maxLength: 12 });

/** The secrets of a leaf's ancestors and of the leaf, derived without the code under test's cache or state. */
function secretsOnPathTo(index: number): Uint8Array[] {
  const secrets: Uint8Array[] = [ROOT];
  for (let depth = 0; depth < 32; depth++) {
    const bit = Math.floor(index / 2 ** (31 - depth)) % 2 === 1 ? 1 : 0;
    secrets.push(childOn(bit, childSecretsOf(secrets[depth] ?? ROOT)));
  }
  return secrets;
}

function decoded(state: Uint8Array): PuncturableTree {
  const tree = PuncturableTree.decode(state);
  if (tree === undefined) throw new Error("a state that decodes");
  return tree;
}

function punctured(indexes: readonly number[]): PuncturableTree {
  const tree = PuncturableTree.fromRoot(ROOT);
  for (const index of indexes) tree.puncture(index);
  return tree;
}

describe("the keys of the leaves", () => {
  test("are those of the plain derivation, in whatever order they are asked for", () => {
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 20 }), (order) => {
        const tree = PuncturableTree.fromRoot(ROOT);
        for (const index of order) expect(hex(tree.leafKey(index))).toBe(hex(secretsOnPathTo(index).at(-1)));
      }),
      { numRuns: 50 },
    );
  });

  test("may be wiped by the caller without hurting the tree", () => {
    const tree = PuncturableTree.fromRoot(ROOT);
    const before = hex(tree.leafKey(5));
    tree.leafKey(5)?.fill(0);
    expect(hex(tree.leafKey(5))).toBe(before);
  });

  test("exist for indexes from 0 to 2^32 - 1 only", () => {
    const tree = PuncturableTree.fromRoot(ROOT);
    expect(tree.leafKey(LAST)).toHaveLength(32);
    for (const index of [-1, 0.5, LEAF_COUNT, Number.NaN]) expect(() => tree.leafKey(index)).toThrow(RangeError);
  });
});

describe("after any set of leaves was punctured", () => {
  test("those leaves have no key and all others have the key they had", () => {
    fc.assert(
      fc.property(leaves, leaves, (gone, asked) => {
        const tree = punctured(gone);
        for (const index of [...gone, ...asked]) {
          const expected = gone.includes(index) ? undefined : hex(secretsOnPathTo(index).at(-1));
          expect(hex(tree.leafKey(index))).toBe(expected);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("the encoded state holds no secret on the path to any of them", () => {
    fc.assert(
      fc.property(leaves, (gone) => {
        const state = Buffer.from(punctured(gone).encode());
        for (const index of gone)
          for (const secret of secretsOnPathTo(index)) expect(state.includes(Buffer.from(secret))).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  test("the state does not depend on the order", () => {
    fc.assert(
      fc.property(leaves, (gone) => {
        expect(hex(punctured(gone.toReversed()).encode())).toBe(hex(punctured(gone).encode()));
      }),
      { numRuns: 50 },
    );
  });

  test("each adds at most 31 nodes", () => {
    fc.assert(
      fc.property(leaves, (gone) => {
        expect(punctured(gone).nodeCount).toBeLessThanOrEqual(1 + 31 * gone.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe("puncturing", () => {
  test("says whether the leaf was still there, and a second time changes nothing", () => {
    const tree = PuncturableTree.fromRoot(ROOT);
    expect(tree.puncture(9)).toBe(true);
    const state = hex(tree.encode());
    expect(tree.puncture(9)).toBe(false);
    expect(hex(tree.encode())).toBe(state);
  });

  test("also forgets what was derived before", () => {
    const tree = PuncturableTree.fromRoot(ROOT);
    tree.leafKey(9);
    tree.puncture(9);
    expect(tree.leafKey(9)).toBeUndefined();
    expect(hex(tree.leafKey(8))).toBe(hex(secretsOnPathTo(8).at(-1)));
  });

  test("a range does the same as each of its leaves", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(20), leaves, (first, length, before) => {
        const range = Array.from({ length: length + 1 }, (_, offset) => first + offset);
        const tree = punctured(before);
        expect(tree.punctureRange(first, first + length)).toBe(range.some((index) => !before.includes(index)));
        expect(hex(tree.encode())).toBe(hex(punctured([...before, ...range]).encode()));
      }),
      { numRuns: 50 },
    );
  });

  test("a large range takes a few nodes and no time", () => {
    const tree = PuncturableTree.fromRoot(ROOT);
    tree.punctureRange(1, LAST - 1);
    expect(tree.nodeCount).toBe(2);
    expect([0, 1, LAST - 1, LAST].map((index) => tree.leafKey(index) !== undefined)).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  test("the whole range leaves nothing", () => {
    const tree = PuncturableTree.fromRoot(ROOT);
    tree.punctureRange(0, LAST);
    expect(hex(tree.encode())).toBe("0100000000");
    expect(decoded(tree.encode()).leafKey(0)).toBeUndefined();
  });

  test("a range that ends before it starts is refused", () => {
    expect(() => PuncturableTree.fromRoot(ROOT).punctureRange(2, 1)).toThrow(RangeError);
  });
});

describe("the encoded state", () => {
  test("decodes to a tree with the same keys and the same encoding", () => {
    fc.assert(
      fc.property(leaves, leaves, (gone, asked) => {
        const tree = punctured(gone);
        const copy = decoded(tree.encode());
        expect(hex(copy.encode())).toBe(hex(tree.encode()));
        for (const index of asked) expect(hex(copy.leafKey(index))).toBe(hex(tree.leafKey(index)));
      }),
      { numRuns: 50 },
    );
  });

  test("may be wiped after decoding, a Buffer's bytes too", () => {
    const state = Buffer.from(PuncturableTree.fromRoot(ROOT).encode());
    const tree = decoded(state);
    state.fill(0);
    expect(hex(tree.leafKey(0))).toBe(hex(secretsOnPathTo(0).at(-1)));
  });

  const node = (depth: number, prefix: number) => {
    const bytes = Buffer.alloc(37, 0xaa);
    bytes.writeUInt8(depth, 0);
    bytes.writeUInt32BE(prefix, 1);
    return bytes;
  };
  const state = (...nodes: readonly Buffer[]) => {
    const header = Buffer.alloc(5);
    header.writeUInt8(1, 0);
    header.writeUInt32BE(nodes.length, 1);
    return Buffer.concat([header, ...nodes]);
  };

  test("is accepted with nodes in order and without overlap", () => {
    expect(PuncturableTree.decode(state(node(2, 0), node(2, 3)))).toBeDefined();
    expect(PuncturableTree.decode(state(node(2, 1), node(2, 2)))).toBeDefined();
    expect(PuncturableTree.decode(state(node(32, LAST)))).toBeDefined();
  });

  test.each([
    ["empty", Buffer.alloc(0)],
    ["with another version", Buffer.from("0200000000", "hex")],
    ["with a byte more than it says", Buffer.concat([state(node(0, 0)), Buffer.alloc(1)])],
    ["with a node fewer than it says", Buffer.from("0100000001", "hex")],
    ["with a depth below the leaves", state(node(33, 0))],
    ["with a prefix that its depth does not have", state(node(2, 4))],
    ["with a prefix under the root", state(node(0, 1))],
    ["out of order", state(node(2, 3), node(2, 0))],
    ["with the same node twice", state(node(2, 1), node(2, 1))],
    ["with a node above another", state(node(1, 0), node(2, 1))],
    ["with a node below another", state(node(2, 0), node(1, 0))],
    ["with two siblings in place of their parent", state(node(2, 0), node(2, 1))],
    [
      "with more nodes than the limit",
      Buffer.alloc(5 + 37)
        .fill(1, 0, 1)
        .fill(0xff, 1, 5),
    ],
  ])("is refused %s", (_what, bytes) => {
    expect(PuncturableTree.decode(bytes)).toBeUndefined();
  });

  test("decodes from no bytes but those it encodes to", () => {
    const header = fc.constantFrom("0100000000", "0100000001", "0100000002");
    const entry = fc.record({ depth: fc.nat(34), prefix: fc.nat(5) }).map(({ depth, prefix }) => node(depth, prefix));
    fc.assert(
      fc.property(header, fc.array(entry, { maxLength: 3 }), (start, nodes) => {
        const bytes = Buffer.concat([Buffer.from(start, "hex"), ...nodes]);
        const tree = PuncturableTree.decode(bytes);
        if (tree !== undefined) expect(hex(tree.encode())).toBe(bytes.toString("hex"));
      }),
    );
  });

  test("is refused cut off at any length", () => {
    const whole = punctured([3]).encode();
    for (let length = 0; length < whole.length; length++) {
      expect(PuncturableTree.decode(whole.subarray(0, length))).toBeUndefined();
    }
  });
});

test("a wiped tree gives no key", () => {
  const tree = PuncturableTree.fromRoot(ROOT);
  tree.leafKey(1);
  tree.wipe();
  expect(tree.leafKey(1)).toBeUndefined();
  expect(tree.nodeCount).toBe(0);
});

test("a root has 32 bytes", () => {
  for (const length of [0, 31, 33]) expect(() => PuncturableTree.fromRoot(new Uint8Array(length))).toThrow(RangeError);
});
