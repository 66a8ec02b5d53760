/** What the server as a whole promises to whoever reaches its port. */
import { once } from "node:events";
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { connect as tlsConnect } from "node:tls";
import { API, type ApiName, newId } from "@warbler/protocol";
import { connect, invitation, setUp } from "@warbler/sdk";
import { openWorld, PASSWORD, pathOf } from "@warbler/testkit";
import { postgres, rowsIn } from "@warbler/testkit/services";
import { afterAll, describe, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { ca, platform, raw, url } = world;
const port = Number(new URL(url).port);

const CANARY = "金丝雀 canary-51c9";
const account = (handle: string) => ({ handle, name: CANARY, password: PASSWORD, device: { name: CANARY } });
const owner = await world.owner();
const member = await world.join("member");
const room = await world.room([member], { name: `room ${CANARY}`, topic: CANARY });
const sent = await member.says(room, CANARY);

describe("transit", () => {
  test("plain HTTP is refused in words", async () => {
    const call = plainRequest({ host: "localhost", port, path: "/" });
    call.end();
    const [answer] = await once(call, "response");
    expect(answer.statusCode).toBe(426);
    answer.resume();
  });

  test("TLS 1.2 is refused, TLS 1.3 agrees on a hybrid post-quantum key", async () => {
    const old = tlsConnect({ port, host: "localhost", ca, maxVersion: "TLSv1.2" });
    await expect(once(old, "secureConnect")).rejects.toThrow();
    const now = tlsConnect({ port, host: "localhost", ca, ecdhCurve: "X25519MLKEM768" });
    await once(now, "secureConnect");
    expect(now.getProtocol()).toBe("TLSv1.3");
    now.destroy();
  });

  test("a page of another site cannot open the socket", async () => {
    const statusFrom = async (origin: string) => {
      const headers = {
        origin,
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
      };
      const call = secureRequest({ host: "localhost", port, path: "/api/sync", ca, headers });
      call.end();
      const [answer] = await Promise.race([once(call, "response"), once(call, "upgrade")]);
      answer.socket.destroy();
      return answer.statusCode;
    };
    expect(await statusFrom("https://evil.example")).toBe(403);
    expect(await statusFrom(url)).toBe(101);
  });
});

describe("who may", () => {
  const openToAnyone = new Set<ApiName>(
    [
      "health openapi localCa setUp acceptInvitation logKey checkpoint identityLogKey identityCheckpoint",
      "signIn proveSignIn askDevice askPasskey signInByPasskey security",
      "ssoChoices beginSsoSignIn ssoCallback signInBySso ssoLogout",
      "accessLink accessLinkWraps confirmAccessLink useAccessLink",
    ].flatMap((names) => names.split(" ")) as ApiName[],
  );

  test("every route but the open ones refuses who is not signed in", async () => {
    for (const [name, { method }] of Object.entries(API) as [ApiName, (typeof API)[ApiName]][]) {
      if (openToAnyone.has(name)) continue;
      const takesBytes = "bytes" in API[name] && API[name].bytes === "request";
      const body = method === "GET" ? {} : { body: takesBytes ? new Uint8Array(1) : {} };
      const answer = await raw.http(method, pathOf(name), body);
      expect(answer, name).toMatchObject({ status: 401, code: "signed-out" });
    }
  });

  test("an owner of the organisation cannot tell a room they are not in from one that is not", async () => {
    for (const rest of ["", "/members", "/readers", "/pins", `/proofs/${sent.seq}`]) {
      const of = (id: string) => raw.http("GET", `/api/rooms/${id}${rest}`, { token: raw.owner.token });
      const [foreign, unknown] = [await of(room.id), await of(newId())];
      expect(foreign).toMatchObject({ status: 404, code: "not-found" });
      expect(foreign.text).toBe(unknown.text);
    }
    expect((await owner.client.search(CANARY)).hits).toEqual([]);
    await expect(owner.client.search(CANARY, { in: room.id })).rejects.toMatchObject({ code: "not-found" });
  });

  test("a member cannot invite, import or read the audit log", async () => {
    const { token } = await raw.join("curious");
    for (const [path, body] of [
      ["/api/invitations", {}],
      ["/api/imports", { format: "slack", source: "x" }],
      ["/api/audit/query", { reason: "curiosity" }],
    ] as const)
      expect(await raw.http("POST", path, { token, body }), path).toMatchObject({ code: "forbidden" });
  });

  test("a used set-up link makes no second organisation, a used invitation no second person", async () => {
    const again = setUp(world.setUpLink, { organisation: "x", ...account("thief") });
    await expect(connect(url, { auth: again, platform })).rejects.toMatchObject({ code: "already-set-up" });
    const { link } = await owner.client.invite({});
    await (await connect(url, { auth: invitation(link, account("guest")), platform })).close();
    const twice = connect(url, { auth: invitation(link, account("thief")), platform });
    await expect(twice).rejects.toMatchObject({ code: "invitation-invalid" });
  });

  test("short and common passwords are refused by name", async () => {
    const { link } = await owner.client.invite({});
    const join = (password: string) =>
      connect(url, { auth: invitation(link, { ...account("new"), password }), platform });
    await expect(join("short")).rejects.toMatchObject({ code: "password-too-short" });
    await expect(join("warblerwarblerwarbler")).rejects.toMatchObject({ code: "password-too-common" });
  });

  test("what is malformed or too large is refused, and nothing is quoted back", async () => {
    const signIn = (body: unknown) => raw.http("POST", "/api/sign-in", { body });
    const malformed = await signIn({ handle: CANARY });
    expect(malformed).toMatchObject({ status: 400, code: "bad-request" });
    expect(malformed.text).not.toContain("canary");
    expect(await signIn({ handle: "x".repeat(100_000) })).toMatchObject({ status: 413 });
    expect(await raw.http("GET", "/api/rooms/not-an-id")).toMatchObject({ status: 401 });
  });
});

const database = await postgres();
test.skipIf("missing" in database)("no table of PostgreSQL holds a name, a room or a message in clear", async () => {
  await using stored = await openWorld({ store: "postgres" });
  const alice = await stored.join("canary-51c9", { role: "member" });
  const roomThere = await stored.room([alice], { name: `room ${CANARY}`, topic: CANARY });
  await alice.says(roomThere, CANARY);
  const at = stored.databaseUrl ?? "";
  const tables = await rowsIn(at, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  const cells: Buffer[] = [];
  const everything = tables.map(({ tablename }) => `SELECT * FROM "${String(tablename)}"`).join("; ");
  for (const row of await rowsIn(at, everything))
    for (const cell of Object.values(row)) cells.push(Buffer.isBuffer(cell) ? cell : Buffer.from(String(cell)));
  expect(cells.length).toBeGreaterThan(100);
  for (const word of ["canary-51c9", "金丝雀", "127.0.0.1", "localhost"])
    expect(cells.filter((cell) => cell.includes(word)).map(String), word).toEqual([]);
});

test("no file under the data folder holds a name, a room or a message in clear", async () => {
  const { read, found } = await world.filesHolding([CANARY, "canary-51c9", "金丝雀"]);
  expect(found).toEqual([]);
  expect(read.length).toBeGreaterThan(5);
});
