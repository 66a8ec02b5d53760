/**
 * Notices that the files of one's own certificate changed. By looking at them again and again: they are replaced by renames,
 * by links to a folder that changes, and on file systems that tell nobody, and all of these look the same from here.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

interface CertificateFiles {
  readonly certPath: string;
  readonly keyPath: string;
}

/** Says whether the files hold something else than when it was last asked; not while one of them is missing. */
export function certificateWatch({ certPath, keyPath }: CertificateFiles): () => Promise<boolean> {
  let last: string | undefined;
  return async () => {
    const now = await digestOf([certPath, keyPath]);
    if (now === undefined || now === last) return false;
    const isFirst = last === undefined;
    last = now;
    return !isFirst;
  };
}

async function digestOf(paths: readonly string[]): Promise<string | undefined> {
  const hash = createHash("sha256");
  for (const path of paths) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) return undefined;
    hash.update(createHash("sha256").update(bytes).digest());
  }
  return hash.digest("hex");
}
