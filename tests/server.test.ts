import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as tlsConnect } from "node:tls";
import { API, type ApiName, newId } from "@warbler/protocol";
import { connect, invitation, setUp, type Warbler } from "@warbler/sdk";
import { fetchLocalCa, nodePlatform } from "@warbler/sdk/node";
import { configFrom, startServer, systemClock } from "@warbler/server";
import { afterAll, describe, expect, test } from "vitest";

const folder = await mkdtemp(join(tmpdir(), "warbler-server-"));
const config = configFrom({ WARBLER_PORT: "0", WARBLER_DATA: folder });
const server = await startServer(config, { clock: systemClock, log: () => undefined, onBroken: () => undefined });
const port = Number(new URL(server.url).port);
const ca = await fetchLocalCa(server.url, server.caFingerprint ?? "");
const platform = nodePlatform({ ca });
const people: Warbler[] = [];
afterAll(async () => {
  for (const person of people) await person.close();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const CANARY = "金丝雀 canary-51c9";
const account = (handle: string) => ({
  handle,
  name: `${handle} ${CANARY}`,
  password: "a long enough passphrase",
  device: { name: `laptop ${CANARY}` },
});
const link = server.setUpLink ?? "";
const owner = await connect(server.url, {
  auth: setUp(link, { organisation: CANARY, ...account("owner") }),
  platform,
});
const { link: joinLink } = await owner.invite({});
const member = await connect(server.url, { auth: invitation(joinLink, account("member")), platform });
people.push(owner, member);
const room = await member.createRoom({ name: `room ${CANARY}`, topic: CANARY });
const sent = await room.send({ text: CANARY }).settled;

const answerTo = async (path: string, init: RequestInit = {}) => {
  const answer = await platform.fetch(`${server.url}${path}`, init);
  const text = await answer.text();
  return { status: answer.status, code: text.startsWith("{") ? String(JSON.parse(text).code) : text, text };
};
const json = (body: unknown, token?: string): RequestInit => ({
  method: "POST",
  body: JSON.stringify(body),
  headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
});

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
    expect(await statusFrom(server.url)).toBe(101);
  });
});

describe("who may", () => {
  const openToAnyone = new Set<ApiName>(
    "health openapi localCa setUp signIn acceptInvitation logKey checkpoint".split(" ") as ApiName[],
  );

  test("every route but the open ones refuses who is not signed in", async () => {
    for (const [name, { method, path }] of Object.entries(API)) {
      if (openToAnyone.has(name as ApiName)) continue;
      const url = path.replace(/:(seq|chunk)/g, "1").replace(/:\w+/g, () => newId());
      const init = method === "GET" ? { method } : { ...json({}), method };
      const bytes = name === "putChunk" ? { body: "x", headers: { "content-type": "application/octet-stream" } } : {};
      expect(await answerTo(url, { ...init, ...bytes }), name).toMatchObject({ status: 401, code: "signed-out" });
    }
  });

  test("an owner of the organisation cannot tell a room they are not in from one that is not", async () => {
    const { token } = owner.session;
    const headers = { authorization: `Bearer ${token}` };
    for (const rest of ["", "/members", "/readers", "/pins", `/proofs/${sent.seq}`]) {
      const foreign = await answerTo(`/api/rooms/${room.id}${rest}`, { headers });
      const unknown = await answerTo(`/api/rooms/${newId()}${rest}`, { headers });
      expect(foreign).toMatchObject({ status: 404, code: "not-found" });
      expect(foreign.text).toBe(unknown.text);
    }
    expect((await owner.search(CANARY)).hits).toEqual([]);
    await expect(owner.search(CANARY, { in: room.id })).rejects.toMatchObject({ code: "not-found" });
  });

  test("a member cannot invite, import or read the audit log", async () => {
    for (const [path, body] of [
      ["/api/invitations", {}],
      ["/api/imports", { format: "slack", source: "x" }],
      ["/api/audit/query", { reason: "curiosity" }],
    ] as const)
      expect(await answerTo(path, json(body, member.session.token)), path).toMatchObject({ code: "forbidden" });
  });

  test("an unknown name and a wrong password get the same answer", async () => {
    const device = { name: "x", verifyingKey: "A".repeat(43) };
    const attempt = (handle: string) =>
      answerTo("/api/sign-in", json({ handle, password: "not the passphrase", device }));
    expect(await attempt("owner")).toEqual(await attempt("nobody"));
  });

  test("a used set-up link makes no second organisation, a used invitation no second person", async () => {
    const again = connect(server.url, { auth: setUp(link, { organisation: "x", ...account("thief") }), platform });
    await expect(again).rejects.toMatchObject({ code: "already-set-up" });
    const twice = connect(server.url, { auth: invitation(joinLink, account("thief")), platform });
    await expect(twice).rejects.toMatchObject({ code: "invitation-invalid" });
  });

  test("short and common passwords are refused by name", async () => {
    const { link: fresh } = await owner.invite({});
    const join = (password: string) =>
      connect(server.url, { auth: invitation(fresh, { ...account("new"), password }), platform });
    await expect(join("short")).rejects.toMatchObject({ code: "password-too-short" });
    await expect(join("warblerwarblerwarbler")).rejects.toMatchObject({ code: "password-too-common" });
  });

  test("what is malformed or too large is refused, and nothing is quoted back", async () => {
    expect(await answerTo("/api/sign-in", json({ handle: CANARY }))).toMatchObject({
      status: 400,
      code: "bad-request",
    });
    expect((await answerTo("/api/sign-in", json({ handle: CANARY }))).text).not.toContain("canary");
    expect(await answerTo("/api/sign-in", json({ handle: "x".repeat(100_000) }))).toMatchObject({ status: 413 });
    expect(await answerTo("/api/rooms/not-an-id", {})).toMatchObject({ status: 401 });
  });
});

test("no file under the data folder holds a name, a room or a message in clear", async () => {
  let read = 0;
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (file.isFile()) {
      read++;
      const bytes = await readFile(join(file.parentPath, file.name));
      for (const word of [CANARY, "canary-51c9", "金丝雀"]) expect(bytes.includes(word), file.name).toBe(false);
    }
  expect(read).toBeGreaterThan(5);
});
