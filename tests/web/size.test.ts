/** What the chat route costs before somebody can read and write. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../tools/command.ts";
import { freshenWebClient } from "../../tools/web-client.mjs";

const DIST = join(root, "apps/web/dist");
const KIB = 1024;

async function brotliBytes(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(join(DIST, `${path}.br`))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** What the document names, and the engine's worker. */
async function initialFiles(extension: "js" | "css"): Promise<readonly string[]> {
  freshenWebClient(root, process.execPath);
  const html = await readFile(join(DIST, "index.html"), "utf8");
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path ?? "");
  const workers = (await readdir(join(DIST, "assets"))).filter((name) => /^worker-.*\.js$/.test(name));
  return [...named, ...workers.map((name) => `assets/${name}`)].filter((path) => path.endsWith(`.${extension}`));
}

test("the scripts of the chat route are at most 180 KB of brotli, the engine included", async () => {
  const files = await initialFiles("js");
  expect(files.join(" ")).toMatch(/index-.* assets\/worker-/);
  expect(await brotliBytes(files)).toBeLessThanOrEqual(180 * KIB);
});

test("its styles are at most 15 KB", async () => {
  expect(await brotliBytes(await initialFiles("css"))).toBeLessThanOrEqual(15 * KIB);
});
