/**
 * Dual control: an act is asked for as data, approved by signatures over exactly that data, and done from that data, once, by
 * the route it names. Everything is asked again when it is done: permission, the approvers' signatures and roles, and time.
 */
import {
  type AccountId,
  type ActRequestAnswer,
  type ApiParsed,
  type DualAction,
  type Json,
  LIMITS,
  newId,
  type RequestId,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { aboutEach, factType, insert, plan, requireRows, update } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import type { RequestedAct } from "../../kernel/policy/quorum.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Acts } from "../../kernel/routes/act.ts";
import { type ApprovalDeps, approvalsOf } from "./approvals.ts";
import { actStore, type RequestRow } from "./store.ts";
import { actApprovals, actRequests } from "./tables.ts";

/** Something became of an act that this account asked for. */
interface ActNews {
  readonly account: AccountId;
}
export const actAsked = factType<ActNews>("act.asked");
export const actApproved = factType<ActNews>("act.approved");
export const actExecuted = factType<ActNews>("act.executed");
export const actWithdrawn = factType<ActNews>("act.withdrawn");

export interface ActsDeps extends ApprovalDeps, Pick<Kernel, "ledger" | "policy" | "reader" | "retired"> {
  readonly acts: Acts;
}

const LISTED = 100;

export function actRules({ acts, ledger, reader, retired, ...deps }: ActsDeps) {
  const { policy, vault, clock } = deps;
  const approvals = approvalsOf(deps);
  const store = actStore(reader);

  const actOf = (row: RequestRow): RequestedAct | undefined => {
    const opened = vault.open(actRequests, "asked", row);
    if (opened === ERASED) return undefined;
    return { ...opened, id: row.id, account: row.account, askedAtMs: row.asked_ms, expiresAtMs: row.expires_ms };
  };
  const shown = async (row: RequestRow): Promise<readonly ActRequestAnswer[]> => {
    const act = actOf(row);
    if (act === undefined) return [];
    const given = await store.approvals(row.id);
    const { approvals: needed, keys } = await acts.ruleFor(row.action, act);
    return [
      {
        ...act,
        action: row.action,
        state: row.state === "open" && row.expires_ms <= clock.nowMs() ? "expired" : row.state,
        needed,
        keys,
        approvals: await Promise.all(given.map(approvals.shown)),
      },
    ];
  };
  const answerFor = async (id: RequestId): Promise<Result<ActRequestAnswer>> => {
    const row = await store.request(id);
    const [answer] = row === undefined ? [] : await shown(row);
    return answer === undefined ? refuse("not-found") : ok(answer);
  };
  const openAct = async (
    id: RequestId,
  ): Promise<Result<{ readonly act: RequestedAct; readonly action: DualAction }>> => {
    const row = await store.request(id);
    const act = row && actOf(row);
    const isOpen = row?.state === "open" && row.expires_ms > clock.nowMs();
    // Nothing is done twice for what somebody puts back as it was before it was done.
    if (!isOpen || act === undefined || (await retired.row(actRequests, row))) return refuse("not-found");
    return ok({ act, action: row.action });
  };

  return {
    async ask(grant: Grant<"request.make">, input: ApiParsed<"askAct">): Promise<Result<ActRequestAnswer>> {
      const { caller } = grant;
      const { route, params, reason } = input;
      const act = await acts.parse(caller, { route, params, body: input.body ?? {} });
      if (!act.ok) return act;
      const { action, body, resource } = act.value;
      if ((await policy.approvalsFor(action, resource)) === 0)
        return refuse("bad-request", "expected an act under dual control");
      const nowMs = clock.nowMs();
      const id = newId<RequestId>();
      const { account } = caller;
      const row = {
        id,
        account,
        action,
        asked: { route, params, body, reason },
        asked_ms: nowMs,
        expires_ms: nowMs + LIMITS.dualRequestMs,
        state: "open",
      } as const;
      const done = await ledger.commit(grant, () =>
        plan(
          actAsked,
          [{ subject: account, detail: { request: id, action, reason } }],
          [
            requireRows(actRequests, { account, state: "open" }, "too-many", 0, LIMITS.dualRequestsPerAccount - 1),
            insert(actRequests, row),
          ],
          { account },
        ),
      );
      return done.ok ? answerFor(id) : done;
    },

    async requests(_grant: Grant<"approval.give">) {
      return ok({ requests: (await Promise.all((await store.newest(LISTED)).map(shown))).flat() });
    },
    async ownRequests(grant: Grant<"request.make">) {
      const rows = await store.newestOf(grant.resource.account, LISTED);
      return ok({ requests: (await Promise.all(rows.map(shown))).flat() });
    },

    async approve(
      grant: Grant<"approval.give">,
      id: RequestId,
      input: ApiParsed<"approveAct">,
    ): Promise<Result<ActRequestAnswer>> {
      const { account, device } = grant.caller;
      const found = await openAct(id);
      if (!found.ok) return found;
      const { act, action } = found.value;
      if (act.account === account) return refuse("forbidden", "expected somebody else than who asks");
      const given = await approvals.given(act, await acts.ruleFor(action, act), grant.caller, input);
      if (!given.ok) return given;
      const { row, steps } = given.value;
      const signedWith = row.passkey == null ? { device } : { device, passkey: row.passkey };
      const done = await ledger.commit(grant, () =>
        plan(
          actApproved,
          aboutEach(account, [act.account], { request: id, by: account, ...signedWith }),
          [
            requireRows(actRequests, { id, state: "open" }, "not-found"),
            insert(actApprovals, row, "id-reused"),
            ...steps,
          ],
          { account: act.account },
        ),
      );
      return done.ok ? answerFor(id) : done;
    },

    async execute(grant: Grant<"request.make">, id: RequestId): Promise<Result<{ readonly answer?: Json }>> {
      const { caller } = grant;
      const found = await openAct(id);
      if (!found.ok || found.value.act.account !== caller.account) return refuse("not-found");
      const { act } = found.value;
      const rows = await store.approvals(id);
      const given = (await Promise.all(rows.map((row) => approvals.stored(row, act)))).flat();
      const agreed = await acts.agree(caller, act, given);
      if (!agreed.ok) return agreed;
      const { action, approvers, run } = agreed.value;
      // Spent before it is done: whatever happens after this, nothing is done twice for it.
      const spent = await ledger.commit(grant, () =>
        plan(
          actExecuted,
          aboutEach(caller.account, approvers, { request: id, action, approvers: approvers.join(" ") }),
          [update(actRequests, { id, account: caller.account, state: "open" }, { state: "executed" })],
          { account: caller.account },
        ),
      );
      if (!spent.ok) return spent;
      const done = await run();
      if (!done.ok) return done;
      return ok(done.value === undefined ? {} : { answer: done.value });
    },

    async withdraw(grant: Grant<"request.make">, id: RequestId): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const done = await ledger.commit(grant, () =>
        plan(
          actWithdrawn,
          [{ subject: account, detail: { request: id } }],
          [update(actRequests, { id, account, state: "open" }, { state: "withdrawn" })],
          { account },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
