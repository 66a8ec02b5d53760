import { createHash } from "node:crypto";
import { once } from "node:events";
import { request } from "node:https";
import { connect } from "node:tls";
import { API, type ApiName, type Endpoint, newId } from "@warbler/protocol";
import { zhDetail } from "@warbler/sdk/zh";
import { openWorld, pathOf, saying, sending } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";
import { ZodMiniObject } from "zod/mini";

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

test("whatever a route finds wrong with a body can be said in Chinese", async () => {
  const said = new Set<string>();
  for (const { name, method, body: schema, dialect } of routes) {
    if (schema === undefined || method === "GET" || dialect === "scim") continue;
    const known = Object.keys(schema instanceof ZodMiniObject ? schema.shape : {});
    const wrong = [null, -1, "", "x".repeat(20_000), [], {}, true];
    const bodies = [[], null, { canary: 1 }, ...wrong.map((one) => Object.fromEntries(known.map((key) => [key, one])))];
    for (const body of bodies) {
      const answer = await raw.http(method, pathOf(name, { room }), { token: owner.token, body: JSON.stringify(body) });
      if (answer.code !== "bad-request" || answer.body.detail === undefined) continue;
      said.add(answer.body.detail.replace(/.*: /, ""));
      expect(zhDetail(answer.body.detail), `${name}: ${answer.body.detail}`).toMatch(/\p{Script=Han}/u);
    }
  }
  expect([...said]).toEqual(expect.arrayContaining(["invalid_type", "too_small", "too_big", "unrecognized_keys"]));
});

test("a session token that is made up, malformed or in the URL opens nothing", async () => {
  for (const token of ["A".repeat(43), "x", `${owner.token}x`])
    expect(await raw.http("GET", "/api/me", { token })).toMatchObject({ status: 401, code: "signed-out" });
  expect(await raw.http("GET", `/api/me?token=${owner.token}`)).toMatchObject({ status: 401 });
});

test("nothing large is read for nobody: they are refused before they send it", async () => {
  const gone = await raw.join("gone");
  await gone.call("signOut");
  for (const name of [
    "commitToGroup",
    "resetGroup",
    "importHistory",
    "putChunk",
    "putTransfer",
    "storeKeyPackages",
  ] as const)
    for (const token of [undefined, gone.token, `wbt_${gone.token}`]) {
      const asked = request(`${world.url}${pathOf(name, { room })}`, {
        ca: world.ca,
        agent: false,
        method: API[name].method,
        headers: {
          "content-type": "application/octet-stream",
          "content-length": 1_000_000,
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
      });
      asked.on("error", () => undefined);
      asked.flushHeaders();
      const [answer] = await once(asked, "response");
      expect(answer.statusCode, name).toBe(401);
      asked.destroy();
    }
});

test("requests that come before the ones before them are answered end the connection", async () => {
  const { hostname, port } = new URL(world.url);
  const answered = async (requests: number) => {
    const line = connect({ host: hostname, port: Number(port), ca: world.ca });
    line.on("error", () => undefined);
    let got = "";
    line.on("data", (data: Buffer) => {
      got += data.toString();
    });
    const one = (last: boolean) =>
      `GET /api/me HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${owner.token}\r\n${last ? "Connection: close\r\n" : ""}\r\n`;
    line.write(Array.from({ length: requests }, (_, at) => one(at === requests - 1)).join(""));
    await once(line, "close");
    return got.split("HTTP/1.1 200").length - 1;
  };
  expect(await answered(4)).toBe(4);
  expect(await answered(40)).toBeLessThan(40);
});

test("an address asked by a method that it does not answer says which it does", async () => {
  for (const [method, path, allow] of [
    ["POST", "/api/rooms/x/members/y", "DELETE, PATCH"],
    ["DELETE", "/api/rooms?x=1", "POST, GET"],
    ["OPTIONS", "/api/me/status", "PUT"],
  ] as const) {
    const answer = await raw.http(method, path);
    expect(answer, path).toMatchObject({ status: 405, code: "method-not-allowed" });
    expect(answer.headers["allow"]?.split(", ").toSorted(), path).toEqual(allow.split(", ").toSorted());
  }
});

test("every answer tells browsers to come by TLS alone, whatever it says", async () => {
  const answers = await Promise.all([
    raw.http("GET", "/"),
    raw.http("GET", "/api/nothing"),
    raw.http("GET", "/api/rooms"),
    raw.http("GET", "/api/rooms", { token: owner.token }),
    raw.http("GET", "/audit/checkpoint"),
  ]);
  for (const { headers } of answers)
    expect(headers["strict-transport-security"]).toBe("max-age=63072000; includeSubDomains");
});

test("of a session's token the disk holds nothing but its hash", async () => {
  const token = Buffer.from(owner.token, "base64url");
  const digest = createHash("sha256").update(token).digest();
  const { found } = await world.filesHolding([digest]);
  expect(found.length).toBeGreaterThan(0);
  expect(await world.filesHolding([token, owner.token, token.toString("hex")])).toMatchObject({ found: [] });
});

test("an address that is not there is a refusal in words, with the static headers", async () => {
  expect(await raw.http("GET", "/nothing/here")).toMatchObject({ status: 404, code: "not-found" });
  expect(await raw.http("TRACE", "/api/me", { token: owner.token })).toMatchObject({ status: 405 });
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
