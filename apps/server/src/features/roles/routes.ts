import { type AccountId, LIMITS } from "@warbler/protocol";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { EmergencyRules } from "./emergencies.ts";
import type { HeldRules } from "./held.ts";
import type { PolicyRules } from "./policy-change.ts";
import type { RequestRules } from "./requests.ts";
import type { RoleRules } from "./roles.ts";

const org = () => ({ kind: "org" }) as const;
const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;
const personOf = ({ params }: { readonly params: { readonly account: AccountId } }) =>
  ({ kind: "account", account: params.account }) as const;
const POLICY = { maxBodyBytes: LIMITS.policyBodyBytes };

export const roleRoutes = ({
  rules,
  held,
  requests,
  policy,
  emergencies,
}: {
  readonly rules: RoleRules;
  readonly held: HeldRules;
  readonly requests: RequestRules;
  readonly policy: PolicyRules;
  readonly emergencies: EmergencyRules;
}): readonly HttpRoute[] => [
  route("grantRole")
    .requires("role.grant", org)
    .handle((grant, { body }) => rules.grantRole(grant, body)),
  route("heldRoles")
    .requires("policy.read", org)
    .handle((grant) => held.held(grant)),
  route("holdRole")
    .requires("role.grant", org)
    .handle((grant, { body }) => held.hold(grant, body)),
  route("dropRole")
    .requires("role.grant", org)
    .handle((grant, { body }) => held.drop(grant, body)),
  route("askRole")
    .requires("request.make", self)
    .handle((grant, { body }) => requests.ask(grant, body)),
  route("ownRoleRequests")
    .requires("request.make", self)
    .handle((grant) => requests.ownRequests(grant)),
  route("roleRequests")
    .requires("policy.read", org)
    .handle((grant) => requests.requests(grant)),
  route("answerRoleRequest")
    .requires("role.grant", org)
    .handle((grant, { params, body }) => requests.answer(grant, params.request, body)),
  route("withdrawRoleRequest")
    .requires("request.make", self)
    .handle((grant, { params }) => requests.withdraw(grant, params.request)),
  route("beginEmergency")
    .requires("emergency.begin", org)
    .handle((grant, { body }) => emergencies.begin(grant, body)),
  route("emergenciesNow")
    .requires("emergency.own", self)
    .handle((grant) => emergencies.now(grant)),
  route("ownEmergencies")
    .requires("emergency.own", self)
    .handle((grant) => emergencies.own(grant)),
  route("endOwnEmergency")
    .requires("emergency.own", self)
    .handle((grant, { params }) => emergencies.endOwn(grant, params.emergency)),
  route("emergencies")
    .requires("emergency.list", org)
    .handle((grant) => emergencies.list(grant)),
  route("endEmergency")
    .requires("emergency.end", org)
    .handle((grant, { params }) => emergencies.end(grant, params.emergency)),
  route("emergencyActs")
    .requires("emergency.judge", org)
    .handle((grant, { params }) => emergencies.acts(grant, params.emergency)),
  route("judgeEmergency")
    .requires("emergency.judge", org)
    .handle((grant, { params, body }) => emergencies.judge(grant, params.emergency, body)),
  route("why")
    .requires("permission.explain", ({ body }) => ({ kind: "account", account: body.account }))
    .handle((grant, { body }) => policy.why(grant, body)),
  route("permissions")
    .requires("permission.explain", self)
    .handle((grant) => policy.permissions(grant)),
  route("policy")
    .requires("policy.read", org)
    .handle((grant) => policy.read(grant)),
  route("changePolicy", POLICY)
    .requires("policy.change", org)
    .handle((grant, { body }) => policy.change(grant, body)),
  route("simulatePolicy", POLICY)
    .requires("policy.read", org)
    .handle((grant, { body }) => policy.simulate(grant, body.document)),
  route("suspendPerson")
    .requires("person.suspend", personOf)
    .handle((grant, { body }) => rules.suspend(grant, body.reason)),
  route("reinstatePerson")
    .requires("person.reinstate", personOf)
    .handle((grant) => rules.reinstate(grant)),
  route("removePerson")
    .requires("person.remove", personOf)
    .handle((grant, { body }) => rules.remove(grant, body.reason)),
];
