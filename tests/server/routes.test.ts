import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { API, type ApiName, type Endpoint, newId } from "@warbler/protocol";
import { afterAll, expect, test } from "vitest";
import { pathOf, saying, sending, startWorld } from "./raw-client.ts";

const world = await startWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { owner } = world;
const routes = Object.entries<Endpoint>(API).map(([name, endpoint]) => ({ name: name as ApiName, ...endpoint }));
const room = String(newId());
await owner.call("createRoom", {}, { id: room, kind: "group", name: "room" } as never);

test("an id that is not canonical is the id of nothing", async () => {
  for (const { name, method, path, bytes } of routes)
    for (const [param] of path.matchAll(/:(\w+)/g))
      for (const bad of ["x", `${"A".repeat(21)}B`, "%00", "..%2f..", "A".repeat(500), "%zz"]) {
        const url = pathOf(name, { room, [param.slice(1)]: bad });
        const body = bytes === "request" ? new Uint8Array(8) : method === "GET" ? undefined : {};
        const answer = await world.http(method, url, { token: owner.token, ...(body !== undefined && { body }) });
        expect(answer, `${method} ${url}`).toMatchObject({ status: 404, code: "not-found" });
      }
});

test("a body that is no JSON, no object, of the wrong fields, or polluted is refused without being quoted", async () => {
  for (const { name, method, body: schema } of routes) {
    if (schema === undefined || method === "GET") continue;
    for (const body of ["{", "[]", "null", '"canary"', '{"canary":1}', '{"__proto__":{"canary":1}}']) {
      const answer = await world.http(method, pathOf(name, { room }), { token: owner.token, body });
      // Every field of a PATCH may be left out, but none may be made up.
      expect(answer, `${name} ${body}`).toMatchObject({ status: 400, code: "bad-request" });
      expect(answer.text).not.toContain("canary");
    }
  }
});

test("a session token that is made up, malformed or in the URL opens nothing", async () => {
  for (const token of ["A".repeat(43), "x", `${owner.token}x`])
    expect(await world.http("GET", "/api/me", { token })).toMatchObject({ status: 401, code: "signed-out" });
  expect(await world.http("GET", `/api/me?token=${owner.token}`)).toMatchObject({ status: 401 });
});

test("an address that is not there is a refusal in words, with the static headers", async () => {
  expect(await world.http("GET", "/nothing/here")).toMatchObject({ status: 404, code: "not-found" });
  expect(await world.http("TRACE", "/api/me", { token: owner.token })).toMatchObject({ status: 404 });
});

test("no file, the write-ahead log included, holds a name, a handle, a room, a message or a password", async () => {
  const [handle, words] = ["canaryhandle", "canary words in a room"];
  const carol = await world.join(handle);
  const secret = String(newId());
  await carol.call("createRoom", {}, { id: secret, kind: "group", name: words, topic: words } as never);
  const socket = await carol.connect();
  const message = String(newId());
  await socket.ask(saying(secret, words, message));
  await socket.ask(sending(secret, { case: "edit", value: { target: message, message: { text: `${words} edited` } } }));
  const names: string[] = [];
  for (const file of await readdir(world.folder, { recursive: true, withFileTypes: true }))
    if (file.isFile()) {
      names.push(file.name);
      const bytes = await readFile(join(file.parentPath, file.name));
      for (const word of ["canary", "a long enough passphrase", carol.token])
        expect(bytes.includes(word), `${file.name} holds ${word}`).toBe(false);
    }
  expect(names).toContain("records.db-wal");
});
