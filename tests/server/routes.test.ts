import { API, type ApiName, type Endpoint, newId } from "@warbler/protocol";
import { openWorld, pathOf, saying, sending } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const { owner } = raw;
const routes = Object.entries<Endpoint>(API).map(([name, endpoint]) => ({ name: name as ApiName, ...endpoint }));
const room = String(newId());
await owner.call("createRoom", {}, { id: room, kind: "group", name: "room" } as never);

test("an id that is not canonical is the id of nothing", async () => {
  for (const { name, method, path, bytes } of routes)
    for (const [param] of path.matchAll(/:(\w+)/g))
      for (const bad of ["x", `${"A".repeat(21)}B`, "%00", "..%2f..", "A".repeat(500), "%zz"]) {
        const url = pathOf(name, { room, [param.slice(1)]: bad });
        const body = bytes === "request" ? new Uint8Array(8) : method === "GET" ? undefined : {};
        const answer = await raw.http(method, url, { token: owner.token, ...(body !== undefined && { body }) });
        expect(answer, `${method} ${url}`).toMatchObject({ status: 404, code: "not-found" });
      }
});

test("a body that is no JSON, no object, of the wrong fields, or polluted is refused without being quoted", async () => {
  for (const { name, method, body: schema } of routes) {
    if (schema === undefined || method === "GET") continue;
    for (const body of ["{", "[]", "null", '"canary"', '{"canary":1}', '{"__proto__":{"canary":1}}']) {
      const answer = await raw.http(method, pathOf(name, { room }), { token: owner.token, body });
      // Every field of a PATCH may be left out, but none may be made up.
      expect(answer, `${name} ${body}`).toMatchObject({ status: 400, code: "bad-request" });
      expect(answer.text).not.toContain("canary");
    }
  }
});

test("a session token that is made up, malformed or in the URL opens nothing", async () => {
  for (const token of ["A".repeat(43), "x", `${owner.token}x`])
    expect(await raw.http("GET", "/api/me", { token })).toMatchObject({ status: 401, code: "signed-out" });
  expect(await raw.http("GET", `/api/me?token=${owner.token}`)).toMatchObject({ status: 401 });
});

test("an address that is not there is a refusal in words, with the static headers", async () => {
  expect(await raw.http("GET", "/nothing/here")).toMatchObject({ status: 404, code: "not-found" });
  expect(await raw.http("TRACE", "/api/me", { token: owner.token })).toMatchObject({ status: 404 });
});

test("no file, the write-ahead log included, holds a name, a handle, a room, a message or a password", async () => {
  const [handle, words] = ["canaryhandle", "canary words in a room"];
  const carol = await raw.join(handle);
  const secret = String(newId());
  await carol.call("createRoom", {}, { id: secret, kind: "group", name: words, topic: words } as never);
  const socket = await carol.connect();
  const message = String(newId());
  await socket.ask(saying(secret, words, message));
  await socket.ask(sending(secret, { case: "edit", value: { target: message, message: { text: `${words} edited` } } }));
  const { read, found } = await world.filesHolding(["canary", "a long enough passphrase", carol.token]);
  expect(found).toEqual([]);
  expect(read).toContain("records.db-wal");
});
