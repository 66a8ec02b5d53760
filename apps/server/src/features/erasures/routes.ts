import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { ErasureRules } from "./erasures.ts";

const org = () => ({ kind: "org" }) as const;

export const erasureRoutes = (rules: ErasureRules): readonly HttpRoute[] => [
  route("erase")
    .requires("records.erase", org)
    .handle((grant, { body }) => rules.erase(grant, body)),
  route("erasures")
    .requires("erasures.list", org)
    .handle((grant) => rules.list(grant)),
  route("withdrawErasure")
    .requires("erasures.withdraw", org)
    .handle((grant, { params }) => rules.withdraw(grant, params.erasure)),
];
