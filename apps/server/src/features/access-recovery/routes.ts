import type { AccountId } from "@warbler/protocol";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { AccessLinkRules } from "./access-link.ts";
import type { AccessRecoveryRules } from "./access-recovery.ts";

const org = () => ({ kind: "org" }) as const;
const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;
const personOf = ({ params }: { readonly params: { readonly account: AccountId } }) =>
  ({ kind: "account", account: params.account }) as const;
const BY_LINK = "who has lost the way in has no session; the one-time link is the permission";

export const accessRecoveryRoutes = (rules: AccessRecoveryRules, links: AccessLinkRules): readonly HttpRoute[] => [
  route("startAccessRecovery")
    .requires("access.recover", personOf)
    .handle((grant, { body }) => rules.start(grant, body.reason)),
  route("withdrawAccessRecovery")
    .requires("access.withdraw", personOf)
    .handle((grant) => rules.withdraw(grant)),
  route("accessRecoveries")
    .requires("access.list-recoveries", org)
    .handle((grant) => rules.list(grant)),
  route("ownAccessRecoveries")
    .requires("access.answer", self)
    .handle((grant) => rules.own(grant)),
  route("refuseAccessRecovery")
    .requires("access.answer", self)
    .handle((grant, { params }) => rules.refuse(grant, params.recovery)),
  route("confirmAccessRecovery")
    .requires("access.answer", self)
    .handle((grant, { params, body }) => rules.confirm(grant, params.recovery, body)),
  route("accessLink")
    .openToAnyone(BY_LINK)
    .handle((grant, { body }, origin) => links.look(grant, body.token, origin)),
  route("accessLinkWraps")
    .openToAnyone(BY_LINK)
    .handle((grant, { body }, origin) => links.wraps(grant, body.token, origin)),
  route("confirmAccessLink")
    .openToAnyone("the link is the permission, and the account's root key the proof of who it is")
    .handle((grant, { body }, origin) => links.confirm(grant, body, origin)),
  route("useAccessLink")
    .openToAnyone(BY_LINK)
    .handle((grant, { body }, origin) => links.use(grant, body, origin)),
];
