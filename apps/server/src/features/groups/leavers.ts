/**
 * People who are suspended or have left: the server asks the members of their end-to-end rooms to take their devices out of the
 * keys. It may only propose that; members do it because the audit log shows why, which they can ask for here.
 *
 * The other person of a direct room stays while suspended: what is said there is for them alone, and nobody could let them in again.
 */
import {
  type AccountId,
  base64urlFromBytes,
  groupIdOf,
  type LeaverAnswer,
  type ProofAnswer,
  type RoomId,
  STANDING_FACTS,
} from "@warbler/protocol";
import { DESTROYED } from "../../kernel/keys/keyring.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { plan, requireRows, update } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { facts } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { proposalSteps, removalProposal } from "./commit.ts";
import type { GroupContext } from "./context.ts";
import { removalProposed } from "./facts.ts";
import { groups } from "./tables.ts";

const TRIES = 20;

export interface LeaverDeps {
  readonly proofAt: (place: { readonly leaf: number; readonly position: number }) => Promise<ProofAnswer | undefined>;
}

export function takingOutLeavers(context: GroupContext, { proofAt }: LeaverDeps) {
  const { ledger, openGrant, policy, store, views, vault } = context;

  const isToGo = async (room: RoomId, account: AccountId): Promise<boolean> => {
    const standing = await policy.standingOf(account);
    if (standing?.role === "removed") return true;
    return (
      standing !== undefined && standing.suspended_ms !== null && (await context.roomState(room))?.kind !== "direct"
    );
  };

  /** Those of the account's devices in the group that no proposal of this epoch is about. Resolves true when nothing is left to do. */
  const proposeIn = async (room: RoomId, account: AccountId): Promise<boolean> => {
    const view = await views.reload(room);
    const state = view && (await views.state(room, view));
    if (view === undefined || state === undefined || !(await isToGo(room, account))) return true;
    const { generation, epoch, pending } = view;
    const asked = new Set(
      state.waiting.flatMap(({ proposal }) => (proposal.kind === "remove" ? [proposal.removed] : [])),
    );
    const leaves = (await store.leavesOfAccount(account)).filter((leaf) => leaf.room === room && !asked.has(leaf.leaf));
    if (leaves.length === 0) return true;
    const group = { groupId: groupIdOf(room, generation), epoch: BigInt(epoch) };
    const records = await Promise.all(
      leaves.map(({ leaf, device }) =>
        removalProposal(context, room, { group, who: { account, device }, leafIndex: leaf }),
      ),
    );
    const done = await ledger.commit(openGrant("somebody who is out is taken out of the keys of their rooms"), () =>
      plan(
        removalProposed,
        [{ subject: account, detail: { room, devices: records.length } }],
        [
          requireRows(groups, { room, generation, epoch, pending }, "stale-epoch"),
          update(groups, { room }, { pending: pending + records.length }),
          ...records.flatMap((record) => proposalSteps(record, { generation, epoch })),
        ],
        { room, accounts: [], records, welcomed: [] },
      ),
    );
    views.forgetView(room);
    return done.ok;
  };

  const takeOut = async (account: AccountId): Promise<void> => {
    const rooms = new Set((await store.leavesOfAccount(account)).map(({ room }) => room));
    for (const room of rooms)
      await context.inTurn(room, async () => {
        // A commit of another process, or a wish to leave, may come first.
        for (let tried = 0; tried < TRIES && !(await proposeIn(room, account)); tried++);
      });
  };

  return {
    takeOut,

    /** Whoever was suspended or left while no proposal could be made: the server stopped, or a commit brought a device in meanwhile. */
    async takeOutAll(): Promise<void> {
      for (const account of await store.leaversInGroups()) await takeOut(account);
    },

    /** Of people whose removal was proposed here, and of nobody else. */
    async standingOf(grant: Grant<"group.read">, account: AccountId): Promise<Result<LeaverAnswer>> {
      if (!(await store.wasRemovalProposed(grant.resource.room, account))) return refuse("not-found");
      const told: LeaverAnswer["facts"] = [];
      for (const row of await store.standingFacts(account)) {
        const kind = STANDING_FACTS.find((one) => one === row.kind);
        const detail = vault.open(facts, "detail", row);
        const salt = vault.factSalt(row.subject, row.leaf, row.position);
        const isForMembers = detail !== ERASED && Object.keys(detail).length === 1 && detail["account"] === account;
        if (kind === undefined || salt === DESTROYED || !isForMembers) continue;
        const proof = await proofAt(row);
        if (proof === undefined) throw new Error(`the log lacks the fact at leaf ${row.leaf}`);
        told.push({ kind, atMs: row.at_ms, salt: base64urlFromBytes(salt), proof });
      }
      return ok({ facts: told });
    },
  };
}
