/** Claims and texts that are wrong at one place only: each of these survived as a mutant until it was tested. */
import { describe, expect, test } from "vitest";
import { batchLeafOf, encodeBatchLeaf } from "./batch.ts";
import { equalBytes } from "./bytes.ts";
import { formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import {
  consistencyPath,
  consistencySubtrees,
  verifyConsistency,
  verifySubtreeConsistency,
} from "./consistency-proof.ts";
import { cosign, verifyCosignature } from "./cosignature.ts";
import { portableHasher as hasher, rootOf } from "./hashing.ts";
import { inclusionPath, inclusionSubtrees, verifyInclusion } from "./inclusion-proof.ts";
import { formatNote, formatVerifierKey, parseNote, parseVerifierKey, signNote, verifierKeyOf } from "./note.ts";
import { isSize, isSubtree } from "./subtree.ts";
import { parseTilePath } from "./tile.ts";

const hashes = Array.from({ length: 7 }, (_, at) => hasher.leafHash(Uint8Array.of(at)));
const root = rootOf(hashes, hasher);
const short = root.slice(0, 31);
const base64 = Buffer.from(root).toString("base64");

test("bytes are equal only when none is missing at the end", () => {
  expect(equalBytes(root, short)).toBe(false);
  expect(equalBytes(short, root)).toBe(false);
  expect(equalBytes(root, root.slice())).toBe(true);
});

describe("inclusion", () => {
  const claim = {
    leafIndex: 3,
    treeSize: 7,
    leafHash: hashes[3] ?? root,
    root,
    path: inclusionPath(hashes, 3, hasher),
  };

  test("is proven by the whole claim and by nothing that is out of range", () => {
    expect(verifyInclusion(claim, hasher)).toBe(true);
    for (const leafIndex of [-1, 0.5, 7, 8, Number.NaN]) {
      expect(verifyInclusion({ ...claim, leafIndex }, hasher)).toBe(false);
      expect(() => inclusionSubtrees(leafIndex, 7)).toThrow("expected a leaf index below the tree size 7");
    }
    for (const treeSize of [-1, 6.5, 3, 0, Number.POSITIVE_INFINITY]) {
      expect(verifyInclusion({ ...claim, treeSize }, hasher)).toBe(false);
      expect(() => inclusionSubtrees(3, treeSize)).toThrow(RangeError);
    }
  });

  test("of the only leaf needs no path and takes none", () => {
    const [only = root] = hashes;
    const alone = { leafIndex: 0, treeSize: 1, leafHash: only, root: only, path: [] };
    expect(verifyInclusion(alone, hasher)).toBe(true);
    expect(verifyInclusion({ ...alone, path: [root] }, hasher)).toBe(false);
    // A hash of the wrong length is no hash, even where both sides agree on it.
    expect(verifyInclusion({ ...alone, leafHash: short, root: short }, hasher)).toBe(false);
    expect(verifyInclusion({ ...alone, leafIndex: 1, treeSize: 1 }, hasher)).toBe(false);
  });

  test("is refused with one hash of another length", () => {
    for (let at = 0; at < claim.path.length; at++)
      expect(verifyInclusion({ ...claim, path: claim.path.with(at, short) }, hasher)).toBe(false);
  });
});

describe("consistency", () => {
  const old = rootOf(hashes.slice(0, 4), hasher);
  const claim = { oldSize: 4, newSize: 7, oldRoot: old, newRoot: root, path: consistencyPath(hashes, 4, hasher) };

  test("is proven by the whole claim and by nothing that is out of range", () => {
    expect(verifyConsistency(claim, hasher)).toBe(true);
    for (const oldSize of [0, -1, 3.5, 8]) {
      expect(verifyConsistency({ ...claim, oldSize }, hasher)).toBe(false);
      expect(() => consistencySubtrees(oldSize, 7)).toThrow("expected an old size from 1 to 7");
    }
    for (const newSize of [0, 3, 6.5]) expect(() => consistencySubtrees(4, newSize)).toThrow(RangeError);
    expect(verifyConsistency({ ...claim, newSize: 3 }, hasher)).toBe(false);
    expect(verifyConsistency({ ...claim, path: [] }, hasher)).toBe(false);
  });

  test("of a tree with itself takes no path and only the same root", () => {
    const same = { oldSize: 7, newSize: 7, oldRoot: root, newRoot: root, path: [] };
    expect(verifyConsistency(same, hasher)).toBe(true);
    expect(verifyConsistency({ ...same, path: [root] }, hasher)).toBe(false);
    expect(verifyConsistency({ ...same, oldRoot: old }, hasher)).toBe(false);
  });

  test("is refused with one hash of another length, and for a subtree beyond the tree", () => {
    for (let at = 0; at < claim.path.length; at++)
      expect(verifyConsistency({ ...claim, path: claim.path.with(at, short) }, hasher)).toBe(false);
    const beyond = { subtree: { start: 4, end: 8 }, treeSize: 7, subtreeRoot: old, root, path: claim.path };
    expect(verifySubtreeConsistency(beyond, hasher)).toBe(false);
  });
});

test("a subtree begins at a multiple of the power of two that holds it", () => {
  for (const [start, end] of [
    [0, 1],
    [5, 6],
    [4, 6],
    [4, 7],
    [0, 7],
  ] as const)
    expect(isSubtree({ start, end })).toBe(true);
  for (const [start, end] of [
    [1, 3],
    [2, 5],
    [6, 9],
    [3, 3],
    [-2, 0],
    [0.5, 1],
    [0, 1.5],
  ] as const)
    expect(isSubtree({ start, end })).toBe(false);
  expect([0, 1, -1, 0.5].map(isSize)).toEqual([true, true, false, false]);
});

describe("a checkpoint", () => {
  const whole = { origin: "example.test/log", size: 7, root, extensions: ["more"] };

  test("is written only when every line of it can be read again", () => {
    expect(parseCheckpoint(formatCheckpoint(whole))).toEqual({ ok: true, value: whole });
    for (const wrong of [{ size: -1 }, { size: 0.5 }, { root: short }])
      expect(() => formatCheckpoint({ ...whole, ...wrong })).toThrow("expected a size and a root");
    for (const wrong of [{ origin: "" }, { origin: "a\nb" }, { extensions: ["fine", ""] }, { extensions: ["a\nb"] }])
      expect(() => formatCheckpoint({ ...whole, ...wrong })).toThrow("expected an origin and extensions");
  });

  test("is read only when it is whole", () => {
    const good = `example.test/log\n7\n${base64}\n`;
    expect(parseCheckpoint(good).ok).toBe(true);
    for (const bad of [
      "",
      "\n",
      `\n7\n${base64}\n`,
      `a\n7\n${base64}`,
      `a\n7\n${base64}x`,
      "a\n7\n",
      `a\n7\n${base64.slice(4)}\n`,
    ])
      expect(parseCheckpoint(bad), JSON.stringify(bad)).toEqual({ ok: false, refusal: "malformed checkpoint" });
  });
});

describe("a note", () => {
  const key = verifierKeyOf({ name: "example.test/log", publicKey: root });
  const cosigner = verifierKeyOf({ name: "witness.test", publicKey: root, type: 4 });
  const sign = async () => new Uint8Array(64).fill(9);
  const text = formatCheckpoint({ origin: key.name, size: 7, root, extensions: [] });

  test("is written only with text that a reader takes", async () => {
    for (const bad of ["no newline", "a lone \ud800 surrogate\n", "a tab\t\n"])
      expect(() => formatNote({ text: bad, signatures: [] })).toThrow("expected note text");
    await expect(signNote(text, cosigner, sign)).rejects.toThrow("expected a key that signs notes");
  });

  test("has signature lines of exactly one form", async () => {
    const note = await signNote(text, key, sign);
    const line = note.slice(note.indexOf("—")).trimEnd();
    expect(parseNote(note).ok).toBe(true);
    for (const bad of [`x${line}`, `${line} x`, line.replace("— ", "—"), "— name", "—"])
      expect(parseNote(`${text}\n${bad}\n`), bad).toEqual({ ok: false, refusal: "malformed note" });
  });

  test("has a verifier key of exactly one form", () => {
    const good = formatVerifierKey(key);
    expect(parseVerifierKey(good)).toEqual({ ok: true, value: key });
    const otherType = Buffer.concat([Uint8Array.of(2), key.publicKey]).toString("base64");
    for (const bad of ["", `+${good}`, ` ${good}`, `${good}\n`, `x${good}`, good.replace(/\+[^+]+$/, `+${otherType}`)])
      expect(parseVerifierKey(bad), bad).toEqual({ ok: false, refusal: "malformed verifier key" });
    expect(() => verifierKeyOf({ name: "a b", publicKey: root })).toThrow("expected a key name");
    expect(() => verifierKeyOf({ name: "a", publicKey: short })).toThrow("expected a public key of 32 bytes, got 31");
  });

  test("keeps the zeros at the front of a key's id", () => {
    let at = 0;
    let small = key;
    while (small.keyId >= 2 ** 24) small = verifierKeyOf({ name: `log-${at++}`, publicKey: root });
    expect(formatVerifierKey(small)).toMatch(/^[^+]+\+0[0-9a-f]{7}\+/);
    expect(parseVerifierKey(formatVerifierKey(small))).toEqual({ ok: true, value: small });
  });

  test("is cosigned by cosigners only, and only where it is a checkpoint", async () => {
    const note = await signNote(text, key, sign);
    await expect(cosign(note, 5, { key, sign })).rejects.toThrow("expected a key that cosigns");
    expect(await cosign("no note", 5, { key: cosigner, sign })).toEqual({ ok: false, refusal: "malformed note" });
    const letter = await signNote("dear reader\n", key, sign);
    expect(await cosign(letter, 5, { key: cosigner, sign })).toEqual({ ok: false, refusal: "malformed checkpoint" });
    const trusting = async () => true;
    expect(await verifyCosignature(letter, cosigner, trusting)).toEqual({ ok: false, refusal: "malformed checkpoint" });
    const cosigned = await cosign(note, 5, { key: cosigner, sign });
    if (!cosigned.ok) throw new Error(cosigned.refusal);
    expect(await verifyCosignature(cosigned.value, cosigner, trusting)).toEqual({ ok: true, value: { timestampS: 5 } });
    expect(await verifyCosignature(note, key, trusting)).toEqual({ ok: false, refusal: "unknown signer" });
    expect(await verifyCosignature(note, cosigner, trusting)).toEqual({ ok: false, refusal: "unknown signer" });
  });

  test("has cosignatures of one length, at a time that a number can hold", async () => {
    const trusting = async () => true;
    const withSignature = (signature: Uint8Array) =>
      formatNote({ text, signatures: [{ name: cosigner.name, keyId: cosigner.keyId, signature }] });
    for (const length of [71, 73])
      expect(await verifyCosignature(withSignature(new Uint8Array(length)), cosigner, trusting)).toMatchObject({
        ok: false,
      });
    const at = (timestamp: bigint) => {
      const signature = new Uint8Array(72);
      new DataView(signature.buffer).setBigUint64(0, timestamp);
      return verifyCosignature(withSignature(signature), cosigner, trusting);
    };
    expect(await at(2n ** 53n - 1n)).toMatchObject({ ok: true });
    expect(await at(2n ** 53n)).toEqual({ ok: false, refusal: "bad signature" });
  });
});

test("a tile's path has one form", () => {
  for (const good of ["tile/0/000", "tile/entries/x001/234.p/255"]) expect(parseTilePath(good).ok, good).toBe(true);
  for (const bad of [
    "x/tile/0/000",
    "tile/0/000/",
    "tile/0",
    "tile/0/000.p/256",
    "tile/0/000.p/300",
    "tile/0/000.p/0",
    "tile/0/1",
  ])
    expect(parseTilePath(bad), bad).toEqual({ ok: false, refusal: "malformed tile path" });
});

test("a batch has at least one commitment, and only whole ones, at a time that is not negative", () => {
  const batch = { kind: 1, timeMs: 0, commitments: [root] };
  expect(encodeBatchLeaf(batchLeafOf(batch, hasher)).length).toBeGreaterThan(32);
  for (const commitments of [[], [root, short], [short]])
    expect(() => batchLeafOf({ ...batch, commitments }, hasher)).toThrow("expected at least one commitment");
  expect(() => encodeBatchLeaf(batchLeafOf({ ...batch, timeMs: -1 }, hasher))).toThrow(
    "expected a leaf with kind, time",
  );
});
