/**
 * The ledger: the only way to write. `work` returns a plan that carries the fact to record; rows and fact are stored
 * together or not at all. Listeners are told after the commit, in the order of the log.
 */
import type { FactType, Plan, Receipt, WirePlan } from "./plan.ts";
import { type AnyGrant, type Grant, isGenuine, type OpenGrant, type Policy } from "./policy/policy.ts";
import { ok, type Result } from "./result.ts";
import type { WriterThread } from "./writer/writer-thread.ts";

const BY_NOBODY = { scope: null, version: 0, by: null, standing: 0 } as const;
const decidedOn = ({
  scope,
  version,
  caller,
  standing,
}: Pick<Grant, "scope" | "version" | "caller" | "standing">): Pick<
  WirePlan,
  "scope" | "version" | "by" | "standing"
> => ({ scope, version, by: caller.account, standing });

type Listener = (notice: never, receipt: Receipt) => void;

export interface Ledger {
  /**
   * Applies the plan that `work` makes. Resolves when it is durable and in the log, or refused. When roles changed since
   * the grant was decided, permission is decided anew, once.
   */
  commit<N>(grant: AnyGrant | OpenGrant, work: () => Plan<N> | Promise<Plan<N>>): Promise<Result<Receipt>>;
  /** Where the last commit under this very grant was recorded: a grant is made anew for each request. */
  receiptOf(grant: AnyGrant | OpenGrant): Receipt | undefined;
  /** Calls `listener` after each commit of that fact. A listener must not throw; what it starts is its own to finish. */
  on<N>(fact: FactType<N>, listener: (notice: N, receipt: Receipt) => void): void;
}

export function createLedger({ writer, policy }: { readonly writer: WriterThread; readonly policy: Policy }): Ledger {
  const listeners = new Map<string, Listener[]>();
  const receipts = new WeakMap<object, Receipt>();
  const remember = (grant: object, result: Result<Receipt>): Result<Receipt> => {
    if (result.ok) receipts.set(grant, result.value);
    return result;
  };
  const attempt = async <N>(
    plan: Plan<N>,
    at: Pick<WirePlan, "scope" | "version" | "by" | "standing">,
  ): Promise<Result<Receipt>> => {
    const outcome = await writer.apply({
      steps: plan.steps,
      fact: { kind: plan.fact.kind, about: plan.about },
      scope: at.scope,
      version: at.version,
      by: at.by,
      standing: at.standing,
    });
    if (!outcome.ok) return outcome;
    for (const listener of listeners.get(plan.fact.kind) ?? []) listener(plan.notice as never, outcome.receipt);
    return ok(outcome.receipt);
  };
  return {
    commit: async (grant, work) => {
      if (!isGenuine(grant)) throw new Error("expected a grant that the policy made");
      const plan = await work();
      if (!("action" in grant)) return remember(grant, await attempt(plan, BY_NOBODY));
      const first = await attempt(plan, decidedOn(grant));
      if (first.ok || first.refusal.code !== "permission-changed") return remember(grant, first);
      const renewed = await policy.renew(grant);
      return renewed.ok ? remember(grant, await attempt(plan, decidedOn(renewed.value))) : renewed;
    },
    receiptOf: (grant) => receipts.get(grant),
    on: (fact, listener) => {
      const known = listeners.get(fact.kind) ?? [];
      known.push(listener);
      listeners.set(fact.kind, known);
    },
  };
}
