import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { CustodianRules } from "./custodians.ts";

const org = () => ({ kind: "org" }) as const;

export const custodianRoutes = (rules: CustodianRules): readonly HttpRoute[] => [
  route("serverKeys")
    .requires("key.list", org)
    .handle((grant) => rules.list(grant)),
  route("nameCustodian")
    .requires("key.assign", org)
    .handle((grant, { body }) => rules.name(grant, body)),
];
