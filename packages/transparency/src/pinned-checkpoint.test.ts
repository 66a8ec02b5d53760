import { describe, expect, test } from "vitest";
import { type Checkpoint, openCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { signNote } from "./note.ts";
import { advancePinnedCheckpoint } from "./pinned-checkpoint.ts";
import { entriesUpTo, logSigner, memoryLog, signedCheckpoint } from "./testing/memory-log.ts";
import { nodeHasher } from "./testing/node-hasher.ts";
import { testSigner } from "./testing/signers.ts";
import { consistencyPathFromTiles } from "./tile-proofs.ts";
import { verifyEd25519ByWebCrypto as verify } from "./web-crypto.ts";

const deps = { key: logSigner.key, verify, hasher: nodeHasher };
const whole = memoryLog(entriesUpTo(600));

async function pinnedAt(size: number): Promise<Checkpoint> {
  const opened = await openCheckpoint(await signedCheckpoint(memoryLog(entriesUpTo(size)).log), logSigner.key, verify);
  if (!opened.ok) throw new Error(opened.refusal);
  return opened.value;
}

async function offerFrom(oldSize: number) {
  const path = await consistencyPathFromTiles(oldSize, { treeSize: 600, readTile: whole.readTile, hasher: nodeHasher });
  if (!path.ok) throw new Error(path.refusal.path);
  return { note: await signedCheckpoint(whole.log), consistencyPath: path.value };
}

describe("a pinned checkpoint", () => {
  test("moves forward to a checkpoint that is proven to extend it", async () => {
    for (const size of [1, 255, 256, 257, 599])
      expect(await advancePinnedCheckpoint(await pinnedAt(size), await offerFrom(size), deps)).toMatchObject({
        ok: true,
        value: { size: 600 },
      });
  });

  test("is taken on first use, and from the empty log, without a proof", async () => {
    const offer = { note: await signedCheckpoint(whole.log), consistencyPath: [] };
    expect(await advancePinnedCheckpoint(undefined, offer, deps)).toMatchObject({ ok: true });
    expect(await advancePinnedCheckpoint(await pinnedAt(0), offer, deps)).toMatchObject({ ok: true });
  });

  test("stays where the same checkpoint is offered again", async () => {
    const pinned = await pinnedAt(600);
    const offer = { note: await signedCheckpoint(whole.log), consistencyPath: [] };
    expect(await advancePinnedCheckpoint(pinned, offer, deps)).toEqual({ ok: true, value: pinned });
  });

  test("refuses a smaller log", async () => {
    const offer = { note: await signedCheckpoint(memoryLog(entriesUpTo(5)).log), consistencyPath: [] };
    expect(await advancePinnedCheckpoint(await pinnedAt(6), offer, deps)).toEqual({ ok: false, refusal: "rollback" });
  });

  test("refuses a log of the same size with another entry in it", async () => {
    const other = memoryLog(entriesUpTo(600).with(3, new Uint8Array(1)));
    const offer = { note: await signedCheckpoint(other.log), consistencyPath: [] };
    expect(await advancePinnedCheckpoint(await pinnedAt(600), offer, deps)).toEqual({ ok: false, refusal: "fork" });
  });

  test("refuses a larger log in which an earlier entry was changed, whatever proof comes with it", async () => {
    const other = memoryLog(entriesUpTo(600).with(3, new Uint8Array(1)));
    const note = await signedCheckpoint(other.log);
    const source = { treeSize: 600, readTile: other.readTile, hasher: nodeHasher };
    const path = await consistencyPathFromTiles(300, source);
    if (!path.ok) throw new Error(path.refusal.path);
    for (const consistencyPath of [path.value, (await offerFrom(300)).consistencyPath, []])
      expect(await advancePinnedCheckpoint(await pinnedAt(300), { note, consistencyPath }, deps)).toEqual({
        ok: false,
        refusal: "inconsistent",
      });
  });

  test("refuses other keys, other origins and notes that are none", async () => {
    const pinned = await pinnedAt(5);
    const stranger = testSigner(logSigner.key.name, 9);
    const other = testSigner("other.example/log", 1);
    const notes = [
      await signCheckpoint(whole.log, stranger.key, stranger.sign),
      await signCheckpoint(whole.log, logSigner.key, stranger.sign),
      await signNote(
        "other.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        logSigner.key,
        logSigner.sign,
      ),
      await signNote("not a checkpoint\n", logSigner.key, logSigner.sign),
      "not a note",
    ];
    const refusals = [];
    for (const note of notes) {
      const verdict = await advancePinnedCheckpoint(pinned, { note, consistencyPath: [] }, deps);
      refusals.push(verdict.ok ? "accepted" : verdict.refusal);
    }
    expect(refusals).toEqual([
      "unknown signer",
      "bad signature",
      "wrong origin",
      "malformed checkpoint",
      "malformed note",
    ]);
    const offer = { note: await signCheckpoint(whole.log, other.key, other.sign), consistencyPath: [] };
    const moved = await advancePinnedCheckpoint(pinned, offer, { ...deps, key: other.key });
    expect(moved).toEqual({ ok: false, refusal: "wrong origin" });
  });
});
