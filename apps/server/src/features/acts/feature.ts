import { type AccountId, LIMITS } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { route } from "../../kernel/routes/route.ts";
import { type ActsDeps, actRules } from "./acts.ts";
import { actTables } from "./tables.ts";

export { actTables } from "./tables.ts";

const org = () => ({ kind: "org" }) as const;
const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;

export function actsFeature(deps: ActsDeps): Feature {
  const rules = actRules(deps);
  return {
    name: "acts",
    tables: actTables,
    routes: [
      route("actRequests")
        .requires("approval.give", org)
        .handle((grant) => rules.requests(grant)),
      route("askAct", { maxBodyBytes: LIMITS.policyBodyBytes })
        .requires("request.make", self)
        .handle((grant, { body }) => rules.ask(grant, body)),
      route("ownActRequests")
        .requires("request.make", self)
        .handle((grant) => rules.ownRequests(grant)),
      route("approveAct")
        .requires("approval.give", org)
        .handle((grant, { params, body }) => rules.approve(grant, params.request, body)),
      route("executeAct")
        .requires("request.make", self)
        .handle((grant, { params }) => rules.execute(grant, params.request)),
      route("withdrawAct")
        .requires("request.make", self)
        .handle((grant, { params }) => rules.withdraw(grant, params.request)),
    ],
  };
}
