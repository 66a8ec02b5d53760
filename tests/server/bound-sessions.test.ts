/** A session that is bound to a key (RFC 9449): whoever copies its token, or a proof, is nobody. */
import { createHmac } from "node:crypto";
import { API, type ApiName } from "@warbler/protocol";
import { DpopKey, openWorld, PASSWORD, type ProofParts, pathOf } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";
import { databaseOf } from "./in-the-database.ts";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;
await raw.join("anna");

const nonce = async () => String((await raw.call("health")).headers["dpop-nonce"]);
const urlOf = (path: string) => `${raw.url()}${path}`;
const ME = "/api/me";
const USE_NONCE = { status: 401, code: "invalid-dpop-proof", body: { detail: "use_dpop_nonce" } };

/** A session of Anna's, begun with a proof of this key. */
async function signedIn(key = new DpopKey()) {
  const signIn = pathOf("signIn");
  const dpop = key.proof({ method: "POST", url: urlOf(signIn), nonce: await nonce() });
  const { device } = raw.newPerson("anna");
  const body = { handle: "anna", password: PASSWORD, device };
  const answer = await raw.http("POST", signIn, { body, headers: { dpop } });
  expect(answer).toMatchObject({ status: 200, body: { bound: true } });
  const { token, session, account } = answer.body as { token: string; session: string; account: string };
  const proofOf = (parts: Partial<ProofParts> = {}) => key.proof({ method: "GET", url: urlOf(ME), token, ...parts });
  const showing = (dpop?: string, method = "GET", path = ME, headers: Readonly<Record<string, string>> = {}) =>
    raw.http(method, path, {
      headers: { ...headers, authorization: `DPoP ${token}`, ...(dpop !== undefined && { dpop }) },
    });
  return { key, token, session, account, proofOf, showing };
}
const outcomes = (answers: readonly { readonly status: number; readonly code: string }[]) =>
  answers.map(({ status, code }) => (status < 300 ? "ok" : code));

test("a session that begins with a proof takes nothing without one: a copied token is nobody", async () => {
  const { token, showing, proofOf } = await signedIn();
  expect(await showing(proofOf({ nonce: await nonce() }))).toMatchObject({ status: 200 });
  expect(await raw.call("me", { token })).toMatchObject({ status: 401, code: "invalid-dpop-proof" });
  expect(await showing()).toMatchObject({ status: 401, code: "invalid-dpop-proof" });
  expect(await showing(proofOf({ nonce: await nonce() }))).toMatchObject({ status: 200 });
});

test("no route that asks who is there can be asked with the token alone", async () => {
  const { token } = await signedIn();
  const names = Object.keys(API) as ApiName[];
  const answers = await Promise.all(
    names.map(async (name) => {
      const bearer = await raw.call(name, { token });
      const nobody = await raw.call(name);
      return { name, bearer: bearer.code, nobody: nobody.code };
    }),
  );
  // Whatever is refused to nobody is refused to whoever has the token alone, for want of the key.
  const guarded = answers.filter(({ nobody }) => nobody === "signed-out");
  expect(guarded.length).toBeGreaterThan(100);
  for (const { name, bearer } of guarded) expect(bearer, name).toBe("invalid-dpop-proof");
});

test("a proof counts once, however many use it at the same moment", async () => {
  const { showing, proofOf } = await signedIn();
  const proof = proofOf({ nonce: await nonce() });
  const answers = await Promise.all(Array.from({ length: 20 }, () => showing(proof)));
  expect(outcomes(answers).filter((outcome) => outcome === "ok")).toHaveLength(1);
  expect(new Set(outcomes(answers))).toEqual(new Set(["ok", "invalid-dpop-proof"]));
  expect(await showing(proof)).toMatchObject({ code: "invalid-dpop-proof" });
});

test("a body that takes a while is read under one proof, which then counts no second time", async () => {
  const { token, showing, key } = await signedIn();
  const path = pathOf("putChunk");
  const dpop = key.proof({ method: "PUT", url: urlOf(path), token, nonce: await nonce() });
  const headers = { authorization: `DPoP ${token}`, dpop };
  const body = new Uint8Array(1_000);
  // Nothing is there to be filled; the proof was taken all the same.
  expect(await raw.http("PUT", path, { headers, body })).toMatchObject({ code: "not-found" });
  expect(await raw.http("PUT", path, { headers, body })).toMatchObject({ code: "invalid-dpop-proof" });
  expect((await showing(undefined)).code).toBe("invalid-dpop-proof");
});

test("a proof of another request, host, token or key is none of this one", async () => {
  const { token, showing, proofOf } = await signedIn();
  const { port } = new URL(raw.url());
  const other = new DpopKey();
  const wrong: Readonly<Record<string, () => Promise<string>>> = {
    "another route": async () => proofOf({ url: urlOf("/api/people"), nonce: await nonce() }),
    "another method": async () => proofOf({ method: "POST", nonce: await nonce() }),
    "another host": async () => proofOf({ url: `https://other.example:${port}${ME}`, nonce: await nonce() }),
    "another port": async () => proofOf({ url: `https://localhost:1${ME}`, nonce: await nonce() }),
    "another token": async () => proofOf({ token: "A".repeat(43), nonce: await nonce() }),
    "no token": async () => proofOf({ claims: { ath: undefined }, nonce: await nonce() }),
    "another key": async () => other.proof({ method: "GET", url: urlOf(ME), token, nonce: await nonce() }),
    "a signature of another key": async () => proofOf({ nonce: await nonce(), signature: (text) => other.sign(text) }),
  };
  for (const [what, make] of Object.entries(wrong))
    expect(await showing(await make()), what).toMatchObject({ status: 401, code: "invalid-dpop-proof" });
  expect(await showing(proofOf({ nonce: await nonce() }))).toMatchObject({ status: 200 });
});

test("the key of another session of the same person signs nothing of this one", async () => {
  const [one, two] = [await signedIn(), await signedIn()];
  const proof = two.key.proof({ method: "GET", url: urlOf(ME), token: one.token, nonce: await nonce() });
  expect(await one.showing(proof)).toMatchObject({ code: "invalid-dpop-proof" });
});

test("no other algorithm, no private key and nothing too large is read", async () => {
  const { showing, proofOf, key } = await signedIn();
  const hmac = (text: string) => createHmac("sha256", JSON.stringify(key.jwk)).update(text).digest();
  const given = async (parts: Partial<ProofParts>) => showing(proofOf({ nonce: await nonce(), ...parts }));
  const wrong: readonly Partial<ProofParts>[] = [
    { header: { alg: "none" } },
    { header: { alg: "none" }, signature: () => Buffer.alloc(0) },
    { header: { alg: "HS256" }, signature: hmac },
    { header: { alg: "HS256" } },
    { header: { typ: "JWT" } },
    { header: { jwk: key.privateKey.export({ format: "jwk" }) } },
    { header: { crit: ["nonce"] } },
    { claims: { padding: "x".repeat(2_000) } },
  ];
  for (const parts of wrong)
    expect(await given(parts), JSON.stringify(parts)).toMatchObject({ status: 401, code: "invalid-dpop-proof" });
  const proof = proofOf({ nonce: await nonce() });
  expect(await showing(`${proof}, ${proof}`)).toMatchObject({ code: "invalid-dpop-proof" });
});

test("without the server's present nonce a proof is asked for anew, as the RFC says it", async () => {
  const { showing, proofOf } = await signedIn();
  const first = await nonce();
  for (const proof of [proofOf(), proofOf({ nonce: "made-up" })]) {
    const answer = await showing(proof);
    expect(answer).toMatchObject(USE_NONCE);
    expect(answer.headers["www-authenticate"]).toBe('DPoP error="use_dpop_nonce", algs="ES256"');
    expect(await showing(proofOf({ nonce: String(answer.headers["dpop-nonce"]) }))).toMatchObject({ status: 200 });
  }
  clock.pass(5 * 60_000);
  expect(await showing(proofOf({ nonce: first }))).toMatchObject(USE_NONCE);
});

test("a session without a key is no more by a proof, and an API token is what it was", async () => {
  const { key } = await signedIn();
  const bearer = (await raw.signIn("anna")).body as { token: string; bound?: boolean };
  expect(bearer.bound).toBeUndefined();
  expect(await raw.call("me", { token: bearer.token })).toMatchObject({ status: 200 });
  const dpop = key.proof({ method: "GET", url: urlOf(ME), token: bearer.token, nonce: await nonce() });
  const headers = { authorization: `DPoP ${bearer.token}`, dpop };
  expect(await raw.http("GET", ME, { headers })).toMatchObject({ code: "invalid-dpop-proof" });
});

test("a sign-in with a wrong proof begins no session, not even one without a key", async () => {
  const key = new DpopKey();
  const path = pathOf("signIn");
  const body = { handle: "anna", password: PASSWORD, device: raw.newPerson("anna").device };
  const asked = await raw.http("POST", path, {
    body,
    headers: { dpop: key.proof({ method: "POST", url: urlOf(path) }) },
  });
  expect(asked).toMatchObject(USE_NONCE);
  for (const dpop of ["x", key.proof({ method: "GET", url: urlOf(path), nonce: await nonce() })])
    expect(await raw.http("POST", path, { body, headers: { dpop } })).toMatchObject({ code: "invalid-dpop-proof" });
});

test("the list of sessions says which are bound", async () => {
  const { session, showing, key, token } = await signedIn();
  const path = pathOf("devices");
  const dpop = key.proof({ method: "GET", url: urlOf(path), token, nonce: await nonce() });
  const { devices } = (await showing(dpop, "GET", path)).body as {
    devices: readonly { sessions: readonly { id: string; bound: boolean }[] }[];
  };
  const bound = devices.flatMap(({ sessions }) => sessions).filter((one) => one.bound);
  expect(bound.map(({ id }) => id)).toContain(session);
  const bearer = raw.personOf((await raw.signIn("anna")).body);
  const all = (await bearer.call("devices")).body.devices.flatMap((one: { sessions: object[] }) => one.sessions);
  expect(all).toContainEqual(expect.objectContaining({ id: bearer.session, bound: false }));
});

test("who can write to the database takes no session from its key", async () => {
  const { session, token } = await signedIn();
  const inTheDatabase = databaseOf(world);
  inTheDatabase("UPDATE sessions SET key_thumbprint = NULL WHERE id = ?", session);
  expect(await raw.call("me", { token })).toMatchObject({ code: "signed-out" });
});

/** What the socket says to a hello. */
async function hello(token: string, proofWith: (nonce: string) => string, query = "?dpop") {
  const socket = await raw.socket(query);
  const nonceOfSocket = query === "" ? "" : (await socket.hears("challenge")).nonce;
  const sessionToken = Buffer.from(token, "base64url");
  const value = { version: 1, sessionToken, dpopProof: proofWith(nonceOfSocket) };
  socket.sendFrame(1, { case: "hello", value });
  return { socket, nonce: nonceOfSocket };
}
const SYNC = () => urlOf("/api/sync");

test("a socket is opened by a proof for this connection, and by the token alone it is not", async () => {
  const { token, proofOf } = await signedIn();
  const { socket } = await hello(token, (own) => proofOf({ url: SYNC(), nonce: own }));
  await socket.settled();
  const refused = async (proofWith: (nonce: string) => string, query?: string) => {
    const { socket: other } = await hello(token, proofWith, query);
    const [{ code }] = await Promise.all([other.hears("failed"), other.closed()]);
    return code;
  };
  expect(await refused(() => "")).toBe("invalid-dpop-proof");
  expect(await refused(() => "", "")).toBe("invalid-dpop-proof");
  expect(await refused(() => proofOf({ url: SYNC() }), "")).toBe("invalid-dpop-proof");
  const general = await nonce();
  expect(await refused(() => proofOf({ url: SYNC(), nonce: general }))).toBe("invalid-dpop-proof");
  expect(await refused((own) => proofOf({ url: urlOf(ME), nonce: own }))).toBe("invalid-dpop-proof");
  expect(await refused((own) => proofOf({ method: "POST", url: SYNC(), nonce: own }))).toBe("invalid-dpop-proof");
  expect(await refused((own) => proofOf({ url: SYNC(), nonce: own, token: "A".repeat(43) }))).toBe(
    "invalid-dpop-proof",
  );
  expect(await refused((own) => new DpopKey().proof({ method: "GET", url: SYNC(), token, nonce: own }))).toBe(
    "invalid-dpop-proof",
  );
});

test("a proof of one connection opens no other", async () => {
  const { token, proofOf } = await signedIn();
  let used = "";
  const { socket } = await hello(token, (own) => {
    used = proofOf({ url: SYNC(), nonce: own });
    return used;
  });
  await socket.settled();
  const { socket: other } = await hello(token, () => used);
  expect(await other.hears("failed")).toMatchObject({ code: "invalid-dpop-proof" });
});
