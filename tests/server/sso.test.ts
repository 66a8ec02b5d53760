import { openWorld, type RawMember, SoftPasskey, SoftProvider, softBrowser } from "@warbler/testkit";
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
const admin = await raw.join("admin", "administrator");
let names = 0;

// Tries are counted in time; each test begins after a long rest, with somebody nobody knows yet.
beforeEach(() => {
  clock.pass(60 * 60_000);
  idp.user = { sub: `sub-${names++}` };
});
afterEach(() => {
  idp.lies = {};
});

const someone = async () => {
  const handle = `person${names++}`;
  return Object.assign(await raw.join(handle), { handle });
};
const linkedPerson = async () => {
  const person = await someone();
  expect((await scene.linked(person, company)).status).toBe(200);
  return person;
};
/** Somebody without a password, by an invitation. */
const bySsoAlone = async () => {
  const joined = await scene.signIn(company, await scene.invitation());
  expect(joined.status).toBe(200);
  return raw.personOf(joined.body);
};
const prove = async (person: RawMember) => {
  const back = await scene.begunBy(person, "beginSsoProof", company);
  const ask = (await person.call("askProof")).body;
  return { ask, answer: await person.call("prove", {}, { ticket: ask.ticket, proof: { kind: "sso", back } }) };
};
const provenBySso = async () => {
  const person = await bySsoAlone();
  expect((await prove(person)).answer.status).toBe(200);
  return person;
};

describe("a service", () => {
  test("is known to everybody once it is on, and to nobody before", async () => {
    const provider = await scene.added();
    expect((await raw.call("ssoChoices")).body.providers.map((one: { id: string }) => one.id)).not.toContain(provider);
    const begun = await raw.call("beginSsoSignIn", { body: { provider, challenge: keptSecret().challenge } as never });
    expect(begun).toMatchObject({ code: "not-found" });
    expect(await owner.call("switchSsoProvider", { provider }, { isOn: true })).toMatchObject({ code: "sso-untested" });
    expect((await scene.tested(provider)).body).toMatchObject({ subject: idp.user.sub, emailVerified: false });
    expect(await owner.call("switchSsoProvider", { provider }, { isOn: true })).toMatchObject({ status: 204 });
    expect((await raw.call("ssoChoices")).body).toMatchObject({ isRequired: false });
    expect((await raw.call("ssoChoices")).body.providers).toContainEqual({
      id: provider,
      names: { en: "Company", zh: "公司" },
    });
    await owner.call("removeSsoProvider", { provider });
  });

  test("is off until it is tried again after anything but its names changed", async () => {
    const provider = await scene.on();
    const names = { en: "Other", zh: "另一个" };
    const settings = { names, clientId: idp.client.id, privateNetwork: true, authority: world.ca };
    const stateOf = async () => {
      const { providers } = (await owner.call("ssoProviders")).body;
      return providers.find((one: { id: string }) => one.id === provider);
    };
    expect(await owner.call("changeSsoProvider", { provider }, settings)).toMatchObject({ status: 204 });
    expect(await stateOf()).toMatchObject({ names, isOn: true });
    await owner.call("changeSsoProvider", { provider }, { ...settings, factorAmr: ["mfa"] });
    expect(await stateOf()).toMatchObject({ isOn: false, factorAmr: ["mfa"] });
    expect((await stateOf()).testedAtMs).toBeUndefined();
    await owner.call("removeSsoProvider", { provider });
  });

  test("never has its secret shown, in the list, in the facts or in a file", async () => {
    const secret = "canary-of-a-client-secret";
    const provider = await scene.added();
    await owner.call("setSsoSecret", { provider }, { secret });
    const list = await owner.call("ssoProviders");
    const one = list.body.providers.find(({ id }: { id: string }) => id === provider);
    expect(one).toMatchObject({ hasSecret: true, callbackUrl: `${world.url}/sso/callback/${provider}` });
    const log = await owner.call("queryAudit", {}, { reason: "a test" });
    expect(list.text + log.text).not.toContain("canary");
    expect((await world.filesHolding([secret, idp.client.secret])).found).toEqual([]);
    await owner.call("removeSsoProvider", { provider });
  });

  test("is the owner's to configure, with a fresh proof", async () => {
    const body = { issuer: idp.issuer, names: { en: "x", zh: "x" }, clientId: "x" };
    expect(await admin.call("addSsoProvider", {}, body)).toMatchObject({ code: "forbidden" });
    expect(await owner.call("addSsoProvider", {}, body)).toMatchObject({ code: "proof-needed" });
    expect(await owner.call("requireSso", {}, { isRequired: true })).toMatchObject({ code: "proof-needed" });
  });

  test("lets nobody in by a domain unless it names one", async () => {
    await owner.proves();
    const body = { issuer: idp.issuer, names: { en: "x", zh: "x" }, clientId: "x", joining: "domain" as const };
    expect(await owner.call("addSsoProvider", {}, body)).toMatchObject({ code: "bad-request" });
    for (const issuer of ["http://example.com", "https://a@example.com", "https://example.com?x", "ftp://x", "x"])
      expect(await owner.call("addSsoProvider", {}, { ...body, issuer }), issuer).toMatchObject({
        code: "bad-request",
      });
  });
});

describe("signing in", () => {
  test("is for who linked it, with the session that anybody has", async () => {
    const person = await linkedPerson();
    const { status, body } = await scene.signIn(company);
    expect(status).toBe(200);
    expect(body).toMatchObject({ account: person.account, handle: person.handle, role: "member" });
    const me = raw.personOf(body);
    expect((await me.call("me")).body.id).toBe(person.account);
    expect((await me.call("devices")).body.devices).toHaveLength(2);
  });

  test("asks the service as OpenID Connect and PKCE have it", async () => {
    await scene.halfway(company);
    const query = Object.fromEntries(idp.lastQuery);
    expect(query).toMatchObject({
      response_type: "code",
      client_id: idp.client.id,
      code_challenge_method: "S256",
      redirect_uri: `${world.url}/sso/callback/${company}`,
      scope: "openid profile email",
    });
    for (const one of ["state", "nonce", "code_challenge"]) expect(query[one], one).toMatch(/^[\w-]{43}$/);
  });

  test("is refused in words to whom nobody knows", async () => {
    expect(await scene.signIn(company)).toMatchObject({ status: 403, code: "sso-unknown" });
  });

  test("asks for the second factor of who has one, unless the service says it was by two", async () => {
    const provider = await scene.on({ factorAmr: ["mfa"], factorAcr: ["high"] });
    const person = await someone();
    await scene.linked(person, provider);
    const key = new SoftPasskey(world.url);
    const { ticket, passkey } = (await person.call("askNewPasskey")).body;
    await person.call("addPasskey", {}, { ticket, name: "key", passkey: key.create(passkey) });
    const { ask } = (await scene.signIn(provider)).body;
    expect(ask.kinds).toEqual(["passkey"]);
    const proof = { kind: "passkey", passkey: key.get(ask.passkey) } as const;
    const proved = await raw.call("proveSignIn", { body: { ticket: ask.ticket, proof } });
    expect(proved.body.account).toBe(person.account);
    idp.user = { ...idp.user, amr: ["pwd"], acr: "low" };
    expect((await scene.signIn(provider)).body.ask).toBeDefined();
    for (const said of [{ amr: ["pwd", "mfa"] }, { acr: "high" }]) {
      idp.user = { sub: idp.user.sub, ...said };
      expect((await scene.signIn(provider)).body.account, JSON.stringify(said)).toBe(person.account);
    }
  });

  test("is held to how the organisation wants people to sign in there", async () => {
    const provider = await scene.added({ requiredAmr: ["mfa"], requiredAcr: ["high"] });
    for (const said of [{}, { amr: ["mfa"] }, { acr: "high" }, { amr: "mfa", acr: "high" }]) {
      idp.user = { sub: "x", ...said };
      expect(await scene.tested(provider), JSON.stringify(said)).toMatchObject({ code: "sso-failed" });
    }
    idp.user = { sub: "x", amr: ["mfa"], acr: "high" };
    expect(await scene.tested(provider)).toMatchObject({ status: 200 });
    expect(idp.lastQuery.get("acr_values")).toBe("high");
  });

  test("is over for who is suspended, and for good for who was removed, also by a domain", async () => {
    const provider = await scene.on({ joining: "domain", domains: ["example.com"] });
    idp.user = { ...idp.user, email: "leaver@example.com", email_verified: true };
    const { account } = (await scene.signIn(provider)).body;
    await owner.call("suspendPerson", { account }, { reason: "a test" });
    expect(await scene.signIn(provider)).toMatchObject({ code: "suspended" });
    await owner.call("reinstatePerson", { account });
    expect((await scene.signIn(provider)).body.account).toBe(account);
    await owner.call("removePerson", { account }, { reason: "a test" });
    expect(await scene.signIn(provider)).toMatchObject({ code: "suspended" });
  });

  test("fails in words when the service is down, while other ways in still work", async () => {
    const other = await SoftProvider.open(world.folder);
    const provider = await scene.on({}, other);
    const half = await scene.halfway(provider);
    await other[Symbol.asyncDispose]();
    expect(await scene.signInWith(half)).toMatchObject({ status: 502, code: "sso-unreachable" });
    clock.pass(60 * 60_000);
    const begun = await raw.call("beginSsoSignIn", { body: { provider, challenge: keptSecret().challenge } as never });
    expect(begun).toMatchObject({ status: 502, code: "sso-unreachable" });
    expect(begun.body.titleZh).toContain("其他登录方式仍可使用");
    expect((await raw.signIn("owner")).status).toBe(200);
    await owner.proves();
    expect((await owner.call("checkSsoProvider", { provider })).body).toEqual({ problem: "unreachable" });
    await owner.call("removeSsoProvider", { provider });
  });
});

describe("joining", () => {
  test("by an invitation makes an account without a password, of the role it gives", async () => {
    idp.user = { sub: `new-${names++}`, name: "Li Na", preferred_username: "Li.Na@example.com" };
    const { status, body } = await scene.signIn(company, await scene.invitation("guest"));
    expect(status).toBe(200);
    expect(body).toMatchObject({ handle: "li.na", name: "Li Na", role: "guest" });
    expect((await scene.signIn(company)).body.account).toBe(body.account);
    expect(await raw.signIn("li.na")).toMatchObject({ code: "sign-in-failed" });
  });

  test("by an invitation happens once", async () => {
    const invitation = await scene.invitation();
    expect((await scene.signIn(company, invitation)).status).toBe(200);
    idp.user = { sub: `new-${names++}` };
    expect(await scene.signIn(company, invitation)).toMatchObject({ code: "invitation-invalid" });
  });

  test("by a domain is for an address that the service has verified, and for members only", async () => {
    const provider = await scene.on({ joining: "domain", domains: ["example.com"] });
    const refused = [
      { email: "a@example.com" },
      { email: "a@example.com", email_verified: false },
      { email: "a@example.com", email_verified: "true" },
      { email: "a@example.org", email_verified: true },
      { email: "a@sub.example.com", email_verified: true },
      { email: "a@example.com@example.org", email_verified: true },
      { email: "@example.com", email_verified: true },
    ];
    for (const said of refused) {
      idp.user = { sub: `new-${names++}`, ...said };
      expect(await scene.signIn(provider), JSON.stringify(said)).toMatchObject({ code: "sso-unknown" });
      clock.pass(60_000);
    }
    idp.user = {
      sub: `new-${names++}`,
      email: "wei@EXAMPLE.com",
      email_verified: true,
      roles: ["owner"],
      groups: ["owner"],
    };
    expect((await scene.signIn(provider)).body).toMatchObject({ handle: "wei", name: "wei", role: "member" });
    idp.user = { sub: `new-${names++}`, email: "wei@example.com", email_verified: true };
    expect((await scene.signIn(provider)).body).toMatchObject({ handle: "wei2" });
  });

  test("of whom the directory told is as them, by the id that it gave", async () => {
    const provider = await scene.on({ joining: "provisioned", externalIdClaim: "oid" });
    await owner.proves();
    const { token } = (await owner.call("makeDirectoryToken", {}, { name: "Entra", forMs: 86_400_000 })).body;
    const scim = (method: string, path: string, body: object) =>
      raw.http(method, `/scim/v2/${path}`, { token, contentType: "application/scim+json", body });
    const told = async (externalId: string, more: object = {}) =>
      (await scim("POST", "Users", { userName: `${externalId}-${names++}@example.com`, externalId, ...more })).body;
    const { id } = await told("o1");
    const { people } = (await owner.call("directoryPeople")).body;
    const expected = people.find(({ entry }: { entry: string }) => entry === id).account;
    idp.user = { sub: "o1", email: "o1@example.com", email_verified: true };
    expect(await scene.signIn(provider)).toMatchObject({ code: "sso-unknown" });
    idp.user = { sub: `new-${names++}`, oid: "o1", preferred_username: `joiner${names++}` };
    expect((await scene.signIn(provider)).body).toMatchObject({ account: expected, role: "member" });
    expect((await scene.signIn(provider)).body.account).toBe(expected);
    // Who has joined is nobody's to join as.
    idp.user = { sub: `new-${names++}`, oid: "o1" };
    expect(await scene.signIn(provider)).toMatchObject({ code: "sso-unknown" });
    await told("o2", { active: false });
    await told("o3");
    await told("o3");
    for (const oid of ["o2", "o3", "o4", ""]) {
      idp.user = { sub: `new-${names++}`, oid };
      expect(await scene.signIn(provider), oid).toMatchObject({ code: "sso-unknown" });
    }
  });

  test("twice at the same moment makes one account", async () => {
    const provider = await scene.on({ joining: "domain", domains: ["example.com"] });
    idp.user = { sub: `new-${names++}`, email: `twin${names++}@example.com`, email_verified: true };
    const halves = [await scene.halfway(provider), await scene.halfway(provider), await scene.halfway(provider)];
    const answers = await Promise.all(halves.map(scene.signInWith));
    const joined = answers.filter(({ status }) => status === 200);
    expect(new Set(joined.map(({ body }) => body.account)).size).toBe(1);
    expect(answers.filter((one) => !joined.includes(one)).map(({ code }) => code)).toEqual(
      answers.slice(joined.length).map(() => "sso-failed"),
    );
  });
});

describe("a link", () => {
  test("is made by who is signed in, with a fresh proof, and shown", async () => {
    const person = await someone();
    idp.user = { ...idp.user, email: "shown@example.com" };
    await scene.linked(person, company);
    const { links } = (await person.call("ssoLinks")).body;
    expect(links).toMatchObject([{ provider: company, shown: "shown@example.com", names: { en: "Company" } }]);
    const { account } = person;
    const reviewed = (await owner.call("reviewPerson", { account })).body.person;
    expect(reviewed.sso).toEqual([{ id: company, names: { en: "Company", zh: "公司" } }]);
    const facts = (await person.call("ownFacts")).text;
    expect(facts).toContain("sso.linked");
    clock.pass(16 * 60_000);
    const begin = await person.call("beginSsoLink", {}, {
      provider: company,
      challenge: keptSecret().challenge,
    } as never);
    expect(begin).toMatchObject({ code: "proof-needed" });
  });

  test("is to a sign-in there, never to an address of mail", async () => {
    const person = await someone();
    idp.user = { sub: "first", email: "same@example.com", email_verified: true };
    await scene.linked(person, company);
    idp.user = { sub: "second", email: "same@example.com", email_verified: true };
    expect(await scene.signIn(company)).toMatchObject({ code: "sso-unknown" });
    idp.user = { sub: "first", email: "changed@example.com" };
    expect((await scene.signIn(company)).body.account).toBe(person.account);
  });

  test("belongs to one account, also when two make it at once", async () => {
    const [one, other] = [await linkedPerson(), await someone()];
    expect(await scene.linked(other, company)).toMatchObject({ code: "sso-linked-already" });
    expect((await scene.signIn(company)).body.account).toBe(one.account);
    idp.user = { sub: `new-${names++}` };
    const [a, b] = [await someone(), await someone()];
    const [backA, backB] = [
      await scene.begunBy(a, "beginSsoLink", company),
      await scene.begunBy(b, "beginSsoLink", company),
    ];
    const answers = await Promise.all([a.call("linkSso", {}, backA), b.call("linkSso", {}, backB)]);
    expect(answers.map(({ code }) => code).toSorted()).toEqual(["", "sso-linked-already"]);
  });

  test("is taken away with the sessions that it began, and makes nobody new afterwards", async () => {
    const provider = await scene.on({ joining: "domain", domains: ["example.com"] });
    idp.user = { ...idp.user, email: "x@example.com", email_verified: true };
    const person = await someone();
    const { id: link } = (await scene.linked(person, provider)).body;
    const session = raw.personOf((await scene.signIn(provider)).body);
    const socket = await session.connect();
    const closed = socket.closed();
    expect(await person.call("unlinkSso", { link })).toMatchObject({ status: 204 });
    expect(await closed).toMatchObject({ code: 4401 });
    expect(await session.call("me")).toMatchObject({ code: "signed-out" });
    expect((await person.call("me")).status).toBe(200);
    expect(await scene.signIn(provider)).toMatchObject({ code: "sso-unknown" });
    expect((await scene.linked(person, provider)).status).toBe(200);
  });

  test("of another person is not there to be taken away", async () => {
    const [one, other] = [await someone(), await someone()];
    const { id: link } = (await scene.linked(one, company)).body;
    expect(await other.call("unlinkSso", { link })).toMatchObject({ code: "not-found" });
  });

  test("alone leaves a session that says so, until somebody proves who it is", async () => {
    const signs = async (person: RawMember) => (await person.call("devices")).body.devices.at(-1).sessions.at(-1).signs;
    const person = await bySsoAlone();
    expect(await signs(person)).toContain("unproven");
    expect((await prove(person)).answer.status).toBe(200);
    expect(await signs(person)).not.toContain("unproven");
  });

  test("that is the last way in stays, and so does a passkey that is", async () => {
    const person = await provenBySso();
    const [{ id: link }] = (await person.call("ssoLinks")).body.links;
    expect(await person.call("unlinkSso", { link })).toMatchObject({ code: "last-way-in" });
    const key = new SoftPasskey(world.url);
    const { ticket, passkey } = (await person.call("askNewPasskey")).body;
    const { id } = (await person.call("addPasskey", {}, { ticket, name: "k", passkey: key.create(passkey) })).body;
    expect(await person.call("unlinkSso", { link })).toMatchObject({ status: 204 });
    expect(await person.call("removePasskey", { passkey: id })).toMatchObject({ code: "last-way-in" });
  });

  test("and the last passkey, taken away at once, leave one of them", async () => {
    const person = await provenBySso();
    const [{ id: link }] = (await person.call("ssoLinks")).body.links;
    const { ticket, passkey } = (await person.call("askNewPasskey")).body;
    const created = new SoftPasskey(world.url).create(passkey);
    const { id } = (await person.call("addPasskey", {}, { ticket, name: "k", passkey: created })).body;
    const answers = await Promise.all([
      person.call("unlinkSso", { link }),
      person.call("removePasskey", { passkey: id }),
    ]);
    expect(answers.map(({ code }) => code).toSorted()).toEqual(["", "last-way-in"]);
  });
});

describe("a proof anew", () => {
  test("is by signing in there again, for who has no password, also right after the service let them in unasked", async () => {
    const person = await bySsoAlone();
    expect(await person.call("askTotp")).toMatchObject({ code: "proof-needed" });
    const { ask, answer } = await prove(person);
    expect(ask.kinds).toEqual(["sso"]);
    expect(ask.sso).toMatchObject([{ id: company }]);
    expect(idp.lastQuery.get("prompt")).toBe("login");
    expect(idp.lastQuery.get("max_age")).toBe("0");
    expect(answer).toMatchObject({ status: 200 });
    expect((await person.call("askTotp")).status).toBe(200);
  });

  test("is not by having signed in there before, nor by another person's sign-in", async () => {
    const person = await bySsoAlone();
    const mine = idp.user;
    idp.lies = { idToken: { auth_time: Math.floor(Date.now() / 1_000) - 3_600 } };
    expect((await prove(person)).answer).toMatchObject({ code: "sso-failed" });
    idp.lies = {};
    idp.user = { sub: "another" };
    expect((await prove(person)).answer).toMatchObject({ code: "proof-wrong" });
    idp.user = mine;
    expect((await prove(person)).answer).toMatchObject({ status: 200 });
  });

  test("is not by the service alone for who has a second factor", async () => {
    const person = await provenBySso();
    const { ticket, passkey } = (await person.call("askNewPasskey")).body;
    const created = new SoftPasskey(world.url).create(passkey);
    await person.call("addPasskey", {}, { ticket, name: "k", passkey: created });
    const { ask, answer } = await prove(person);
    expect(ask.kinds).toEqual(["passkey"]);
    expect(answer).toMatchObject({ code: "proof-wrong" });
  });
});

describe("as the only way in", () => {
  test("it is for all but owners: sessions of other ways end, and none begins", async () => {
    const [linked, other] = [await linkedPerson(), await someone()];
    const bySso = raw.personOf((await scene.signIn(company)).body);
    await owner.proves();
    expect(await owner.call("requireSso", {}, { isRequired: true })).toMatchObject({ status: 204 });
    await expect.poll(async () => (await other.call("me")).code).toBe("signed-out");
    await expect.poll(async () => (await linked.call("me")).code).toBe("signed-out");
    expect((await bySso.call("me")).status).toBe(200);
    expect((await owner.call("me")).status).toBe(200);
    expect(await raw.signIn(other.handle)).toMatchObject({ code: "sso-required" });
    expect(await raw.signIn(other.handle, "not the password")).toMatchObject({ code: "sign-in-failed" });
    const invited = { token: await scene.invitation(), ...raw.newPerson(`person${names++}`) };
    expect(await raw.call("acceptInvitation", { body: invited })).toMatchObject({ code: "sso-required" });
    expect((await raw.signIn("owner")).status).toBe(200);
    expect((await scene.signIn(company)).body.account).toBe(linked.account);
    await owner.call("requireSso", {}, { isRequired: false });
    expect((await raw.signIn(other.handle)).status).toBe(200);
  });

  test("it is not taken unless a service is on", async () => {
    const { providers } = (await owner.call("ssoProviders")).body;
    await owner.proves();
    for (const { id } of providers) await owner.call("switchSsoProvider", { provider: id }, { isOn: false });
    expect(await owner.call("requireSso", {}, { isRequired: true })).toMatchObject({ code: "sso-untested" });
    await owner.call("switchSsoProvider", { provider: company }, { isOn: true });
  });

  test("switching a service off ends the sessions that it began, within two seconds", async () => {
    const provider = await scene.on();
    const person = await someone();
    await scene.linked(person, provider);
    const session = raw.personOf((await scene.signIn(provider)).body);
    const socket = await session.connect();
    const from = performance.now();
    await owner.call("switchSsoProvider", { provider }, { isOn: false });
    expect(await socket.closed()).toMatchObject({ code: 4401 });
    expect(performance.now() - from).toBeLessThan(2_000);
    expect((await person.call("me")).status).toBe(200);
  });

  test("it ends a sign-in by it that waits for a second factor, too", async () => {
    const provider = await scene.on();
    const person = await someone();
    await scene.linked(person, provider);
    const key = new SoftPasskey(world.url);
    const { ticket, passkey } = (await person.call("askNewPasskey")).body;
    await person.call("addPasskey", {}, { ticket, name: "key", passkey: key.create(passkey) });
    const { ask } = (await scene.signIn(provider)).body;
    await owner.call("switchSsoProvider", { provider }, { isOn: false });
    const proof = { kind: "passkey", passkey: key.get(ask.passkey) } as const;
    const answer = await raw.call("proveSignIn", { body: { ticket: ask.ticket, proof } });
    expect(answer).toMatchObject({ code: "proof-over" });
  });
});

test("a person does not have the server ask a service without end", async () => {
  const person = await someone();
  const begin = () =>
    person.call("beginSsoProof", {}, { provider: company, challenge: keptSecret().challenge } as never);
  const codes = new Set<string>();
  for (let n = 0; n < 100; n++) codes.add((await begin()).code);
  expect(codes).toEqual(new Set(["", "rate-limited"]));
});

describe("the way back", () => {
  test("leaves nothing of what the service said in an address that a browser sends on", async () => {
    const answer = await raw.http("GET", `/sso/callback/${company}?code=canary&state=${"A".repeat(43)}`);
    expect(answer.status).toBe(303);
    expect(answer.text).not.toContain("canary");
  });

  test("goes to a program on the same machine alone, where one began", async () => {
    const { challenge } = keptSecret();
    const begin = (back: number | "code") =>
      raw.call("beginSsoSignIn", { body: { provider: company, challenge, back } as never });
    const ends = ["http://127.0.0.1:51234/", `${world.url}/sso#`];
    const browser = softBrowser(world.ca);
    const there = await browser.follow((await begin(51_234)).body.url, ends);
    expect(there.host).toBe("127.0.0.1:51234");
    expect(there.searchParams.get("code")).toBeTruthy();
    const shown = await browser.follow((await begin("code")).body.url, ends);
    const pasted = Buffer.from(new URLSearchParams(shown.hash.slice(1)).get("paste") ?? "", "base64url").toString();
    expect(new URLSearchParams(pasted).get("code")).toBeTruthy();
    expect(await begin(80)).toMatchObject({ code: "bad-request" });
  });
});
