/** A sign-in service, a network or a person that lies: what each of them gets is nothing. */
import type { ServerResponse } from "node:http";
import { openWorld, type ProviderLies, SoftProvider, softBrowser } from "@warbler/testkit";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { keptSecret, ssoScene } from "./sso-scene.ts";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;
const { owner } = raw;
const scene = await ssoScene(world);
const { idp } = scene;
afterAll(() => idp[Symbol.asyncDispose]());
const company = await scene.on();
const victim = await raw.join("victim");
idp.user = { sub: "victim" };
await scene.linked(victim, company);
let names = 0;

beforeEach(() => {
  clock.pass(60 * 60_000);
  idp.user = { sub: "victim" };
});
afterEach(() => {
  idp.lies = {};
});
const seconds = () => Math.floor(Date.now() / 1_000);

describe("an ID Token", () => {
  const lies: Readonly<Record<string, ProviderLies>> = {
    "with another nonce": { idToken: { nonce: "A".repeat(43) } },
    "without a nonce": { idToken: { nonce: undefined } },
    "for another client": { idToken: { aud: "another" } },
    "for several clients, of whom another one asked": { idToken: { aud: ["another", "warbler"], azp: "another" } },
    "of another issuer": { idToken: { iss: "https://another.example" } },
    "that has expired": { idToken: { iat: seconds() - 7_200, exp: seconds() - 3_600 } },
    "without an end": { idToken: { exp: undefined } },
    "without a subject": { idToken: { sub: undefined } },
    "whose subject is no text": { idToken: { sub: { $ne: "" } } },
    "with alg none": { header: { alg: "none" }, signature: () => "" },
    "with alg none in other letters": { header: { alg: "nOnE" }, signature: () => "" },
    "signed with the public key as a secret": { header: { alg: "HS256" }, signature: (input) => idp.hs256(input) },
    "with a signature of nothing": { signature: () => "AAAA" },
    "of an unknown key": { header: { kid: "k2" } },
    "with a critical header that nobody knows": { header: { crit: ["x"], x: true } },
  };
  for (const [what, lie] of Object.entries(lies))
    test(`${what} signs nobody in`, async () => {
      idp.lies = lie;
      const answer = await scene.signIn(company);
      expect(answer).toMatchObject({ code: "sso-failed" });
      expect(answer.body.token).toBeUndefined();
    });

  test("with alg none is refused also where the service says that it signs so", async () => {
    idp.lies = {
      discovery: { id_token_signing_alg_values_supported: ["none", "HS256"] },
      header: { alg: "none" },
      signature: () => "",
    };
    clock.pass(60 * 60_000);
    expect(await scene.signIn(company)).toMatchObject({ code: "sso-failed" });
    idp.lies = { ...idp.lies, header: { alg: "HS256" }, signature: idp.hs256 };
    expect(await scene.signIn(company)).toMatchObject({ code: "sso-failed" });
    idp.lies = {};
    clock.pass(60 * 60_000);
    expect((await scene.signIn(company)).body.account).toBe(victim.account);
  });
});

describe("what comes back with a browser", () => {
  test("counts once: neither the code nor the state again, also at the same moment", async () => {
    const half = await scene.halfway(company);
    const answers = await Promise.all([half, half, half].map(scene.signInWith));
    expect(answers.map(({ code }) => code).toSorted()).toEqual(["", "proof-over", "proof-over"]);
    const next = await scene.halfway(company);
    expect(await scene.signInWith({ ...next, code: half.code })).toMatchObject({ code: "sso-failed" });
  });

  test("is over after ten minutes", async () => {
    const half = await scene.halfway(company);
    clock.pass(10 * 60_000);
    expect(await scene.signInWith(half)).toMatchObject({ code: "proof-over" });
  });

  test("is worth nothing in another browser, and is used up there", async () => {
    // The attacker signs in as themselves and has the victim's browser end it: login CSRF.
    const half = await scene.halfway(company);
    const inAnotherBrowser = { ...half, secret: keptSecret().secret };
    expect(await scene.signInWith(inAnotherBrowser)).toMatchObject({ code: "sso-failed" });
    expect(await scene.signInWith(half)).toMatchObject({ code: "proof-over" });
  });

  test("of a sign-in ends no link, no proof and no test, and none of another session", async () => {
    const attacker = await raw.join(`person${names++}`);
    await owner.proves();
    expect(await attacker.call("linkSso", {}, await scene.halfway(company))).toMatchObject({ code: "sso-failed" });
    expect(await owner.call("endSsoTest", {}, await scene.halfway(company))).toMatchObject({ code: "sso-failed" });
    const link = await scene.begunBy(attacker, "beginSsoLink", company);
    expect(await scene.signInWith(link)).toMatchObject({ code: "sso-failed" });
    // Somebody is made to link the attacker's sign-in there with their own account.
    const planted = await scene.begunBy(attacker, "beginSsoLink", company);
    const other = await raw.join(`person${names++}`);
    expect(await other.call("linkSso", {}, planted)).toMatchObject({ code: "sso-failed" });
    expect((await other.call("ssoLinks")).body.links).toEqual([]);
  });

  test("with the name of another issuer, or without its own where it should be, is refused", async () => {
    for (const iss of ["https://another.example", ""]) {
      idp.lies = { callback: { iss } };
      expect(await scene.signIn(company), iss).toMatchObject({ code: "sso-failed" });
    }
    idp.lies = {};
    const { iss: _, ...half } = await scene.halfway(company);
    expect(await scene.signInWith(half)).toMatchObject({ code: "sso-failed" });
  });

  test("of one service is not taken for another's, and its code never reaches that one", async () => {
    await using evil = await SoftProvider.open(world.folder);
    const other = await scene.on({ names: { en: "Evil", zh: "恶意" } }, evil);
    // The victim chose the evil service, which sends them on to the honest one with the honest one's own address to come back to.
    const before = evil.asked.length;
    const { challenge } = keptSecret();
    const begun = await raw.call("beginSsoSignIn", { body: { provider: other, challenge } as never });
    const asked = new URL(begun.body.url).searchParams;
    const honest = new URL(`${idp.issuer}/authorize?${asked}`);
    honest.searchParams.set("redirect_uri", `${world.url}/sso/callback/${company}`);
    const browser = softBrowser(world.ca);
    const end = await browser.follow(honest.href, [`${world.url}/sso#`]);
    expect(end.hash).toBe("#over");
    expect(evil.asked.slice(before)).not.toContain("/token");
    await owner.proves();
    await owner.call("removeSsoProvider", { provider: other });
  });

  test("with an error in place of a code is refused in words, without the service's own", async () => {
    const half = await scene.halfway(company);
    const { code: _, ...without } = half;
    const answer = await scene.signInWith({ ...without, error: "canary" });
    expect(answer).toMatchObject({ code: "sso-failed" });
    expect(answer.text).not.toContain("canary");
  });
});

test("another sign-in there with the victim's address of mail is not the victim", async () => {
  idp.user = { sub: "victim", email: "victim@example.com", email_verified: true };
  await scene.signIn(company);
  idp.user = { sub: "attacker", email: "victim@example.com", email_verified: true };
  expect(await scene.signIn(company)).toMatchObject({ code: "sso-unknown" });
});

test("the same subject at another service is not the victim", async () => {
  await using evil = await SoftProvider.open(world.folder);
  evil.user = { sub: "victim" };
  const other = await scene.on({}, evil);
  evil.user = { sub: "victim" };
  expect(await scene.signIn(other)).toMatchObject({ code: "sso-unknown" });
  await owner.proves();
  await owner.call("removeSsoProvider", { provider: other });
});

describe("telling of a sign-out", () => {
  const tell = async (token: string, provider = company) => {
    const body = new URLSearchParams({ logout_token: token }).toString();
    return raw.form("POST", `/sso/logout/${provider}`, body);
  };
  const session = async (sid?: string) => {
    idp.user = { sub: "victim", ...(sid !== undefined && { sid }) };
    return raw.personOf((await scene.signIn(company)).body);
  };
  const isIn = async (of: Awaited<ReturnType<typeof session>>) => (await of.call("me")).status === 200;

  test("by session ends that one, by person all that the service began, and nobody else's", async () => {
    const [one, other, third] = [await session("s1"), await session("s2"), await session()];
    const socket = await one.connect();
    const from = performance.now();
    expect((await tell(idp.logoutToken({ sid: "s1", sub: "victim" }))).status).toBe(200);
    expect(await socket.closed()).toMatchObject({ code: 4401 });
    expect(performance.now() - from).toBeLessThan(2_000);
    expect([await isIn(one), await isIn(other), await isIn(third)]).toEqual([false, true, true]);
    expect((await tell(idp.logoutToken({ sub: "victim" }))).status).toBe(200);
    expect([await isIn(other), await isIn(third)]).toEqual([false, false]);
    // What began by a password is not the service's to end.
    expect((await victim.call("me")).status).toBe(200);
  });

  test("counts once, also at the same moment", async () => {
    const token = idp.logoutToken({ sub: "victim" });
    const answers = await Promise.all([token, token].map((one) => tell(one)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    const later = await session();
    expect(await tell(token)).toMatchObject({ status: 400 });
    expect(await isIn(later)).toBe(true);
  });

  test("is heard of however many go at closing time; what is forged is counted", async () => {
    const heard = [];
    for (let n = 0; n < 100; n++) heard.push((await tell(idp.logoutToken({ sub: `leaver-${n}` }))).status);
    expect(new Set(heard)).toEqual(new Set([200]));
    const forged = [];
    for (let n = 0; n < 70; n++) forged.push((await tell("forged")).status);
    expect(forged.at(-1)).toBe(429);
    expect((await tell(idp.logoutToken({ sub: "victim" }))).status).toBe(200);
  });

  test("that is forged, old, for others, of others, or an ID Token, ends nothing", async () => {
    const there = await session("s1");
    const now = Math.floor(clock.nowMs() / 1_000);
    const events = (name: string, value: unknown = {}) => ({ events: { [name]: value } });
    const forged = () => {
      idp.lies = { signature: () => "AAAA" };
      const token = idp.logoutToken({ sub: "victim" });
      idp.lies = {};
      return token;
    };
    const byHs256 = () => {
      idp.lies = { signature: idp.hs256 };
      const token = idp.logoutToken({ sub: "victim" }, { alg: "HS256" });
      idp.lies = {};
      return token;
    };
    const tokens: Readonly<Record<string, string>> = {
      forged: forged(),
      "signed with the public key": byHs256(),
      "alg none": `${idp.logoutToken({ sub: "victim" }, { alg: "none" }).split(".").slice(0, 2).join(".")}.`,
      "with a nonce": idp.logoutToken({ sub: "victim", nonce: "x" }),
      "for another": idp.logoutToken({ sub: "victim", aud: "another" }),
      "of another": idp.logoutToken({ sub: "victim", iss: "https://another.example" }),
      old: idp.logoutToken({ sub: "victim", iat: now - 600, exp: now + 600 }),
      expired: idp.logoutToken({ sub: "victim", exp: now - 120 }),
      "of the future": idp.logoutToken({ sub: "victim", iat: now + 600, exp: now + 700 }),
      "without an id": idp.logoutToken({ sub: "victim", jti: undefined }),
      "without events": idp.logoutToken({ sub: "victim", events: undefined }),
      "with another event": idp.logoutToken({ sub: "victim", ...events("x") }),
      "with an event that is none": idp.logoutToken({
        sub: "victim",
        ...events("http://schemas.openid.net/event/backchannel-logout", "x"),
      }),
      "about nobody": idp.logoutToken({}),
      "of another kind": idp.logoutToken({ sub: "victim" }, { typ: "at+jwt" }),
      "no token": "x",
    };
    for (const [what, token] of Object.entries(tokens)) expect((await tell(token)).status, what).toBe(400);
    expect(await isIn(there)).toBe(true);
    expect((await tell(idp.logoutToken({ sub: "victim" }))).status).toBe(200);
    expect(await isIn(there)).toBe(false);
  });

  test("by somebody of another person's session ends neither", async () => {
    const there = await session("s1");
    expect((await tell(idp.logoutToken({ sid: "s1", sub: "another" }))).status).toBe(200);
    expect((await tell(idp.logoutToken({ sid: "unknown" }))).status).toBe(200);
    expect(await isIn(there)).toBe(true);
  });

  test("comes as one form with one token, and as nothing else", async () => {
    const token = idp.logoutToken({ sub: "victim" });
    const twice = `logout_token=${token}&logout_token=${token}`;
    expect((await raw.form("POST", `/sso/logout/${company}`, twice)).status).toBe(400);
    const asJson = await raw.http("POST", `/sso/logout/${company}`, { body: { logout_token: token } });
    expect(asJson.status).toBe(400);
    expect((await raw.form("POST", "/api/sign-in", "handle=owner&password=x")).status).toBe(400);
  });
});

describe("a service that the server asks", () => {
  const problemOf = async (input: Parameters<typeof scene.added>[0], lies: ProviderLies = {}) => {
    idp.lies = lies;
    const provider = await scene.added(input);
    const { body } = await owner.call("checkSsoProvider", { provider });
    await owner.call("removeSsoProvider", { provider });
    return body.problem ?? body.offers;
  };
  const respond =
    (status: number, headers: Record<string, string>, body = "") =>
    (_request: unknown, response: ServerResponse): void => {
      response.writeHead(status, headers).end(body);
    };
  const CONFIGURATION = "/.well-known/openid-configuration";

  test("is described as it is", async () => {
    expect(await problemOf({})).toEqual({ par: false, pkce: true, iss: true, logout: true });
  });

  test("is not asked in a private network unless the organisation said so, nor ever where clouds keep secrets", async () => {
    const before = idp.asked.length;
    expect(await problemOf({ privateNetwork: false })).toBe("private-address");
    expect(await problemOf({ privateNetwork: false, issuer: idp.issuer.replace("127.0.0.1", "localhost") })).toBe(
      "private-address",
    );
    for (const host of ["169.254.169.254", "[fe80::1]", "[::ffff:127.0.0.1]", "0.0.0.0"])
      expect(await problemOf({ issuer: `https://${host}` }), host).toBe("private-address");
    expect(idp.asked.length).toBe(before);
  });

  test("does not send the server elsewhere, by any address that it names", async () => {
    const elsewhere = "https://169.254.169.254/keys";
    expect(await problemOf({}, { discovery: { jwks_uri: elsewhere } })).toBe("private-address");
    expect(await problemOf({}, { discovery: { jwks_uri: "http://127.0.0.1/keys" } })).toBe("not-https");
    expect(await problemOf({}, { discovery: { token_endpoint: "file:///etc/passwd" } })).toBe("not-https");
    expect(await problemOf({}, { discovery: { authorization_endpoint: "javascript:alert(1)" } })).toBe("not-https");
    const redirect = respond(302, { location: elsewhere });
    expect(await problemOf({}, { instead: { [CONFIGURATION]: redirect } })).toBe("redirect");
    expect(await problemOf({}, { instead: { "/jwks": redirect } })).toBe("redirect");
  });

  test("that answers without end, too much, or not what it should, is told so in a word", async () => {
    const json = { "content-type": "application/json" };
    const giant = respond(200, json, JSON.stringify({ issuer: idp.issuer, x: "x".repeat(1_000_000) }));
    expect(await problemOf({}, { instead: { [CONFIGURATION]: giant } })).toBe("too-large");
    expect(await problemOf({}, { instead: { [CONFIGURATION]: respond(404, {}) } })).toBe("not-found");
    expect(
      await problemOf({}, { instead: { [CONFIGURATION]: respond(200, { "content-type": "text/html" }, "x") } }),
    ).toBe("not-json");
    expect(await problemOf({}, { instead: { "/jwks": respond(200, json, '{"keys":[]}') } })).toBe("no-keys");
    const silent = problemOf({}, { instead: { [CONFIGURATION]: () => undefined } });
    await expect.poll(() => idp.asked.at(-1)).toBe(CONFIGURATION);
    await new Promise((resolve) => setTimeout(resolve, 300));
    clock.pass(15_000);
    expect(await silent).toBe("too-slow");
  });

  test("is the one it says it is, to the letter", async () => {
    expect(await problemOf({}, { discovery: { issuer: "https://another.example" } })).toBe("other-issuer");
    expect(await problemOf({ issuer: `${idp.issuer}/` })).toBe("other-issuer");
    expect(await problemOf({ authority: undefined })).toBe("certificate");
    expect(await problemOf({}, { discovery: { response_types_supported: ["id_token"] } })).toBe("no-code-flow");
  });
});
