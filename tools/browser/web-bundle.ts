// What the built web client costs before somebody can read and write: the files that its document names, and the engine.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../command.ts";
import { freshenWebClient } from "../web-client.mjs";

const DIST = join(root, "apps/web/dist");

/** Paths below the client's folder. Builds the client first where it is missing or stale. */
export async function initialFiles(extension: "js" | "css"): Promise<readonly string[]> {
  freshenWebClient(root, process.execPath);
  const html = await readFile(join(DIST, "index.html"), "utf8");
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path ?? "");
  const workers = (await readdir(join(DIST, "assets"))).filter((name) => /^worker-.*\.js$/.test(name));
  return [...named, ...workers.map((name) => `assets/${name}`)].filter((path) => path.endsWith(`.${extension}`));
}

export async function brotliBytes(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(join(DIST, `${path}.br`))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
