import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fastify from "fastify";
import { afterAll, expect, test } from "vitest";
import { mountWebClient } from "./web-client.ts";

const undo = new AsyncDisposableStack();
afterAll(() => undo[Symbol.asyncDispose]());

async function mounted(files: readonly object[]) {
  const folder = await mkdtemp(join(tmpdir(), "warbler-web-client-"));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  for (const name of ["index.html", "start-a1b2.js", "icon.svg", "outside.txt"])
    await writeFile(join(folder, name), name);
  await writeFile(join(folder, "files.json"), JSON.stringify({ pages: ["/", "/rooms/*"], files }));
  const app = fastify();
  undo.defer(() => app.close());
  return { app, isMounted: await mountWebClient(app, folder) };
}
const file = (path: string, type: string, immutable: boolean) => ({ path, type, immutable, brotli: false });

test("pages are asked for anew, what is named after its content never, and an icon once an hour", async () => {
  const { app, isMounted } = await mounted([
    file("/index.html", "text/html; charset=utf-8", false),
    file("/start-a1b2.js", "text/javascript; charset=utf-8", true),
    file("/icon.svg", "image/svg+xml", false),
  ]);
  expect(isMounted).toBe(true);
  const cacheControlOf = async (url: string) => (await app.inject(url)).headers["cache-control"];
  expect(await cacheControlOf("/")).toBe("no-cache");
  expect(await cacheControlOf("/rooms/any")).toBe("no-cache");
  expect(await cacheControlOf("/start-a1b2.js")).toBe("public, max-age=31536000, immutable");
  expect(await cacheControlOf("/icon.svg")).toBe("public, max-age=3600");
});

test("what the manifest does not name is not there, and a manifest that leads elsewhere is refused", async () => {
  const { app } = await mounted([file("/icon.svg", "image/svg+xml", false)]);
  expect((await app.inject("/outside.txt")).statusCode).toBe(404);
  expect((await app.inject("/..%2foutside.txt")).statusCode).toBe(404);
  await expect(mounted([file("/../icon.svg", "image/svg+xml", false)])).rejects.toThrow();
});

test("where no client was built nothing is mounted", async () => {
  expect(await mountWebClient(fastify(), join(tmpdir(), "no client is here"))).toBe(false);
});
