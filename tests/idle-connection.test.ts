/** A server that ends an idle connection at the moment at which it is taken up again, as any server does some day. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import { join } from "node:path";
import { nodePlatform } from "@warbler/sdk/node";
import { openWorld } from "@warbler/testkit";
import { afterAll, beforeEach, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const [cert, key] = await Promise.all(
  ["server.pem", "server.key"].map((name) => readFile(join(world.folder, "tls", name), "utf8")),
);
const asked: string[] = [];
const used = new WeakSet<object>();
const server = createServer({ cert, key }, (request, answer) => {
  asked.push(String(request.method));
  if (used.has(request.socket)) request.socket.destroy();
  used.add(request.socket);
  answer.end("here");
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
afterAll(() => server.close());
const address = server.address();
const url = `https://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`;
const { fetch } = nodePlatform({ ca: world.ca });

beforeEach(async () => {
  asked.length = 0;
  await (await fetch(url, { method: "GET" })).text();
});

test("what only reads is asked anew over a connection of its own", async () => {
  expect(await (await fetch(url, { method: "GET" })).text()).toBe("here");
  expect(asked).toEqual(["GET", "GET", "GET"]);
});

test("what changes something is not sent twice: it may have been done", async () => {
  await expect(fetch(url, { method: "POST", body: "{}" })).rejects.toThrow("socket hang up");
  expect(asked.filter((method) => method === "POST")).toEqual(["POST"]);
});
