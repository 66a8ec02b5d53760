/** Where the chunks of files are kept. They are ciphertext made by clients. */
import { mkdir, open, readFile, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Keys are made of ids and numbers. When `put` resolves, the bytes survive a crash of the machine. */
export interface BlobStore {
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  /** Takes it away for good, as far as the store does that; one that is not there is no failure. */
  remove(key: string): Promise<void>;
}

const KEY = /^[A-Za-z0-9_-]{22}\/[A-Za-z0-9_-]{22}\/\d{1,9}$/;

/** Files in a folder: written apart, synced, then renamed, so that a half-written chunk never has its name. */
export function folderStore(root: string): BlobStore {
  const pathOf = (key: string) => {
    if (!KEY.test(key)) throw new Error("a blob key is made of ids and a number");
    return join(root, key);
  };
  return {
    put: async (key, bytes) => {
      const path = pathOf(key);
      const folder = dirname(path);
      const firstMade = await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = await open(`${path}.new`, "w", 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
      // A name is durable only when its folder is: the chunk's own, and those of the folders made for it.
      const topmost = firstMade === undefined ? folder : dirname(firstMade);
      for (let at = folder; ; at = dirname(at)) {
        await syncFolder(at);
        if (at === topmost) break;
      }
    },
    get: async (key) => {
      try {
        return await readFile(pathOf(key));
      } catch (cause) {
        if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
        throw cause;
      }
    },
    remove: async (key) => {
      const path = pathOf(key);
      await rm(path, { force: true });
      await rm(`${path}.new`, { force: true });
      // The folders of the file and of its room go with the last that was in them.
      for (const folder of [dirname(path), dirname(dirname(path))]) if (!(await removedEmpty(folder))) return;
    },
  };
}

async function removedEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOTEMPTY" || code === "EEXIST" || code === "ENOENT") return code === "ENOENT";
    throw cause;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
