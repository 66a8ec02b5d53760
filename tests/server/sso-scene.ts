/** An organisation with a sign-in service, and people who go the whole way by it. */
import { createHash, randomBytes } from "node:crypto";
import type { ApiInput, SsoReturn } from "@warbler/protocol";
import { type RawMember, SoftProvider, softBrowser, type World } from "@warbler/testkit";

export type ProviderInput = Partial<ApiInput<"addSsoProvider">>;

/** A secret of whoever begins, and what the server is told of it. */
export function keptSecret() {
  const secret = randomBytes(32);
  return { secret: secret.toString("base64url"), challenge: createHash("sha256").update(secret).digest("base64url") };
}

export async function ssoScene(world: World) {
  const { raw, ca } = world;
  const { owner } = raw;
  const device = raw.newPerson("any").device;
  const idp = await SoftProvider.open(world.folder);
  idp.nowMs = world.clock.nowMs;

  /** A service that is known, and not more. */
  const added = async (input: ProviderInput = {}, at = idp) => {
    const body = {
      issuer: at.issuer,
      names: { en: "Company", zh: "公司" },
      clientId: at.client.id,
      privateNetwork: true,
      authority: ca,
      ...input,
    };
    await owner.proves();
    const { id } = (await owner.call("addSsoProvider", {}, body)).body;
    await owner.call("setSsoSecret", { provider: id }, { secret: at.client.secret });
    return id as string;
  };
  /** A browser goes to the service and comes back; what the page there finds behind the `#`. */
  const wayBack = async (url: string): Promise<URLSearchParams> => {
    const { hash } = await softBrowser(ca).follow(url, [`${world.url}/sso#`]);
    return new URLSearchParams(hash.slice(1));
  };
  const returned = (back: URLSearchParams, secret: string): SsoReturn => ({
    state: back.get("state") ?? "",
    secret,
    ...(back.has("code") && { code: back.get("code") ?? "" }),
    ...(back.has("error") && { error: back.get("error") ?? "" }),
    ...(back.has("iss") && { iss: back.get("iss") ?? "" }),
  });
  /** What a browser has after the service, with nothing ended yet. */
  const halfway = async (provider: string, invitation?: string) => {
    const { secret, challenge } = keptSecret();
    const asked = { provider, challenge, ...(invitation !== undefined && { invitation }) };
    const begun = await raw.call("beginSsoSignIn", { body: asked as never });
    if (begun.code !== "") throw new Error(`expected a sign-in to begin, got ${begun.text}`);
    return returned(await wayBack(begun.body.url), secret);
  };
  const signInWith = (back: SsoReturn) => raw.call("signInBySso", { body: { back, device } });
  const signIn = async (provider: string, invitation?: string) => signInWith(await halfway(provider, invitation));

  const begunBy = async (
    person: RawMember,
    name: "beginSsoLink" | "beginSsoTest" | "beginSsoProof",
    provider: string,
  ) => {
    const { secret, challenge } = keptSecret();
    const begun = await person.call(name, {}, { provider, challenge } as never);
    if (begun.code !== "") throw new Error(`expected ${name} to begin, got ${begun.text}`);
    return returned(await wayBack(begun.body.url), secret);
  };
  const tested = async (provider: string) => {
    await owner.proves();
    return owner.call("endSsoTest", {}, await begunBy(owner, "beginSsoTest", provider));
  };
  /** A service by which one can sign in. */
  const on = async (input: ProviderInput = {}, at = idp) => {
    const provider = await added(input, at);
    await tested(provider);
    await owner.call("switchSsoProvider", { provider }, { isOn: true });
    return provider;
  };
  const linked = async (person: RawMember, provider: string) =>
    person.call("linkSso", {}, await begunBy(person, "beginSsoLink", provider));
  const invitation = async (role: ApiInput<"invite">["role"] = "member") =>
    (await owner.call("invite", {}, { role })).body.token as string;

  return { idp, device, added, on, tested, halfway, signIn, signInWith, begunBy, linked, invitation };
}
