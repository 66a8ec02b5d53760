import type { AccountId } from "@warbler/protocol";
import { ok } from "../../kernel/result.ts";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { callbackOf } from "./callback.ts";
import type { LinkRules } from "./links.ts";
import type { LogoutRules } from "./logout.ts";
import type { ProviderRules } from "./providers.ts";
import type { SsoSignInRules } from "./sign-in.ts";

const org = () => ({ kind: "org" }) as const;
const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;

export interface SsoRouteRules {
  readonly providers: ProviderRules;
  readonly signIn: SsoSignInRules;
  readonly links: LinkRules;
  readonly logout: LogoutRules;
  readonly callback: ReturnType<typeof callbackOf>;
}

export const ssoRoutes = (rules: SsoRouteRules): readonly HttpRoute[] => [...ownRoutes(rules), ...officerRoutes(rules)];

const ownRoutes = ({ providers, signIn, links, logout, callback }: SsoRouteRules): readonly HttpRoute[] => [
  route("ssoChoices")
    .openToAnyone("who signs in must know by what")
    .handle(async () => ok(await providers.choices())),
  route("beginSsoSignIn")
    .openToAnyone("signing in comes before being someone")
    .handle((grant, { body }, origin) => signIn.begin(grant, body, origin)),
  route("signInBySso")
    .openToAnyone("what the service signed, and the secret of who began, are the proof of who it is")
    .handle((grant, { body }, origin) => signIn.end(grant, body, origin)),
  route("ssoCallback")
    .openToAnyone("a browser comes back with nothing but what the service said; it is only sent on")
    .handle((_grant, { params, body }) => callback(params.provider, body)),
  route("ssoLogout")
    .openToAnyone("the token that the service signed is the permission")
    .handle((grant, { params, body }, origin) => logout.logout(grant, params.provider, body, origin)),
  route("beginSsoProof")
    .requires("proof.give", self)
    .handle((grant, { body }) => links.beginProof(grant, body)),
  route("ssoLinks")
    .requires("factor.list", self)
    .handle((grant) => links.list(grant)),
  route("beginSsoLink")
    .requires("factor.change", self)
    .handle((grant, { body }) => links.begin(grant, body)),
  route("linkSso")
    .requires("factor.change", self)
    .handle((grant, { body }) => links.link(grant, body)),
  route("unlinkSso")
    .requires("factor.change", self)
    .handle((grant, { params }) => links.unlink(grant, params.link)),
];

const officerRoutes = ({ providers }: SsoRouteRules): readonly HttpRoute[] => [
  route("ssoProviders")
    .requires("policy.read", org)
    .handle((grant) => providers.list(grant)),
  route("addSsoProvider")
    .requires("sso.configure", org)
    .handle((grant, { body }) => providers.add(grant, body)),
  route("changeSsoProvider")
    .requires("sso.configure", org)
    .handle((grant, { params, body }) => providers.change(grant, params.provider, body)),
  route("removeSsoProvider")
    .requires("sso.configure", org)
    .handle((grant, { params }) => providers.remove(grant, params.provider)),
  route("switchSsoProvider")
    .requires("sso.configure", org)
    .handle((grant, { params, body }) => providers.turn(grant, params.provider, body.isOn)),
  route("requireSso")
    .requires("sso.configure", org)
    .handle((grant, { body }) => providers.require(grant, body.isRequired)),
  route("setSsoSecret")
    .requires("sso.try", org)
    .handle((grant, { params, body }) => providers.setSecret(grant, params.provider, body)),
  route("checkSsoProvider")
    .requires("sso.try", org)
    .handle((grant, { params }) => providers.check(grant, params.provider)),
  route("beginSsoTest")
    .requires("sso.try", org)
    .handle((grant, { body }) => providers.beginTest(grant, body)),
  route("endSsoTest")
    .requires("sso.try", org)
    .handle((grant, { body }) => providers.endTest(grant, body)),
];
