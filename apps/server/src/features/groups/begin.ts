/** Beginning the group of a room, and replacing one that broke. The beginning is in the record: its first GroupInfo. */
import { openPublicGroup, type PublicGroup, publicRoster } from "@warbler/mls/public";
import {
  type AccountId,
  type CommitAnswer,
  type DeviceId,
  groupIdOf,
  type RoomExtension,
  type RoomId,
} from "@warbler/protocol";
import type { CommitBundle } from "@warbler/protocol/wire";
import { append, insert, type Plan, plan, type Receipt, remove, requireRows, type Step } from "../../kernel/plan.ts";
import type { Caller, Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { stillThere } from "../accounts/index.ts";
import { type GroupContext, handshakeId, isDeviceOf, parseBundle, stale } from "./context.ts";
import { type GroupNotice, groupBegun } from "./facts.ts";
import type { GroupView } from "./group-view.ts";
import { deviceOf, hasOnlyThisServer, reviewBy, roomExtensionOf } from "./review.ts";
import { groupLeaves, groups, welcomeReaders, welcomes } from "./tables.ts";

/** Who begins a group, where, and how it is committed to: under the permission to commit, or to reset. */
interface Beginner {
  readonly caller: Caller;
  readonly room: RoomId;
  commit(work: () => Plan<GroupNotice>): Promise<Result<Receipt>>;
}

/** Which group of the room begins. */
interface Beginning {
  readonly generation: number;
  /** The group that it replaces, and the steps that take that away. */
  readonly view?: GroupView;
  readonly before?: readonly Step[];
}

/**
 * Just anyone of a group's members may replace it once more than half of the other people in it gave up on it: people and not
 * devices, of which one person can have many, and without the one who asks.
 */
function mayReset(asker: AccountId, reports: readonly DeviceId[], { devices }: GroupView): boolean {
  const others = new Set([...devices.values()].filter((account) => account !== asker));
  const gaveUp = new Set(reports.map((device) => devices.get(device)).filter((account) => account !== undefined));
  gaveUp.delete(asker);
  return gaveUp.size * 2 > others.size;
}

export function beginning(context: GroupContext) {
  const { ledger, policy, store, views, provider } = context;

  /** The roles that a new group may claim: what the server knows people to have in the room, no more and no less. */
  const areRolesTrue = async (room: RoomId, { roles }: RoomExtension): Promise<boolean> => {
    const roster = await policy.rosterOf(room);
    return (
      [...roles.keys()].every((account) => roster.has(account)) &&
      [...roster].every(([account, { role }]) => (roles.get(account) ?? "member") === role)
    );
  };

  /** The group that the bundle begins: the caller's device alone, at epoch 0, for this room and server. */
  const checked = async (
    { caller, room }: Beginner,
    bundle: CommitBundle,
    { generation, view }: Beginning,
  ): Promise<Result<PublicGroup>> => {
    const state = await context.endToEndRoom(room);
    if (!state.ok) return state;
    const { policy: mlsPolicy } = reviewBy({
      listedDevices: context.listedDevices,
      hasLeft: context.hasLeft,
      proposalKey: context.proposalKey.publicKey,
      devices: new Map(),
    });
    const opened = await openPublicGroup({ provider, policy: mlsPolicy }, bundle.groupInfo, bundle.ratchetTree);
    if (!opened.ok) return refuse("commit-invalid", opened.refusal.reason);
    const group = opened.value;
    const { groupId, epoch, extensions } = group.context;
    const [first, ...others] = publicRoster(group);
    const extension = roomExtensionOf(extensions);
    // Another member has reset the room first.
    if (extension !== undefined && view !== undefined && extension.generation <= view.generation) return stale(view);
    const isOfRoom =
      Buffer.compare(groupId, groupIdOf(room, generation)) === 0 &&
      extension?.level === state.value.level &&
      extension.generation === generation &&
      (extension.predecessor ?? null) === state.value.predecessor;
    if (!isOfRoom) return refuse("commit-invalid", "expected the group of this room");
    const isBeginning = epoch === 0n && others.length === 0 && isDeviceOf(caller, first && deviceOf(first.credential));
    if (!isBeginning) return refuse("commit-invalid", "expected epoch 0 with the calling device alone");
    if (!hasOnlyThisServer(extensions, context.proposalKey.publicKey))
      return refuse("commit-invalid", "expected this server as the one external sender");
    return (await areRolesTrue(room, extension)) ? ok(group) : refuse("commit-forbidden", "expected the room's roles");
  };

  const take = async (
    beginner: Beginner,
    bundle: CommitBundle,
    beginning: Beginning,
  ): Promise<Result<CommitAnswer>> => {
    const { generation, before = [] } = beginning;
    const group = await checked(beginner, bundle, beginning);
    if (!group.ok) return group;
    const { caller, room, commit } = beginner;
    const { account, device } = caller;
    const record = context.handshakeRecord(room, caller, "handshake", bundle.groupInfo);
    const row = {
      room,
      generation,
      epoch: 0,
      handshake: record.message,
      pending: 0,
      epoch_hash: bundle.epochHash,
      described: (await store.group(room))?.described ?? null,
      group_info: bundle.groupInfo,
      snapshot_epoch: 0,
      snapshot_info: bundle.groupInfo,
      snapshot_tree: bundle.ratchetTree,
    };
    const accounts = [...(await policy.rosterOf(room)).keys()];
    const done = await commit(() =>
      plan(
        groupBegun,
        [{ subject: account, detail: { room, generation, device } }],
        [
          ...before,
          insert(groups, row, "stale-epoch"),
          stillThere(device),
          insert(groupLeaves, { room, leaf: 0, account, device }, "internal"),
          append(record),
        ],
        { room, accounts, records: [record], welcomed: [] },
      ),
    );
    views.forget(room);
    if (!done.ok) return done;
    views.keep(room, group.value);
    return ok({ generation, epoch: 0, seq: done.value.records[0]?.seq ?? 0 });
  };

  /** Where the very same beginning was put before. */
  const earlier = async (room: RoomId, bundle: CommitBundle, generation: number): Promise<CommitAnswer | undefined> => {
    const record = await store.record(room, handshakeId(bundle.groupInfo));
    return record && { generation, epoch: 0, seq: record.seq };
  };

  return {
    async begin(grant: Grant<"group.commit">, bundle: CommitBundle): Promise<Result<CommitAnswer>> {
      const { room } = grant.resource;
      const repeated = await earlier(room, bundle, 0);
      if (repeated !== undefined) return ok(repeated);
      const there = await views.reload(room);
      if (there !== undefined) return stale(there);
      if ((await policy.rosterOf(room)).get(grant.caller.account)?.role !== "owner") return refuse("commit-forbidden");
      const beginner = {
        caller: grant.caller,
        room,
        commit: (work: () => Plan<GroupNotice>) => ledger.commit(grant, work),
      };
      const taken = await take(beginner, bundle, { generation: 0 });
      if (taken.ok || taken.refusal.code !== "stale-epoch") return taken;
      const now = await views.reload(room);
      return now === undefined ? taken : stale(now);
    },

    /** A new group for the room: by an owner or moderator, or by any member once most others reported the old one. */
    async reset(grant: Grant<"group.reset">, bytes: Uint8Array): Promise<Result<CommitAnswer>> {
      const parsed = parseBundle(bytes);
      if (!parsed.ok) return parsed;
      const { room } = grant.resource;
      return context.inTurn(room, async () => {
        const view = await views.reload(room);
        if (view === undefined) return refuse("group-missing");
        const repeated = await earlier(room, parsed.value, view.generation);
        if (repeated !== undefined) return ok(repeated);
        const role = (await policy.rosterOf(room)).get(grant.caller.account)?.role;
        const reports = await store.reports(room, view.generation, view.epoch);
        if (role === "member" && !mayReset(grant.caller.account, reports, view)) return refuse("commit-forbidden");
        const { generation, epoch } = view;
        const beginner = {
          caller: grant.caller,
          room,
          commit: (work: () => Plan<GroupNotice>) => ledger.commit(grant, work),
        };
        const before = [
          requireRows(groups, { room, generation, epoch }, "stale-epoch"),
          remove(groups, { room }),
          remove(groupLeaves, { room }, "ignore"),
          remove(welcomeReaders, { room }, "ignore"),
          remove(welcomes, { room }, "ignore"),
        ];
        const taken = await take(beginner, parsed.value, { generation: generation + 1, view, before });
        if (taken.ok || taken.refusal.code !== "stale-epoch") return taken;
        const now = await views.reload(room);
        return now === undefined ? taken : stale(now);
      });
    },
  };
}
