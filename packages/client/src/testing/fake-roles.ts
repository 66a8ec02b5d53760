/** The fake server's policy: it keeps the document and answers with it; nothing is decided by it. */
import {
  type AccountId,
  NO_POLICY,
  newId,
  ORG_ACTIONS,
  type PolicyDocument,
  type RequestId,
  type RoleRequest,
  ruleOf,
} from "@warbler/protocol";
import type { Handlers } from "./fake-call.ts";
import { type FakeState, Refused } from "./fake-state.ts";

interface FakePolicy {
  version: number;
  document: PolicyDocument;
  held: { account: AccountId; role: RoleRequest["role"]; sinceMs: number; untilMs?: number }[];
  readonly requests: Map<RequestId, RoleRequest>;
}
const policies = new WeakMap<FakeState, FakePolicy>();
const policyOf = (state: FakeState): FakePolicy => {
  const known = policies.get(state) ?? { version: 0, document: NO_POLICY, held: [], requests: new Map() };
  policies.set(state, known);
  return known;
};

const personOf = (state: FakeState, id: unknown) => {
  const person = state.people.get(id as AccountId);
  if (person === undefined) throw new Refused("not-found");
  return person;
};

export const roleHandlers: Handlers = {
  grantRole: ({ state, caller, input }) => {
    if (personOf(state, caller().account).role !== "owner") throw new Refused("forbidden");
    state.people.set(input.account, { ...personOf(state, input.account), role: input.role });
    return undefined;
  },
  suspendPerson: ({ state, params }) => {
    const person = personOf(state, params["account"]);
    state.people.set(person.id, { ...person, suspended: true });
    return undefined;
  },
  reinstatePerson: ({ state, params }) => {
    const { suspended: _, ...person } = personOf(state, params["account"]);
    state.people.set(person.id, person);
    return undefined;
  },
  removePerson: ({ state, params }) => {
    const person = personOf(state, params["account"]);
    state.people.set(person.id, { ...person, role: "removed" });
    return undefined;
  },
  permissions: ({ state, caller }) => {
    const { role } = personOf(state, caller().account);
    return { may: ORG_ACTIONS.filter((action) => ruleOf(action).org?.some((one) => one === role)) };
  },
  policy: ({ state }) => {
    const { version, document } = policyOf(state);
    return { version, document };
  },
  simulatePolicy: ({ caller, input }) => ({
    faults: input.document.roles.some(({ name }) => name === "Refused")
      ? [{ en: "That is not allowed.", zh: "不允许。" }]
      : [],
    failing: input.document.tests.flatMap((test, at) => (test.may ? [] : [at])),
    people: [{ account: caller().account, gains: ["import.run"], loses: [] }],
    affected: 1,
  }),
  changePolicy: ({ state, input }) => {
    const policy = policyOf(state);
    if (input.version !== policy.version) throw new Refused("stale-policy");
    policy.version++;
    policy.document = input.document;
    return { version: policy.version, document: policy.document };
  },
  emergenciesNow: () => ({ active: [], unjudged: 0 }),
  heldRoles: ({ state }) => ({ held: policyOf(state).held }),
  holdRole: ({ state, input: { account, role, forMs } }) => {
    const sinceMs = state.nowMs();
    policyOf(state).held.push({ account, role, sinceMs, ...(forMs !== undefined && { untilMs: sinceMs + forMs }) });
    return undefined;
  },
  dropRole: ({ state, input }) => {
    const policy = policyOf(state);
    policy.held = policy.held.filter(({ account, role }) => account !== input.account || role !== input.role);
    return undefined;
  },
  askRole: ({ state, caller, input }) => {
    const askedAtMs = state.nowMs();
    const id = newId<RequestId>();
    const { account } = caller();
    const asked = { ...input, id, account, askedAtMs, expiresAtMs: askedAtMs + 1_000, state: "open" } as const;
    policyOf(state).requests.set(id, asked);
    return asked;
  },
  ownRoleRequests: ({ state, caller }) => {
    const { account } = caller();
    return { requests: [...policyOf(state).requests.values()].filter((one) => one.account === account) };
  },
  roleRequests: ({ state }) => ({ requests: [...policyOf(state).requests.values()] }),
  answerRoleRequest: ({ state, params, input }) => {
    const { requests } = policyOf(state);
    const asked = requests.get(params["request"] as RequestId);
    if (asked === undefined) throw new Refused("not-found");
    requests.set(asked.id, { ...asked, state: input.grant ? "granted" : "refused" });
    return undefined;
  },
  why: () => ({
    why: { may: true, by: "self" },
    en: "Yes: everybody may do that.",
    zh: "可以：每个人都可以。",
  }),
};
