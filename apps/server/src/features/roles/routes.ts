import type { AccountId } from "@warbler/protocol";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { RoleRules } from "./roles.ts";

const org = () => ({ kind: "org" }) as const;
const personOf = ({ params }: { readonly params: { readonly account: AccountId } }) =>
  ({ kind: "account", account: params.account }) as const;

export const roleRoutes = (rules: RoleRules): readonly HttpRoute[] => [
  route("grantRole")
    .requires("role.grant", org)
    .handle((grant, { body }) => rules.grantRole(grant, body)),
  route("suspendPerson")
    .requires("person.suspend", personOf)
    .handle((grant, { body }) => rules.suspend(grant, body.reason)),
  route("reinstatePerson")
    .requires("person.suspend", personOf)
    .handle((grant) => rules.reinstate(grant)),
  route("removePerson")
    .requires("person.remove", personOf)
    .handle((grant, { body }) => rules.remove(grant, body.reason)),
];
