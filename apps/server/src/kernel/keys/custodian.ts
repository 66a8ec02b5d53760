/** Where the root key lives. A custodian hands the 32 bytes to the server at start and to nobody else. */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { hashRaw } from "@node-rs/argon2";
import {
  type Argon2id,
  DEFAULT_ARGON2,
  ROOT_KEY_BYTES,
  type RootKey,
  rootKeyFromBytes,
  type Secret,
  unwrapRootKey,
  wipe,
  wrapRootKey,
} from "@warbler/crypto";

export interface Custodian {
  /** The root key, made at the first call. Throws a sentence for the operator when it cannot be had. */
  rootKey(): Promise<RootKey>;
}

/** Writes a new file that only its owner can read, durably; refuses to replace one. */
async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new Error(`the root key file cannot be read: ${path}`, { cause });
  }
}

/** The root key in a file of 32 bytes that only the server's user may read. */
export function fileCustodian(path: string): Custodian {
  return {
    rootKey: async () => {
      let bytes = await readIfThere(path);
      if (bytes === undefined) {
        bytes = randomBytes(ROOT_KEY_BYTES);
        await writeNew(path, bytes);
      }
      if (bytes.length !== ROOT_KEY_BYTES)
        throw new Error(`a root key file has ${ROOT_KEY_BYTES} bytes, ${path} has ${bytes.length}`);
      return takeRootKey(bytes);
    },
  };
}

// Argon2id, version 0x13; 2 and 1 are the library's numbers for them.
const argon2id: Argon2id = (passphrase, salt, cost) =>
  hashRaw(passphrase.reveal(), {
    algorithm: 2,
    version: 1,
    salt: Buffer.from(salt),
    memoryCost: cost.memoryKiB,
    timeCost: cost.passes,
    parallelism: cost.lanes,
    outputLen: 32,
  });

/** The root key wrapped under a passphrase (docs/spec/at-rest.md). The passphrase comes by environment or prompt. */
export function passphraseCustodian(path: string, passphrase: Secret<string>): Custodian {
  return {
    rootKey: async () => {
      const file = await readIfThere(path);
      if (file === undefined) {
        const bytes = randomBytes(ROOT_KEY_BYTES);
        await writeNew(path, await wrapRootKey({ rootKey: bytes, passphrase, cost: DEFAULT_ARGON2, argon2id }));
        return takeRootKey(bytes);
      }
      const opened = await unwrapRootKey({ file, passphrase, argon2id });
      if (opened === undefined) throw new Error(`the passphrase does not open the root key in ${path}`);
      return takeRootKey(opened.reveal());
    },
  };
}

function takeRootKey(bytes: Uint8Array): RootKey {
  const key = rootKeyFromBytes(bytes);
  wipe(bytes);
  return key;
}
