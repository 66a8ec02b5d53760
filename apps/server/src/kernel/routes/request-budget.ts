/** How much one session, and all sessions of one account together, may ask in a time: one of them must not take the disk, the queue or the processor. */
import { REQUEST_BUDGETS } from "@warbler/protocol";
import type { Clock } from "../clock.ts";
import type { Caller } from "../policy/policy.ts";
import { createThrottle } from "../throttle.ts";

export interface RequestBudget {
  /** Milliseconds to wait, or 0 when the request may go on. */
  take(caller: Caller): number;
  /** Of the session's own budget alone: the account's other sessions cannot use it up. */
  takeOfSession(caller: Caller): number;
}

/** One for requests that change something, one for those that read. */
export interface RequestBudgets {
  readonly writes: RequestBudget;
  readonly reads: RequestBudget;
}

const KEYS = 100_000;

/** `perSecond` for one session in the long run; `REQUEST_BUDGETS` say what may come at once, and what an account gets. */
export function createRequestBudget(perSecond: number, clock: Pick<Clock, "nowMs">): RequestBudget {
  const bucket = (rate: number) =>
    createThrottle({ burst: rate * REQUEST_BUDGETS.burstSeconds, refillMs: 1_000 / rate, keys: KEYS });
  const ofSession = bucket(perSecond);
  const ofAccount = bucket(perSecond * REQUEST_BUDGETS.accountFactor);
  return {
    take: ({ session, account }) => {
      const nowMs = clock.nowMs();
      return ofSession.take(session, nowMs) || ofAccount.take(account, nowMs);
    },
    takeOfSession: ({ session }) => ofSession.take(session, clock.nowMs()),
  };
}
