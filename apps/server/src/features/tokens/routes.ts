import type { AccountId } from "@warbler/protocol";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { BotRules } from "./bots.ts";
import type { TokenRules } from "./tokens.ts";

const org = () => ({ kind: "org" }) as const;
const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;

export const tokenRoutes = (bots: BotRules, tokens: TokenRules): readonly HttpRoute[] => [
  route("bots")
    .requires("bot.list", org)
    .handle((grant) => bots.list(grant)),
  route("makeBot")
    .requires("bot.manage", org)
    .handle((grant, { body }) => bots.make(grant, body)),
  route("handOverBot")
    .requires("bot.manage", org)
    .handle((grant, { params, body }) => bots.handOver(grant, params.account, body.owner)),
  route("removeBot")
    .requires("bot.manage", org)
    .handle((grant, { params, body }) => bots.remove(grant, params.account, body.reason)),
  route("makeToken")
    .requires("bot.manage", org)
    .handle((grant, { params, body }) => tokens.make(grant, params.account, body)),
  route("revokeToken")
    .requires("token.revoke", org)
    .handle((grant, { params }) => tokens.revoke(grant, params.token)),
  route("ownToken")
    .requires("account.read", self)
    .handle((grant) => tokens.own(grant)),
];
