/**
 * The identity log's head and its signed checkpoints. What was once published is kept in a file, so that a log that lost
 * entries, or has other ones, is not served.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  EMPTY_FRONTIER,
  type Frontier,
  formatCheckpoint,
  formatVerifierKey,
  headOf,
  openCheckpoint,
  signNote,
  verifierKeyOf,
  verifyEd25519ByWebCrypto,
  withLeaf,
} from "@warbler/transparency";
import type { Kernel } from "../../kernel/kernel.ts";
import { openSigningKey, readIfThere, writeWhole } from "../../kernel/keys/signing-key.ts";
import { nodeHasher } from "../../kernel/log/hasher.ts";
import { identityStore } from "./store.ts";

/** A checkpoint without new entries is signed anew after this time: clients refuse one that is a day old. */
const SIGNED_ANEW_MS = 60_000;

export type IdentityLog = Awaited<ReturnType<typeof openIdentityLog>>;

export async function openIdentityLog(
  { vault, clock, reader }: Pick<Kernel, "vault" | "clock" | "reader">,
  settings: { readonly dataFolder: string; readonly publicHost: string },
) {
  const store = identityStore(reader);
  const folder = join(settings.dataFolder, "identity");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { publicKey, sign } = await openSigningKey(vault, join(folder, "log.key"), "identity-log");
  const originPath = join(folder, "origin");
  let origin = (await readIfThere(originPath))?.toString();
  if (origin === undefined) {
    // A piece of the key tells this installation from another one on the same host.
    origin = `${settings.publicHost}/identity/${Buffer.from(publicKey.subarray(0, 4)).toString("hex")}`;
    await writeWhole(originPath, origin);
  }
  const key = verifierKeyOf({ name: origin, publicKey }, nodeHasher);
  const checkpointPath = join(folder, "checkpoint");

  let frontier: Frontier = EMPTY_FRONTIER;
  const published = await openPublished(checkpointPath);
  let isPublishedSeen = published === undefined || published.size === 0;
  const grow = (leafHash: Uint8Array) => {
    frontier = withLeaf(frontier, leafHash, nodeHasher);
    if (published !== undefined && frontier.size === published.size)
      isPublishedSeen = Buffer.compare(headOf(frontier, nodeHasher).root, published.root) === 0;
  };
  /** Takes up what the store holds beyond what is known here. */
  const catchUp = async () => {
    for (const leafHash of await store.leafHashes(frontier.size)) grow(leafHash);
  };
  await catchUp();
  if (!isPublishedSeen)
    throw new Error(
      `the identity log has ${frontier.size} entries, but a checkpoint over ${published?.size} other ones was published: entries were lost or replaced. To serve all the same, move ${checkpointPath} away; clients that saw it will raise an alarm.`,
    );

  async function openPublished(path: string) {
    const note = (await readIfThere(path))?.toString();
    if (note === undefined) return undefined;
    const opened = await openCheckpoint(note, key, verifyEd25519ByWebCrypto);
    if (!opened.ok) throw new Error(`the published checkpoint in ${path} is not signed by the identity log's key`);
    return opened.value;
  }

  type Signed = { readonly note: string; readonly size: number; readonly signedAtMs: number };
  let last: Signed | undefined;
  let signing: Promise<Signed> | undefined;
  const signNow = async (): Promise<Signed> => {
    const head = headOf(frontier, nodeHasher);
    const signedAtMs = clock.nowMs();
    const extensions = [`timestamp ${Math.floor(signedAtMs / 1000)}`];
    const text = formatCheckpoint({ origin: key.name, ...head, extensions });
    const note = await signNote(text, key, sign);
    // On disk before anyone sees it, and only when it says more than the one that is there.
    if (last?.size !== head.size) await writeWhole(checkpointPath, note);
    last = { note, size: head.size, signedAtMs };
    return last;
  };

  return {
    origin,
    verifierKey: formatVerifierKey(key),
    size: () => frontier.size,
    catchUp,
    async checkpoint(): Promise<string> {
      const isFresh =
        last !== undefined && last.size === frontier.size && clock.nowMs() - last.signedAtMs < SIGNED_ANEW_MS;
      if (isFresh && last !== undefined) return last.note;
      const asked = frontier.size;
      for (;;) {
        signing ??= signNow().finally(() => {
          signing = undefined;
        });
        const { note, size } = await signing;
        // What was being signed when one asked may lack what was posted just before.
        if (size >= asked) return note;
      }
    },
  };
}
