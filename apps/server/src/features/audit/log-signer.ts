/** The log's signing key and its signed checkpoints. The newest checkpoint is kept in a file, so that a shorter log is noticed. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  consistencyPathFromTiles,
  formatVerifierKey,
  openCheckpoint,
  type ReadTile,
  signCheckpoint,
  type TreeHead,
  type VerifierKey,
  verifierKeyOf,
  verifyConsistency,
  verifyEd25519ByWebCrypto,
} from "@warbler/transparency";
import type { Kernel } from "../../kernel/kernel.ts";
import { openSigningKey, readIfThere, writeWhole } from "../../kernel/keys/signing-key.ts";
import { nodeHasher } from "../../kernel/log/hasher.ts";
import { storedTiles } from "../../kernel/log/stored-tiles.ts";

export interface LogSigner {
  readonly origin: string;
  readonly verifierKey: string;
  /**
   * A signed note, with the head it signs: over the log as committed at most 200 ms ago, and over at least `minSize`
   * entries, which the caller knows to be committed.
   */
  checkpoint(minSize?: number): Promise<SignedHead>;
}
export interface SignedHead {
  readonly note: string;
  readonly head: TreeHead;
}

type Deps = Pick<Kernel, "vault" | "logHead" | "clock" | "reader">;
/** A log that grows with every group of messages is signed at most so often. */
const FRESH_MS = 200;

/** Opens the signer, making key and origin at first start; refuses a log shorter than what it once published. */
export async function openLogSigner(
  { vault, logHead, clock, reader }: Deps,
  settings: { readonly dataFolder: string; readonly publicHost: string },
): Promise<LogSigner> {
  const folder = join(settings.dataFolder, "audit");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const keyPath = join(folder, "log.key");
  const originPath = join(folder, "origin");
  const checkpointPath = join(folder, "checkpoint");

  const { publicKey, sign } = await openSigningKey(vault, keyPath, "log-signer");
  let origin = (await readIfThere(originPath))?.toString();
  if (origin === undefined) {
    // The host alone could be that of another installation one day; a piece of the key tells them apart.
    origin = `${settings.publicHost}/audit/${Buffer.from(publicKey.subarray(0, 4)).toString("hex")}`;
    await writeWhole(originPath, origin);
  }
  const key: VerifierKey = verifierKeyOf({ name: origin, publicKey }, nodeHasher);

  const published = (await readIfThere(checkpointPath))?.toString();
  if (published !== undefined) {
    const readTile = storedTiles(reader);
    await refuseRewritten(published, { key, head: logHead(), readTile, path: checkpointPath });
  }

  const signNow = async (): Promise<SignedHead> => {
    const head = logHead();
    if (last !== undefined && last.head.size === head.size) {
      signedAtMs = clock.nowMs();
      return last;
    }
    const note = await signCheckpoint(head, key, sign);
    // On disk before anyone sees it: what was published must never be forgotten.
    await writeWhole(checkpointPath, note);
    signedAtMs = clock.nowMs();
    last = { note, head };
    return last;
  };
  let last: SignedHead | undefined;
  let signedAtMs = 0;
  let signing: Promise<SignedHead> | undefined;
  return {
    origin,
    verifierKey: formatVerifierKey(key),
    checkpoint: async (minSize = 0) => {
      const isFresh = clock.nowMs() - signedAtMs < FRESH_MS;
      if (last !== undefined && isFresh && last.head.size >= minSize) return last;
      for (;;) {
        // One at a time: a slower, older one must not replace a newer one on disk.
        signing ??= signNow().finally(() => {
          signing = undefined;
        });
        const signed = await signing;
        if (signed.head.size >= minSize) return signed;
        if (logHead().size < minSize) throw new Error(`the log has ${logHead().size} entries, expected ${minSize}`);
      }
    },
  };
}

/** The log must still begin with what was published. */
async function refuseRewritten(
  note: string,
  log: { readonly key: VerifierKey; readonly head: TreeHead; readonly readTile: ReadTile; readonly path: string },
): Promise<void> {
  const opened = await openCheckpoint(note, log.key, verifyEd25519ByWebCrypto);
  if (!opened.ok) throw new Error(`the published checkpoint in ${log.path} is not signed by this log's key`);
  if (!(await isPrefix(opened.value, log)))
    throw new Error(
      `the audit log has ${log.head.size} entries, but a checkpoint over ${opened.value.size} other ones was published: entries were lost or replaced. To serve all the same, move ${log.path} away; clients that saw it will raise an alarm.`,
    );
}

async function isPrefix(
  published: TreeHead,
  { head, readTile }: { readonly head: TreeHead; readonly readTile: ReadTile },
): Promise<boolean> {
  if (published.size > head.size) return false;
  if (published.size === head.size) return Buffer.compare(published.root, head.root) === 0;
  if (published.size === 0) return true;
  const source = { treeSize: head.size, readTile, hasher: nodeHasher };
  const path = await consistencyPathFromTiles(published.size, source);
  if (!path.ok) return false;
  const sizes = { oldSize: published.size, newSize: head.size };
  const claim = { ...sizes, oldRoot: published.root, newRoot: head.root, path: path.value };
  return verifyConsistency(claim, nodeHasher);
}
