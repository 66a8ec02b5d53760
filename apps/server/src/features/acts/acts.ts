/**
 * Dual control: an act is asked for as data, approved by signatures over exactly that data, and done from that data, once, by
 * the route it names. Everything is asked again when it is done: permission, the approvers' signatures and roles, and time.
 */
import type { ListedDevice } from "@warbler/crypto/identity";
import {
  type AccountId,
  type ActRequestAnswer,
  type ApiParsed,
  type DeviceId,
  type Json,
  LIMITS,
  newId,
  type RequestId,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { aboutEach, factType, insert, plan, requireRows, update } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { type Approval, isApprovedBy, type RequestedAct } from "../../kernel/policy/quorum.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Acts } from "../../kernel/routes/act.ts";
import { type ApprovalRow, actStore, type RequestRow } from "./store.ts";
import { actApprovals, actRequests } from "./tables.ts";

const asked = factType<null>("act.asked");
const approved = factType<null>("act.approved");
const executed = factType<null>("act.executed");
const withdrawn = factType<null>("act.withdrawn");

export interface ActsDeps extends Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "clock"> {
  readonly listedDevices: (account: AccountId) => Promise<ReadonlyMap<DeviceId, ListedDevice>>;
  readonly acts: Acts;
}

const LISTED = 100;

export function actRules({ ledger, policy, reader, vault, clock, listedDevices, acts }: ActsDeps) {
  const store = actStore(reader);

  const actOf = (row: RequestRow): RequestedAct | undefined => {
    const opened = vault.open(actRequests, "asked", row);
    if (opened === ERASED) return undefined;
    return { ...opened, id: row.id, account: row.account, askedAtMs: row.asked_ms, expiresAtMs: row.expires_ms };
  };
  const approvalOf = async (row: ApprovalRow): Promise<readonly Approval[]> => {
    const signature = vault.openBytes(actApprovals, "signature", row);
    if (signature === ERASED) return [];
    const verifyingKey = (await listedDevices(row.account)).get(row.device)?.signatureKey;
    return [{ account: row.account, signature, verifyingKey }];
  };
  const shown = async (row: RequestRow): Promise<readonly ActRequestAnswer[]> => {
    const act = actOf(row);
    if (act === undefined) return [];
    const approvals = await store.approvals(row.id);
    return [
      {
        ...act,
        action: row.action,
        state: row.state === "open" && row.expires_ms <= clock.nowMs() ? "expired" : row.state,
        needed: await policy.approvalsFor(row.action),
        approvals: approvals.map(({ account, device, at_ms }) => ({ account, device, atMs: at_ms })),
      },
    ];
  };
  const answerFor = async (id: RequestId): Promise<Result<ActRequestAnswer>> => {
    const row = await store.request(id);
    const [answer] = row === undefined ? [] : await shown(row);
    return answer === undefined ? refuse("not-found") : ok(answer);
  };
  const openAct = async (id: RequestId): Promise<Result<RequestedAct>> => {
    const row = await store.request(id);
    const act = row && actOf(row);
    return row?.state === "open" && act !== undefined && row.expires_ms > clock.nowMs() ? ok(act) : refuse("not-found");
  };

  return {
    async ask(grant: Grant<"request.make">, input: ApiParsed<"askAct">): Promise<Result<ActRequestAnswer>> {
      const { caller } = grant;
      const { route, params, reason } = input;
      const act = await acts.parse(caller, { route, params, body: input.body ?? {} });
      if (!act.ok) return act;
      const { action, body } = act.value;
      if ((await policy.approvalsFor(action)) === 0) return refuse("bad-request", "expected an act under dual control");
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
          asked,
          [{ subject: account, detail: { request: id, action, reason } }],
          [
            requireRows(actRequests, { account, state: "open" }, "too-many", 0, LIMITS.dualRequestsPerAccount - 1),
            insert(actRequests, row),
          ],
          null,
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
      signature: Uint8Array,
    ): Promise<Result<ActRequestAnswer>> {
      const { account, device } = grant.caller;
      const act = await openAct(id);
      if (!act.ok) return act;
      if (act.value.account === account) return refuse("forbidden", "expected somebody else than who asks");
      const listed = (await listedDevices(account)).get(device);
      if (listed === undefined) return refuse("device-unlisted");
      const isSigned = await isApprovedBy(act.value, { account, signature, verifyingKey: listed.signatureKey });
      if (!isSigned) return refuse("bad-request", "expected a signature of this device over this act");
      const row = { request: id, account, device, signature, at_ms: clock.nowMs() };
      const done = await ledger.commit(grant, () =>
        plan(
          approved,
          aboutEach(account, [act.value.account], { request: id, by: account, device }),
          [requireRows(actRequests, { id, state: "open" }, "not-found"), insert(actApprovals, row, "id-reused")],
          null,
        ),
      );
      return done.ok ? answerFor(id) : done;
    },

    async execute(grant: Grant<"request.make">, id: RequestId): Promise<Result<{ readonly answer?: Json }>> {
      const { caller } = grant;
      const found = await openAct(id);
      if (!found.ok || found.value.account !== caller.account) return refuse("not-found");
      const approvals = (await Promise.all((await store.approvals(id)).map(approvalOf))).flat();
      const agreed = await acts.agree(caller, found.value, approvals);
      if (!agreed.ok) return agreed;
      const { action, approvers, run } = agreed.value;
      // Spent before it is done: whatever happens after this, nothing is done twice for it.
      const spent = await ledger.commit(grant, () =>
        plan(
          executed,
          aboutEach(caller.account, approvers, { request: id, action, approvers: approvers.join(" ") }),
          [update(actRequests, { id, account: caller.account, state: "open" }, { state: "executed" })],
          null,
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
          withdrawn,
          [{ subject: account, detail: { request: id } }],
          [update(actRequests, { id, account, state: "open" }, { state: "withdrawn" })],
          null,
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
