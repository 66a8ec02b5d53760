/** Leaving: who leaves signs that their devices should go, and is out at once; the next commit takes them out of the keys. */
import { type PublicGroup, proposalIn, receivePublicProposal } from "@warbler/mls/public";
import { LIMITS } from "@warbler/protocol";
import { fromBinary, LeaveProposalsSchema } from "@warbler/protocol/wire";
import { plan, type RecordToAppend, remove, requireRows, update } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { unpaired } from "../conversations/index.ts";
import { proposalSteps } from "./commit.ts";
import { type GroupContext, stale } from "./context.ts";
import { groupLeft } from "./facts.ts";
import type { GroupView } from "./group-view.ts";
import { deviceOf } from "./review.ts";
import { groups } from "./tables.ts";

export function leaving(context: GroupContext) {
  const { ledger, policy, views } = context;

  /** The proposals, once they remove each of the caller's devices and nobody else's, and a device of the caller signed. */
  const checked = async (
    grant: Grant<"group.leave">,
    group: PublicGroup,
    proposals: readonly Uint8Array[],
  ): Promise<Result<{ readonly group: PublicGroup; readonly records: readonly RecordToAppend[] }>> => {
    const { account } = grant.caller;
    const own = new Set<number>();
    for (const [leafIndex, leaf] of group.tree.leaves.entries())
      if (leaf !== undefined && deviceOf(leaf.credential)?.account === account) own.add(leafIndex);
    let state = group;
    const records: RecordToAppend[] = [];
    for (const bytes of proposals) {
      const proposal = proposalIn(bytes);
      if (!proposal.ok || proposal.value.kind !== "remove" || !own.delete(proposal.value.removed))
        return refuse("commit-invalid", "expected one Remove for each of the caller's devices");
      const received = await receivePublicProposal(context.following, state, bytes);
      if (!received.ok) return refuse("commit-invalid", received.refusal.reason);
      const { sender } = received.value.proposal;
      if (sender.kind !== "member" || deviceOf(sender.credential)?.account !== account)
        return refuse("commit-forbidden", "expected proposals by the caller's own devices");
      state = received.value.group;
      records.push(context.handshakeRecord(grant.resource.room, grant.caller, "proposal", bytes));
    }
    return own.size === 0
      ? ok({ group: state, records })
      : refuse("commit-invalid", "expected one Remove for each of the caller's devices");
  };

  const leave = async (
    grant: Grant<"group.leave">,
    view: GroupView | undefined,
    { proposals, isDirect }: { readonly proposals: readonly Uint8Array[]; readonly isDirect: boolean },
  ) => {
    const { room } = grant.resource;
    const { account } = grant.caller;
    const roster = await policy.rosterOf(room);
    const isLast = roster.size === 1;
    const role = roster.get(account)?.role;
    const isIn = view !== undefined && [...view.devices.values()].includes(account);
    const state = view === undefined || !isIn || isLast ? undefined : await views.state(room, view);
    // Where nobody could commit to it any more, there is nothing to propose.
    const found = state === undefined ? ok({ group: undefined, records: [] }) : await checked(grant, state, proposals);
    if (!found.ok) return found;
    const { group, records } = found.value;
    const keepsOwner =
      role === "owner" && !isLast
        ? [requireRows(roleAssignments, { scope: room, role: "owner" }, "last-owner", 2)]
        : [];
    const at = view === undefined ? undefined : { generation: view.generation, epoch: view.epoch };
    const steps =
      view === undefined || at === undefined || records.length === 0
        ? []
        : [
            requireRows(groups, { room, ...at, pending: view.pending }, "stale-epoch"),
            update(groups, { room }, { pending: view.pending + records.length }),
            ...records.flatMap((record) => proposalSteps(record, at)),
          ];
    // Two people whose direct room one of them left may make a new one.
    const unpair = isDirect ? [unpaired(room)] : [];
    const accounts = [...roster.keys()];
    const done = await ledger.commit(grant, () =>
      plan(
        groupLeft,
        [{ subject: account, detail: { room, devices: records.length } }],
        [...keepsOwner, ...steps, remove(roleAssignments, { scope: room, account }), ...unpair],
        { room, accounts, records, welcomed: [] },
      ),
    );
    views.forgetView(room);
    if (!done.ok) {
      const now = done.refusal.code === "stale-epoch" ? await views.reload(room) : undefined;
      return now === undefined ? done : stale(now);
    }
    if (group !== undefined) views.keep(room, group);
    return ok(undefined);
  };

  return {
    async leave(grant: Grant<"group.leave">, bytes: Uint8Array): Promise<Result<undefined>> {
      const proposals = parseProposals(bytes);
      if (!proposals.ok) return proposals;
      const { room } = grant.resource;
      const state = await context.roomState(room);
      if (state === undefined) return refuse("not-found");
      if (state.level === "sealed") return refuse("wrong-level");
      return context.inTurn(room, async () =>
        leave(grant, await views.reload(room), { proposals: proposals.value, isDirect: state.kind === "direct" }),
      );
    },
  };
}

function parseProposals(bytes: Uint8Array): Result<readonly Uint8Array[]> {
  try {
    const { proposals } = fromBinary(LeaveProposalsSchema, bytes);
    if (proposals.length <= LIMITS.devicesPerAccount) return ok(proposals);
  } catch {
    // Answered below, as anything else that is no such list.
  }
  return refuse("bad-request", "expected LeaveProposals");
}
