/** Where the root key lives. A custodian hands the 32 bytes to the server at start and to nobody else. */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { hashRaw } from "@node-rs/argon2";
import { open as openSealed, ROOT_KEY_BYTES, type RootKey, rootKeyFromBytes, type Secret, seal, sealingKeyFromBytes, wipe } from "@warbler/crypto";

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
      if (bytes.length !== ROOT_KEY_BYTES) throw new Error(`a root key file has ${ROOT_KEY_BYTES} bytes, ${path} has ${bytes.length}`);
      const key = rootKeyFromBytes(bytes);
      wipe(bytes);
      return key;
    },
  };
}

// RFC 9106 §4, second recommended option: 64 MiB, three passes, four lanes.
const ARGON2 = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 4, outputLen: 32, algorithm: 2 } as const;
const SALT_BYTES = 16;
const PLACE = { table: "custodian", column: "root-key", rowId: "passphrase", keyId: "passphrase/argon2id-m65536-t3-p4" } as const;

/** The root key wrapped under a passphrase: salt (16) ‖ seal under Argon2id (RFC 9106). The passphrase comes by environment or prompt. */
export function passphraseCustodian(path: string, passphrase: Secret<string>): Custodian {
  const wrappingKey = async (salt: Uint8Array) => sealingKeyFromBytes(await hashRaw(passphrase.reveal(), { ...ARGON2, salt: Buffer.from(salt) }));
  return {
    rootKey: async () => {
      const file = await readIfThere(path);
      if (file === undefined) {
        const salt = randomBytes(SALT_BYTES);
        const bytes = randomBytes(ROOT_KEY_BYTES);
        await writeNew(path, Buffer.concat([salt, seal(await wrappingKey(salt), PLACE, bytes)]));
        const key = rootKeyFromBytes(bytes);
        wipe(bytes);
        return key;
      }
      const bytes = openSealed(await wrappingKey(file.subarray(0, SALT_BYTES)), PLACE, file.subarray(SALT_BYTES));
      if (bytes === undefined) throw new Error("the passphrase does not open the root key");
      const key = rootKeyFromBytes(bytes);
      wipe(bytes);
      return key;
    },
  };
}
