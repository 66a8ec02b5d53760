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

/** Scripts that one part adds, by the names of its files without their hash: they and what they load, now or later. */
export async function filesBehind(names: readonly string[]): Promise<readonly string[]> {
  const known = new Set(await initialFiles("js"));
  const all = (await readdir(join(DIST, "assets"))).filter((name) => name.endsWith(".js"));
  const found: string[] = [];
  const waiting = all.filter((name) => names.some((one) => name.replace(/-[\w-]{8}\.js$/, "") === one));
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const path = `assets/${name}`;
    if (known.has(path)) continue;
    known.add(path);
    found.push(path);
    const text = await readFile(join(DIST, path), "utf8");
    waiting.push(...all.filter((other) => text.includes(`./${other}`)));
  }
  return found;
}

export async function brotliBytes(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(join(DIST, `${path}.br`))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
