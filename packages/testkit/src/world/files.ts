/** What lies in the server's folder, as somebody who copied the disk would see it. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Names of the files under `folder`, and which of them hold one of `words` as it is, each as `file: word`. */
export async function searchFiles(
  folder: string,
  words: readonly (string | Buffer)[],
): Promise<{ readonly read: readonly string[]; readonly found: readonly string[] }> {
  const read: string[] = [];
  const found: string[] = [];
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = await readFile(join(file.parentPath, file.name)).catch(() => undefined);
    // A journal may go while one looks.
    if (bytes === undefined) continue;
    read.push(file.name);
    for (const word of words) if (bytes.includes(word)) found.push(`${file.name}: ${String(word)}`);
  }
  return { read, found };
}
