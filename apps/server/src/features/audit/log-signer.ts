/** The log's signing key and its signed checkpoints. The newest checkpoint is kept in a file, so that a shorter log is noticed. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  formatVerifierKey,
  openCheckpoint,
  signCheckpoint,
  type TreeHead,
  type VerifierKey,
  verifierKeyOf,
  verifyEd25519ByWebCrypto,
} from "@warbler/transparency";
import type { Kernel } from "../../kernel/kernel.ts";
import { nodeHasher } from "../../kernel/log/hasher.ts";

export interface LogSigner {
  readonly origin: string;
  readonly verifierKey: string;
  /** A signed note over the log as last committed, with the head it signs. */
  checkpoint(): Promise<{ readonly note: string; readonly head: TreeHead }>;
}

type Deps = Pick<Kernel, "vault" | "logHead">;
const PLACE = { table: "log-signer", column: "key", rowId: "1" } as const;
const SPKI_PREFIX_BYTES = 12;

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new Error(`cannot read ${path}`, { cause });
  }
}

async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.new`, bytes, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}

/** Opens the signer, making key and origin at first start; refuses a log shorter than what it once published. */
export async function openLogSigner(
  { vault, logHead }: Deps,
  settings: { readonly dataFolder: string; readonly publicHost: string },
): Promise<LogSigner> {
  const folder = join(settings.dataFolder, "audit");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const keyPath = join(folder, "log.key");
  const originPath = join(folder, "origin");
  const checkpointPath = join(folder, "checkpoint");

  let sealedKey: Uint8Array | undefined = await readIfThere(keyPath);
  if (sealedKey === undefined) {
    const pkcs8 = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "der" });
    sealedKey = vault.sealForAudit(PLACE, pkcs8);
    await writeWhole(keyPath, sealedKey);
  }
  const privateKey = createPrivateKey({
    key: Buffer.from(vault.openForAudit(PLACE, sealedKey)),
    type: "pkcs8",
    format: "der",
  });
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" }).subarray(SPKI_PREFIX_BYTES);
  let origin = (await readIfThere(originPath))?.toString();
  if (origin === undefined) {
    // The host alone could be that of another installation one day; a piece of the key tells them apart.
    origin = `${settings.publicHost}/audit/${publicKey.subarray(0, 4).toString("hex")}`;
    await writeWhole(originPath, origin);
  }
  const key: VerifierKey = verifierKeyOf({ name: origin, publicKey }, nodeHasher);

  const published = (await readIfThere(checkpointPath))?.toString();
  if (published !== undefined) await refuseShorter(published, key, logHead(), checkpointPath);

  let last: { readonly note: string; readonly head: TreeHead } | undefined;
  return {
    origin,
    verifierKey: formatVerifierKey(key),
    checkpoint: async () => {
      const head = logHead();
      if (last !== undefined && last.head.size === head.size) return last;
      const note = await signCheckpoint(head, key, (message) => sign(null, message, privateKey));
      // On disk before anyone sees it: what was published must never be forgotten.
      await writeWhole(checkpointPath, note);
      last = { note, head };
      return last;
    },
  };
}

async function refuseShorter(note: string, key: VerifierKey, head: TreeHead, path: string): Promise<void> {
  const opened = await openCheckpoint(note, key, verifyEd25519ByWebCrypto);
  if (!opened.ok) throw new Error(`the published checkpoint in ${path} is not signed by this log's key`);
  const { size, root } = opened.value;
  const isSameButOther = size === head.size && Buffer.compare(root, head.root) !== 0;
  if (size > head.size || isSameButOther)
    throw new Error(
      `the audit log has ${head.size} entries, but a checkpoint over ${size} was published: entries were lost or replaced. To serve all the same, move ${path} away; clients that saw it will raise an alarm.`,
    );
}
