// Hostile bytes: whatever a server, a witness or a file hands over ends as a refusal, never as an exception.
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import {
  BATCH_LEAF_BYTES,
  cosign,
  decodeBatchLeaf,
  decodeEntryBundle,
  ED25519_COSIGNATURE,
  encodeBatchLeaf,
  encodeEntryBundle,
  formatVerifierKey,
  hashesOfTile,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  parseTilePath,
  parseVerifierKey,
  signCheckpoint,
  type VerifierKey,
  verifierKeyOf,
  verifyCosignature,
  verifyEd25519ByWebCrypto,
} from "./index.ts";

let key: VerifierKey;
let witness: VerifierKey;
let note: string;

beforeAll(async () => {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("expected a pair of keys");
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const sign = async (message: Uint8Array) =>
    new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, new Uint8Array(message)));
  key = verifierKeyOf({ name: "log.test/audit", publicKey });
  witness = verifierKeyOf({ name: "witness.test", publicKey, type: ED25519_COSIGNATURE });
  const signed = await signCheckpoint({ size: 5, root: new Uint8Array(32) }, key, sign);
  const cosigned = await cosign(signed, 1_700_000_000, { key: witness, sign });
  if (!cosigned.ok) throw new Error(cosigned.refusal);
  note = cosigned.value;
});

/** Anything, or what is right with a few characters of it changed, left out or doubled. */
function hostileText(right: () => string) {
  const change = fc.tuple(fc.nat(), fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom("\n", "\0", "+", " ", "0")));
  const changed = fc.tuple(fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat({ max: 2 })).map(([all, drop]) =>
    all.reduce((text, [at, put]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + drop);
    }, right()),
  );
  return fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), changed);
}

test("any text in the place of a signed checkpoint is refused, unless nothing that is signed was changed", async () => {
  await fc.assert(
    fc.asyncProperty(
      hostileText(() => note),
      async (text) => {
        parseNote(text);
        parseCheckpoint(text);
        const opened = await openCheckpoint(text, key, verifyEd25519ByWebCrypto);
        if (opened.ok) expect(opened.value.size).toBe(5);
        const seen = await verifyCosignature(text, witness, verifyEd25519ByWebCrypto);
        if (seen.ok) expect(seen.value.timestampS).toBe(1_700_000_000);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("any text in the place of a key, or of a tile's path, is read as what is written so, or refused", () => {
  fc.assert(
    fc.property(
      hostileText(() => formatVerifierKey(key)),
      hostileText(() => "tile/0/x001/234.p/17"),
      (text, path) => {
        const parsed = parseVerifierKey(text);
        if (parsed.ok) expect(parsed.value.publicKey).toHaveLength(32);
        const tile = parseTilePath(path);
        if (tile.ok) expect(tile.value.width).toBeLessThanOrEqual(256);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("any bytes in the place of entries, hashes or a leaf are read as what is written so, or refused", () => {
  const near = fc.uint8Array({ minLength: BATCH_LEAF_BYTES - 1, maxLength: BATCH_LEAF_BYTES + 1 });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), near), fc.nat({ max: 300 }), (bytes, width) => {
      const entries = decodeEntryBundle(bytes);
      if (entries.ok) expect(encodeEntryBundle(entries.value)).toEqual(new Uint8Array(bytes));
      const leaf = decodeBatchLeaf(bytes);
      if (leaf.ok) expect(encodeBatchLeaf(leaf.value)).toEqual(new Uint8Array(bytes));
      const hashes = hashesOfTile(bytes, width);
      if (hashes !== undefined) expect(hashes).toHaveLength(width);
    }),
    { numRuns: 2_000 },
  );
});
