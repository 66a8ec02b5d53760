import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rootOf } from "./hashing.ts";
import { parseVerifierKey } from "./note.ts";
import type { ReadTile } from "./read-tile.ts";
import { entriesUpTo, logSigner, memoryLog, reading, signedCheckpoint } from "./testing/memory-log.ts";
import { nodeHasher } from "./testing/node-hasher.ts";
import { tesseraLog, tesseraVerifierKey, whenPresent } from "./testing/public-vectors.ts";
import { encodeEntryBundle } from "./tile.ts";
import { verifyLog } from "./verify-log.ts";
import { verifyEd25519ByWebCrypto as verify } from "./web-crypto.ts";

const deps = { verify, hasher: nodeHasher };
const SIZE = 1_300;
const whole = memoryLog(entriesUpTo(SIZE), [100]);
/** Large enough for a full tile at level 1 and a partial one at level 2. */
const large = memoryLog(entriesUpTo(66_000), [1_000]);

async function verdictOn(files: ReadonlyMap<string, Uint8Array>, log = whole.log) {
  return verifyLog({ note: await signedCheckpoint(log), key: logSigner.key, readTile: reading(files) }, deps);
}

type Change = (bytes: Uint8Array) => Uint8Array;

function withFile(path: string, change: Change, { files } = whole): ReadonlyMap<string, Uint8Array> {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`expected a file ${path}`);
  return new Map(files).set(path, change(bytes));
}

function flipByte(at: number): Change {
  return (bytes) => bytes.with(at, (bytes[at] ?? 0) ^ 1);
}

describe("a whole log", () => {
  test("verifies, also at an earlier checkpoint than its last, and when it is empty", async () => {
    expect(await verdictOn(whole.files)).toMatchObject({ ok: true, value: { size: SIZE } });
    expect(await verdictOn(whole.files, memoryLog(entriesUpTo(1_100)).log)).toMatchObject({ ok: true });
    expect(await verdictOn(large.files, large.log)).toMatchObject({ ok: true, value: { size: 66_000 } });
    expect(await verdictOn(new Map(), memoryLog([]).log)).toMatchObject({ ok: true, value: { size: 0 } });
  });

  test("with an entry changed names that entry", async () => {
    // "entry 300" is the 45th entry of the second bundle, each 11 bytes with its length.
    const files = withFile("tile/entries/001", flipByte(44 * 11 + 5));
    const refusal = { reason: "wrong entries", start: 300, end: 301, path: "tile/0/001" };
    expect(await verdictOn(files)).toEqual({ ok: false, refusal });
  });

  test("with an entry changed and its tile made to fit names the tile of entries that the tile above does not know", async () => {
    const entries = entriesUpTo(512).slice(256).with(44, new Uint8Array(3));
    const hashes = entries.flatMap((entry) => [...nodeHasher.leafHash(entry)]);
    const files = new Map(whole.files)
      .set("tile/entries/001", encodeEntryBundle(entries))
      .set("tile/0/001", Uint8Array.from(hashes));
    const refusal = { reason: "wrong entries", start: 256, end: 512, path: "tile/1/000.p/5" };
    expect(await verdictOn(files)).toEqual({ ok: false, refusal });
  });

  test("with a hash changed names the tile, at every level and at the edge", async () => {
    for (const path of ["tile/0/000", "tile/0/003", "tile/0/005.p/20", "tile/1/000.p/5"])
      expect(await verdictOn(withFile(path, flipByte(7)))).toEqual({
        ok: false,
        refusal: { reason: "wrong tile", path },
      });
    for (const path of ["tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1"]) {
      const verdict = await verdictOn(withFile(path, flipByte(7), large), large.log);
      expect(verdict).toEqual({ ok: false, refusal: { reason: "wrong tile", path } });
    }
  });

  test("with a file cut short, made longer or gone names the file", async () => {
    for (const path of ["tile/0/000", "tile/1/000.p/5", "tile/entries/002", "tile/entries/005.p/20"]) {
      const malformed = { ok: false, refusal: { reason: "malformed file", path } };
      expect(await verdictOn(withFile(path, (bytes) => bytes.subarray(0, -1)))).toEqual(malformed);
      expect(await verdictOn(withFile(path, (bytes) => Uint8Array.of(...bytes, 0)))).toEqual(malformed);
      const files = new Map(whole.files);
      files.delete(path);
      expect(await verdictOn(files)).toEqual({ ok: false, refusal: { reason: "missing file", path } });
    }
  });

  test("rebuilt with a changed entry does not have the signed root", async () => {
    const rebuilt = memoryLog(entriesUpTo(SIZE).with(9, new Uint8Array(2)));
    expect(await verdictOn(rebuilt.files)).toEqual({ ok: false, refusal: { reason: "wrong root" } });
  });

  test("without its own signature is not looked at", async () => {
    const note = (await signedCheckpoint(whole.log)).replace("1300", "1200");
    const verdict = await verifyLog(
      { note, key: logSigner.key, readTile: () => Promise.reject(new Error("read")) },
      deps,
    );
    expect(verdict).toEqual({ ok: false, refusal: { reason: "bad signature" } });
  });
});

const { skip, note } = whenPresent(tesseraLog);

describe.skipIf(skip)(`the tessera log${note}`, () => {
  const readTile: ReadTile = async (path) => {
    try {
      return new Uint8Array(await readFile(join(tesseraLog, path)));
    } catch {
      return undefined;
    }
  };

  test.each([...Array(16).keys()])("of %i entries verifies", async (size) => {
    const key = parseVerifierKey(tesseraVerifierKey);
    if (!key.ok) throw new Error(key.refusal);
    const signed = await readFile(join(tesseraLog, `checkpoint.${size}`), "utf8");
    const verdict = await verifyLog({ note: signed, key: key.value, readTile }, deps);
    expect(verdict).toMatchObject({ ok: true, value: { size } });
    if (size === 0 && verdict.ok) expect(verdict.value.root).toEqual(rootOf([], nodeHasher));
  });
});
