/**
 * A call of a route as data: parsed as a request would be, agreed to by others, and run by the same handler. What was signed, what
 * is decided on and what is done come from the same act, so that none of them can be another.
 */
import {
  type AccountId,
  type Act,
  type DualAction,
  type Endpoint,
  isDualAction,
  type Json,
  type ResourceOf,
} from "@warbler/protocol";
import type { AnyGrant, Caller, Decisions } from "../policy/policy.ts";
import { type Approval, quorumOf, type RequestedAct } from "../policy/quorum.ts";
import type { ApprovalRule } from "../policy/rule.ts";
import { ok, type Result, refuse } from "../result.ts";
import { endpointOf, type HttpRoute, parseParams } from "./route.ts";

/** A call of a route whose action may be under dual control. */
export interface ParsedAct {
  readonly action: DualAction;
  readonly resource: ResourceOf<DualAction>;
  /** The body after parsing, so that defaults are in what is signed. */
  readonly body: Json;
  run(grant: AnyGrant): Promise<Result<unknown>>;
}

/** An act that enough others agreed to. */
export interface AgreedAct {
  readonly action: DualAction;
  readonly approvers: readonly AccountId[];
  /** Does it. What may have changed since is asked once more in the commit. */
  run(): Promise<Result<Json | undefined>>;
}

export interface Acts {
  /** How many others must approve the act now, and with what. */
  ruleFor(action: DualAction, act: RequestedAct): Promise<ApprovalRule>;
  /** The act as its route would take it, if the caller may do it but for the approvals. */
  parse(caller: Caller, act: Act): Promise<Result<ParsedAct>>;
  /** Refused with `approval-needed` unless enough others signed this very act and may approve now. */
  agree(caller: Caller, act: RequestedAct, approvals: readonly Approval[]): Promise<Result<AgreedAct>>;
}

export function actsOver(
  policy: Pick<Decisions, "agree" | "approvalRule" | "explain">,
  routes: () => readonly HttpRoute[],
): Acts {
  let byName: ReadonlyMap<string, HttpRoute> | undefined;
  const parsedAct = (act: Act, caller: Pick<Caller, "account">): ParsedAct | undefined => {
    byName ??= new Map(routes().map((one): [string, HttpRoute] => [one.name, one]));
    const route = byName.get(act.route);
    return route === undefined ? undefined : parseAct(route, act, caller);
  };
  const parse = async (caller: Caller, act: Act): Promise<Result<ParsedAct>> => {
    const parsed = parsedAct(act, caller);
    if (parsed === undefined)
      return refuse("bad-request", "expected a route whose action may be under dual control, and what it takes");
    const why = await policy.explain(caller.account, parsed.action, parsed.resource);
    return why.may ? ok(parsed) : refuse("forbidden");
  };
  return {
    parse,
    ruleFor: (action, act) => policy.approvalRule(action, parsedAct(act, act)?.resource),
    async agree(caller, act, approvals) {
      const parsed = await parse(caller, act);
      if (!parsed.ok) return parsed;
      const { action, resource, run } = parsed.value;
      const quorum = await quorumOf(act, approvals);
      const agreed = await policy.agree(caller, action, resource, quorum);
      if (!agreed.ok) return agreed;
      const approvers = quorum.approvers((await policy.approvalRule(action, resource)).keys);
      return ok({ action, approvers, run: async () => (await run(agreed.value)) as Result<Json | undefined> });
    },
  };
}

function parseAct(
  route: HttpRoute,
  { params: given, body: raw }: Act,
  caller: Pick<Caller, "account">,
): ParsedAct | undefined {
  if ("openTo" in route.access || !isDualAction(route.access.action)) return undefined;
  const { action, resource } = route.access;
  const endpoint: Endpoint = endpointOf(route.name);
  const names = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, param]) => param ?? "");
  const params = parseParams(Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)])));
  if (params === undefined || names.some((one) => !(one in params)) || Object.keys(params).length !== names.length)
    return undefined;
  const parsed = endpoint.body?.safeParse(raw);
  if (parsed !== undefined && !parsed.success) return undefined;
  const body = parsed?.data;
  const input = { body, params, bytes: new Uint8Array() } as never;
  return {
    action,
    resource: resource(input, caller as Caller) as ResourceOf<DualAction>,
    body: (body ?? null) as Json,
    // It came from no address: the request that asked for it is over.
    run: (grant) => route.run(input, grant, { address: "", client: "" }),
  };
}
