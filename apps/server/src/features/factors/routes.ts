import type { AccountId } from "@warbler/protocol";
import { ok } from "../../kernel/result.ts";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { FactorRules } from "./factors.ts";
import type { SettingsRules } from "./settings.ts";

const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;

export const factorRoutes = (rules: FactorRules, settings: SettingsRules): readonly HttpRoute[] => [
  route("security")
    .openToAnyone("who joins must know how long a password has to be")
    .handle(async () => ok(await settings.current())),
  route("configureSecurity")
    .requires("security.configure", () => ({ kind: "org" }))
    .handle((grant, { body }) => settings.configure(grant, body)),
  route("passwordWords")
    .requires("account.read", self)
    .handle((grant) => settings.words(grant)),
  route("setPasswordWords")
    .requires("security.configure", () => ({ kind: "org" }))
    .handle((grant, { body }) => settings.setWords(grant, body.words)),
  route("factors")
    .requires("factor.list", self)
    .handle((grant) => rules.list(grant)),
  route("askNewPasskey")
    .requires("factor.change", self)
    .handle((grant) => rules.askNewPasskey(grant)),
  route("addPasskey")
    .requires("factor.change", self)
    .handle((grant, { body }) => rules.addPasskey(grant, body)),
  route("renamePasskey")
    .requires("factor.change", self)
    .handle((grant, { params, body }) => rules.renamePasskey(grant, params.passkey, body.name)),
  route("removePasskey")
    .requires("factor.change", self)
    .handle((grant, { params }) => rules.removePasskey(grant, params.passkey)),
  route("askTotp")
    .requires("factor.change", self)
    .handle((grant) => rules.askTotp(grant)),
  route("addTotp")
    .requires("factor.change", self)
    .handle((grant, { body }) => rules.addTotp(grant, body)),
  route("removeTotp")
    .requires("factor.change", self)
    .handle((grant) => rules.removeTotp(grant)),
  route("makeRecoveryCodes")
    .requires("factor.change", self)
    .handle((grant) => rules.makeRecoveryCodes(grant)),
];
