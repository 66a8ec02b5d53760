/** Ed25519 keys with which the server signs: made at first start, each in a file of its own, sealed under the keyring. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { open, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Vault } from "./vault.ts";

export interface SigningKey {
  /** 32 bytes (RFC 8032 §5.1.5). */
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

const SPKI_PREFIX_BYTES = 12;

/** `name` binds the seal, so that one key's file cannot be put in place of another's. The folder must be there. */
export async function openSigningKey(
  vault: Pick<Vault, "sealFile" | "openFile">,
  path: string,
  name: string,
): Promise<SigningKey> {
  const place = { table: name, column: "key", rowId: "1" };
  let sealed: Uint8Array | undefined = await readIfThere(path);
  if (sealed === undefined) {
    const pkcs8 = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "der" });
    sealed = vault.sealFile(place, pkcs8);
    await writeWhole(path, sealed);
  }
  const key = Buffer.from(vault.openFile(place, sealed));
  const privateKey = createPrivateKey({ key, type: "pkcs8", format: "der" });
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" }).subarray(SPKI_PREFIX_BYTES);
  return { publicKey, sign: (message) => sign(null, message, privateKey) };
}

/** The file's bytes, or undefined when there is no such file. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new Error(`cannot read ${path}`, { cause });
  }
}

/** Replaces a file as a whole; durable when it returns. */
export async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.new`, bytes, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  // The name is durable only when its folder is.
  await using folder = await open(dirname(path), "r");
  await folder.sync();
}
