/** The fake server's acts under dual control: each needs one other, whose signature is looked at for its length alone. */
import {
  type ActRequestAnswer,
  bytesFromBase64url,
  DUAL_ACTIONS,
  jsonValue,
  newId,
  type RequestId,
} from "@warbler/protocol";
import type { Handlers } from "./fake-call.ts";
import { type FakeState, Refused } from "./fake-state.ts";

const DAY_MS = 24 * 3_600_000;
const acts = new WeakMap<FakeState, Map<RequestId, ActRequestAnswer>>();
const actsOf = (state: FakeState) => {
  const known = acts.get(state) ?? new Map<RequestId, ActRequestAnswer>();
  acts.set(state, known);
  return known;
};
const openAct = (state: FakeState, id: unknown): ActRequestAnswer => {
  const act = [...actsOf(state).values()].find((one) => one.id === id);
  if (act?.state !== "open") throw new Refused("not-found");
  return act;
};
const [anyAction = "audit.query"] = DUAL_ACTIONS;

export const actHandlers: Handlers = {
  askAct: ({ state, caller, input }) => {
    const { account } = caller();
    const askedAtMs = state.nowMs();
    const act: ActRequestAnswer = {
      ...{ id: newId<RequestId>(), account, route: input.route, params: input.params, reason: input.reason },
      body: jsonValue.parse(input.body ?? null),
      action: input.route === "queryAudit" ? "audit.query" : anyAction,
      ...{ askedAtMs, expiresAtMs: askedAtMs + DAY_MS, state: "open", needed: 1, keys: "any", approvals: [] },
    };
    actsOf(state).set(act.id, act);
    return act;
  },
  actRequests: ({ state }) => ({ requests: [...actsOf(state).values()].reverse() }),
  ownActRequests: ({ state, caller }) => {
    const { account } = caller();
    return { requests: [...actsOf(state).values()].filter((one) => one.account === account).reverse() };
  },
  approveAct: ({ state, caller, params, input }) => {
    const act = openAct(state, params["request"]);
    const { account, device } = caller();
    if (act.account === account) throw new Refused("forbidden");
    if ("passkey" in input || act.keys === "passkey") throw new Refused("passkey-needed");
    const { signature } = input;
    if (bytesFromBase64url(signature)?.length !== 64) throw new Refused("bad-request");
    const approval = { account, device, atMs: state.nowMs(), evidence: { by: "device", signature } } as const;
    const signed = { ...act, approvals: [...act.approvals, approval] };
    actsOf(state).set(act.id, signed);
    return signed;
  },
  executeAct: ({ state, caller, params }) => {
    const act = openAct(state, params["request"]);
    if (act.account !== caller().account) throw new Refused("not-found");
    if (act.approvals.length < act.needed) throw new Refused("approval-needed");
    actsOf(state).set(act.id, { ...act, state: "executed" });
    return { answer: null };
  },
  withdrawAct: ({ state, caller, params }) => {
    const act = openAct(state, params["request"]);
    if (act.account !== caller().account) throw new Refused("not-found");
    actsOf(state).set(act.id, { ...act, state: "withdrawn" });
    return undefined;
  },
};
