/** The whole way with a certified implementation of the other side: node-oidc-provider, over real TLS and real redirects. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import { join } from "node:path";
import { nodePlatform } from "@warbler/sdk/node";
import { openWorld, softBrowser } from "@warbler/testkit";
import Provider from "oidc-provider";
import { afterAll, expect, test } from "vitest";
import { keptSecret } from "./sso-scene.ts";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, ca } = world;
const { owner } = raw;
const CLIENT = { id: "warbler", secret: "a secret: with % and + signs" };

const [cert, key] = await Promise.all(
  ["server.pem", "server.key"].map((name) => readFile(join(world.folder, "tls", name), "utf8")),
);
const server = createServer({ cert, key });
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
afterAll(() => server.close());
const address = server.address();
const issuer = `https://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;

await owner.proves();
const added = await owner.call("addSsoProvider", {}, {
  issuer,
  names: { en: "Certified", zh: "认证" },
  clientId: CLIENT.id,
  privateNetwork: true,
  authority: ca,
  joining: "domain",
  domains: ["example.com"],
} as never);
const { id, callbackUrl, logoutUrl } = added.body;
await owner.call("setSsoSecret", { provider: id }, { secret: CLIENT.secret });

const trusting = nodePlatform({ ca });
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      redirect_uris: [callbackUrl],
      backchannel_logout_uri: logoutUrl,
      backchannel_logout_session_required: true,
    },
  ],
  cookies: { keys: ["a key of a test"] },
  ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
  claims: { openid: ["sub", "amr"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      // Signing out there asks nobody.
      logoutSource: (ctx: { body: string }, form: string) => {
        ctx.body = form;
      },
    },
  },
  fetch: (url: string | URL, options: RequestInit) => trusting.fetch(String(url), options),
  findAccount: (_ctx: unknown, sub: string) => ({
    accountId: sub,
    claims: () => ({ sub, email: `${sub}@example.com`, email_verified: true, name: `Somebody ${sub}` }),
  }),
  interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/login/${uid}` },
  loadExistingGrant: async (ctx: { oidc: { client: { clientId: string }; session: { accountId: string } } }) => {
    const { client, session } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});
const pushed: string[] = [];
const serve = provider.callback();
server.on("request", (request, response) => {
  if (request.url === "/request") pushed.push(request.url);
  const login = { accountId: "mei", amr: ["pwd", "mfa"] };
  const answered =
    request.url?.startsWith("/login/") === true
      ? provider.interactionFinished(request, response, { login })
      : serve(request, response);
  answered.catch(() => response.destroy());
});

const browser = softBrowser(ca);
async function cameBack(begun: { readonly body: { readonly url: string } }, secret: string) {
  const { hash } = await browser.follow(begun.body.url, [`${world.url}/sso#`]);
  const { state = "", code = "", iss = "" } = Object.fromEntries(new URLSearchParams(hash.slice(1)));
  return { state, code, iss, secret };
}

test("a service is tried, switched on, brings somebody in, proves them anew and tells when they sign out", async () => {
  expect((await owner.call("checkSsoProvider", { provider: id })).body.offers).toEqual({
    par: true,
    pkce: true,
    iss: true,
    logout: true,
  });
  const first = keptSecret();
  const testing = await owner.call("beginSsoTest", {}, { provider: id, challenge: first.challenge });
  const tested = await owner.call("endSsoTest", {}, await cameBack(testing, first.secret));
  expect(tested.body).toMatchObject({ subject: "mei", email: "mei@example.com", amr: ["pwd", "mfa"], mayJoin: true });
  // The request went to the service beforehand (RFC 9126): the browser carries nothing but its name.
  expect(pushed).toHaveLength(1);
  expect([...new URL(testing.body.url).searchParams.keys()].toSorted()).toEqual(["client_id", "request_uri"]);
  expect(await owner.call("switchSsoProvider", { provider: id }, { isOn: true })).toMatchObject({ status: 204 });

  const second = keptSecret();
  const begun = await raw.call("beginSsoSignIn", { body: { provider: id, challenge: second.challenge } as never });
  const back = await cameBack(begun, second.secret);
  const { device } = raw.newPerson("any");
  const signedIn = await raw.call("signInBySso", { body: { back, device } });
  expect(signedIn.body).toMatchObject({ handle: "mei", name: "Somebody mei", role: "member" });
  const person = raw.personOf(signedIn.body);

  const third = keptSecret();
  const proving = await person.call("beginSsoProof", {}, { provider: id, challenge: third.challenge });
  const proof = { kind: "sso", back: await cameBack(proving, third.secret) } as const;
  const { ticket } = (await person.call("askProof")).body;
  expect(await person.call("prove", {}, { ticket, proof })).toMatchObject({ status: 200 });

  const again = keptSecret();
  const next = await raw.call("beginSsoSignIn", { body: { provider: id, challenge: again.challenge } as never });
  const later = await raw.call("signInBySso", { body: { back: await cameBack(next, again.secret), device } });
  const other = raw.personOf(later.body);
  expect(other.account).toBe(person.account);

  // They sign out there, in their browser; the service tells this server.
  const socket = await other.connect();
  const page = await browser.page(`${issuer}/session/end?client_id=${CLIENT.id}`);
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
  await browser.page(`${issuer}/session/end/confirm`, { xsrf, logout: "yes" });
  expect(await socket.closed()).toMatchObject({ code: 4401 });
  expect((await other.call("me")).code).toBe("signed-out");
});
