/**
 * Commits: exactly one wins each epoch, and rooms' rosters and roles follow the winner in the same transaction. A commit is
 * checked as a member would check it, but for what only members can: the confirmation tag.
 *
 * Cost for a group of n devices: the upload is the commit with its path of log n nodes; checking decodes it, verifies its
 * signatures and hashes one path; rows are written for the devices that change, and every 32nd epoch the tree, O(n). A
 * commit that adds devices stores the tree once for all of them.
 */
import {
  applyPublicCommit,
  checkPublicGroupInfo,
  type PublicCommit,
  type PublicGroup,
  proposeFromOutside,
  publicRatchetTree,
  welcomeReferences,
} from "@warbler/mls/public";
import {
  type AccountId,
  type CommitAnswer,
  type GroupDevice,
  LIMITS,
  type MessageId,
  type RoomId,
} from "@warbler/protocol";
import type { CommitBundle } from "@warbler/protocol/wire";
import {
  aboutEach,
  append,
  insert,
  insertOrReplace,
  plan,
  type RecordToAppend,
  remove,
  requireRows,
  type Step,
  update,
} from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { endToEndCiphertext } from "../../kernel/tables.ts";
import { stillThere } from "../accounts/index.ts";
import { readUpTo } from "../conversations/index.ts";
import { type GroupContext, handshakeId, isDeviceOf, parseBundle, stale } from "./context.ts";
import { groupCommitted } from "./facts.ts";
import { type GroupView, SNAPSHOT_EPOCHS } from "./group-view.ts";
import { deviceOf, reviewBy } from "./review.ts";
import { entering, isFromOutside, joinerOf, removedDevices, rosterChanges } from "./roster-changes.ts";
import { groupHandshakes, groupLeaves, groups, welcomeReaders, welcomes } from "./tables.ts";
import { dropWelcomes } from "./welcome-steps.ts";

type Begins = (grant: Grant<"group.commit">, bundle: CommitBundle) => Promise<Result<CommitAnswer>>;

export function committing(context: GroupContext, begin: Begins) {
  const { ledger, policy, store, views, provider, clock } = context;

  const repeatedAnswer = async (
    grant: Grant<"group.commit">,
    message: MessageId,
  ): Promise<CommitAnswer | undefined> => {
    const { room } = grant.resource;
    const there = await store.handshake(room, message);
    if (there === undefined || there.author !== grant.caller.account) return undefined;
    return { generation: there.generation, epoch: there.epoch + 1, seq: await store.seqOf(room, message) };
  };

  /** The commit, valid and allowed, with the group after it. */
  const judged = async (
    grant: Grant<"group.commit">,
    view: GroupView,
    bundle: CommitBundle,
  ): Promise<Result<PublicCommit>> => {
    const { room } = grant.resource;
    const before = await views.state(room, view);
    if (before === undefined) return refuse("erased");
    const review = reviewBy({
      listedDevices: context.listedDevices,
      hasLeft: context.hasLeft,
      proposalKey: context.proposalKey.publicKey,
      devices: view.devices,
      formerMembers: isFirstOfReset(view) ? new Set((await policy.rosterOf(room)).keys()) : undefined,
    });
    const mls = { provider, policy: review.policy };
    const applied = await applyPublicCommit(mls, before, bundle.commit, clock.nowMs());
    if (!applied.ok)
      return applied.refusal.reason === "refused-by-policy"
        ? refuse("commit-forbidden", review.fault())
        : refuse("commit-invalid", applied.refusal.reason);
    const commit = applied.value;
    if (!isDeviceOf(grant.caller, deviceOf(commit.sender.credential)))
      return refuse("commit-forbidden", "expected a commit by the calling device");
    const left = isFromOutside(commit) ? [] : before.waiting.filter((one) => !isTakenBy(commit, one));
    if (await hasOwed(left, before)) return refuse("commit-first", "expected all proposals that wait");
    const info = await checkPublicGroupInfo(mls, commit.group, bundle.groupInfo);
    return info.ok ? applied : refuse("commit-invalid", "expected the GroupInfo of the new epoch");
  };

  /** Not what this server asked for while somebody was suspended who is back: that is no member's to take up any more. */
  const hasOwed = async (left: PublicGroup["waiting"], { tree }: PublicGroup): Promise<boolean> => {
    for (const { proposal, sender } of left) {
      const leaf = proposal.kind === "remove" && sender.kind === "external" ? tree.leaves[proposal.removed] : undefined;
      const who = leaf && deviceOf(leaf.credential);
      if (who === undefined || (await context.hasLeft(who.account))) return true;
      if (!(await context.listedDevices(who.account)).has(who.device)) return true;
    }
    return false;
  };

  /**
   * A commit from outside cannot take up what waits (RFC 9420 §12.4.3.2), and a room in which nobody else is left to commit must not stay
   * shut for it: this server's own proposals are made again in the new epoch. Who asked to leave is known to the members.
   */
  const proposedAgain = async (
    { room }: { readonly room: RoomId },
    view: GroupView,
    commit: PublicCommit,
  ): Promise<readonly RecordToAppend[]> => {
    const before = isFromOutside(commit) && view.pending > 0 ? await views.state(room, view) : undefined;
    const { groupId, epoch } = commit.group.context;
    const records: RecordToAppend[] = [];
    for (const { proposal, sender } of before?.waiting ?? []) {
      const leafIndex = proposal.kind === "remove" && sender.kind === "external" ? proposal.removed : undefined;
      const leaf = leafIndex === undefined ? undefined : commit.group.tree.leaves[leafIndex];
      const who = leaf && deviceOf(leaf.credential);
      if (leafIndex === undefined || who === undefined || who.device === joinerOf(commit)?.device) continue;
      records.push(await removalProposal(context, room, { group: { groupId, epoch }, who, leafIndex }));
    }
    return records;
  };

  /** For whom the Welcome is: exactly the devices that the commit adds, by the key packages it adds them with. */
  const welcomed = async (
    bundle: CommitBundle,
    added: PublicCommit["added"],
  ): Promise<Result<readonly GroupDevice[]>> => {
    if (added.length === 0)
      return bundle.welcome.length === 0 ? ok([]) : refuse("commit-invalid", "expected no Welcome");
    const named = welcomeReferences(bundle.welcome);
    if (!named.ok || named.value.length !== added.length)
      return refuse("commit-invalid", "expected a Welcome for each");
    const devices: GroupDevice[] = [];
    for (const { credential, keyPackageReference } of added) {
      const who = deviceOf(credential);
      const owner = await context.keyPackageOwner(keyPackageReference);
      const isNamed = named.value.some((reference) => isSame(reference, keyPackageReference));
      if (who === undefined || owner === undefined || owner.device !== who.device || !isNamed)
        return refuse("commit-invalid", "expected a Welcome for key packages that were claimed");
      devices.push(who);
    }
    return ok(devices);
  };

  const areStrangers = async (room: RoomId, devices: readonly GroupDevice[]): Promise<boolean> => {
    const roster = await policy.rosterOf(room);
    return devices.some(({ account }) => !roster.has(account));
  };

  /**
   * What is not for guests, whatever their role in the room, is not for their commits either; and the rule by which a room that nobody
   * owns any more goes to an heir, which knows no guests, makes none an owner.
   */
  const mayGuest = async (
    { caller, resource }: Grant<"group.commit">,
    view: GroupView,
    commit: PublicCommit,
  ): Promise<Result<undefined>> => {
    const roster = await policy.rosterOf(resource.room);
    const { joined, stayed, roleOf } = rosterChanges(view, commit);
    const acts = [
      ...(joined.some((account) => !roster.has(account)) ? (["room.add-member"] as const) : []),
      ...(stayed.some((account) => roster.has(account) && roster.get(account)?.role !== roleOf(account))
        ? (["room.grant-role"] as const)
        : []),
    ];
    for (const action of acts) {
      const why = await policy.explain(caller.account, action, resource);
      if (!why.may && why.by === "guest") return refuse("forbidden");
    }
    const roleBefore = (account: AccountId) => roster.get(account)?.role;
    const heirs = roleBefore(caller.account) === "owner" ? [] : stayed.filter((one) => roleOf(one) === "owner");
    for (const heir of heirs.filter((one) => roleBefore(one) !== "owner"))
      if ((await policy.standingOf(heir))?.role === "guest")
        return refuse("forbidden", "expected an heir who is no guest");
    return ok(undefined);
  };

  const take = async (
    grant: Grant<"group.commit">,
    view: GroupView,
    {
      bundle,
      commit,
      devices,
    }: {
      readonly bundle: CommitBundle;
      readonly commit: PublicCommit;
      readonly devices: readonly GroupDevice[];
    },
  ): Promise<Result<CommitAnswer>> => {
    const { room } = grant.resource;
    const { generation, epoch } = view;
    const record = context.handshakeRecord(room, grant.caller, "handshake", bundle.commit);
    const isSnapshot = (epoch + 1) % SNAPSHOT_EPOCHS === 0;
    const tree = devices.length > 0 || isSnapshot ? publicRatchetTree(commit.group) : undefined;
    const changes = rosterChanges(view, commit);
    const lastSeq = await store.lastSeq(room);
    const roster = await policy.rosterOf(room);
    const nowMs = clock.nowMs();
    const again = await proposedAgain({ room }, view, commit);
    const moved = {
      epoch: epoch + 1,
      handshake: record.message,
      pending: again.length,
      epoch_hash: bundle.epochHash,
      group_info: bundle.groupInfo,
      ...(isSnapshot &&
        tree !== undefined && {
          snapshot_epoch: epoch + 1,
          snapshot_info: bundle.groupInfo,
          snapshot_tree: tree,
        }),
    };
    const steps: Step[] = [
      requireRows(groups, { room, generation, epoch, pending: view.pending }, "stale-epoch"),
      update(groups, { room }, moved),
      handshakeStep(record, { generation, epoch }),
      ...commit.removed.map(({ leafIndex }) => remove(groupLeaves, { room, leaf: leafIndex })),
      ...(await dropWelcomes(store, removedDevices(commit), (one) => one.room === room)),
      ...entering(commit).flatMap(({ leafIndex, who }) => [
        // A revocation that comes first must win: it proposes removals only from groups that it finds the device in.
        stillThere(who.device),
        insert(groupLeaves, { room, leaf: leafIndex, ...who }, "internal"),
      ]),
      ...changes.joined
        // The other person of a direct room has the role from the start.
        .filter((account) => roster.get(account)?.role !== changes.roleOf(account))
        .flatMap((account): Step[] => [
          requireRows(roleAssignments, { account }, "too-many", 0, LIMITS.roomsPerAccount),
          insertOrReplace(roleAssignments, {
            scope: room,
            account,
            role: changes.roleOf(account),
            since_ms: nowMs,
            given_by: grant.caller.account,
          }),
          readUpTo({ room, account, seq: lastSeq, atMs: nowMs }),
        ]),
      ...changes.left.map((account) => remove(roleAssignments, { scope: room, account }, "ignore")),
      ...changes.stayed
        .filter((account) => roster.has(account) && roster.get(account)?.role !== changes.roleOf(account))
        .map((account) =>
          update(
            roleAssignments,
            { scope: room, account },
            { role: changes.roleOf(account), given_by: grant.caller.account },
            "ignore",
          ),
        ),
      append(record),
      ...again.flatMap((proposal) => proposalSteps(proposal, { generation, epoch: epoch + 1 })),
      ...(isSnapshot ? forgetHandshakes(room, generation, epoch) : []),
    ];
    if (devices.length > 0 && tree !== undefined)
      steps.push(
        requireRows(roleAssignments, { scope: room }, "too-many", 0, LIMITS.roomMembers),
        insert(
          welcomes,
          {
            room,
            handshake: record.message,
            generation,
            epoch: epoch + 1,
            epoch_hash: bundle.epochHash,
            welcome: endToEndCiphertext(bundle.welcome),
            tree,
          },
          "id-reused",
        ),
        ...devices.map(({ account, device }) =>
          insert(welcomeReaders, { room, handshake: record.message, account, device }, "id-reused"),
        ),
        ...commit.added.map(({ keyPackageReference }) => context.spendKeyPackage(keyPackageReference)),
      );
    const detail = { room, generation, epoch: epoch + 1, added: commit.added.length, removed: commit.removed.length };
    const about = aboutEach(grant.caller.account, [...changes.joined, ...changes.left], {
      ...detail,
      by: grant.caller.account,
    });
    const accounts = [...new Set([...roster.keys(), ...changes.joined])];
    const done = await ledger.commit(grant, () =>
      plan(groupCommitted, about, steps, { room, accounts, records: [record, ...again], welcomed: devices }),
    );
    views.forgetView(room);
    if (!done.ok) return done;
    if (again.length === 0) views.keep(room, commit.group);
    return ok({ generation, epoch: epoch + 1, seq: done.value.records[0]?.seq ?? 0 });
  };

  return {
    async commit(grant: Grant<"group.commit">, bytes: Uint8Array): Promise<Result<CommitAnswer>> {
      const parsed = parseBundle(bytes);
      if (!parsed.ok) return parsed;
      const bundle = parsed.value;
      const { room } = grant.resource;
      const state = await context.endToEndRoom(room);
      if (!state.ok) return state;
      return context.inTurn(room, async () => {
        if (bundle.commit.length === 0) return begin(grant, bundle);
        const message = handshakeId(bundle.commit);
        const repeated = await repeatedAnswer(grant, message);
        if (repeated !== undefined) return ok(repeated);
        const view = await views.reload(room);
        if (view === undefined) return refuse("group-missing");
        if (bundle.epoch !== BigInt(view.epoch)) return stale(view);
        const commit = await judged(grant, view, bundle);
        if (!commit.ok) return commit;
        const devices = await welcomed(bundle, commit.value.added);
        if (!devices.ok) return devices;
        if (state.value.kind === "direct" && (await areStrangers(room, devices.value)))
          return refuse("commit-forbidden", "expected nobody but the two people of the room");
        const may = await mayGuest(grant, view, commit.value);
        if (!may.ok) return may;
        const taken = await take(grant, view, { bundle, commit: commit.value, devices: devices.value });
        if (taken.ok || taken.refusal.code !== "stale-epoch") return taken;
        const now = await views.reload(room);
        return now === undefined ? taken : stale(now);
      });
    },
  };
}

/** Whoever began the group anew is alone in it and brings the others back, with or without a role. */
const isFirstOfReset = ({ generation, epoch }: GroupView): boolean => generation > 0 && epoch === 0;

/** What the new snapshot has in it is not followed again. */
const forgetHandshakes = (room: RoomId, generation: number, last: number): readonly Step[] =>
  Array.from({ length: SNAPSHOT_EPOCHS }, (_, at) => last - at)
    .filter((epoch) => epoch >= 0)
    .map((epoch) => update(groupHandshakes, { room, generation, epoch }, { content: null }, "ignore"));

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/**
 * Of several Removes of one leaf a commit may take only one (RFC 9420 §12.2): somebody who revokes a device and then leaves
 * is proposed twice. What they ask for is done once the leaf is gone.
 */
const isTakenBy = ({ taken, removed }: PublicCommit, { reference, proposal }: PublicGroup["waiting"][number]) =>
  taken.some((one) => isSame(one, reference)) ||
  (proposal.kind === "remove" && removed.some(({ leafIndex }) => leafIndex === proposal.removed));

/** The server's word that a revoked device should go, as a record. It is nobody's device that says so. */
export async function removalProposal(
  { proposalKey, handshakeRecord }: Pick<GroupContext, "proposalKey" | "handshakeRecord">,
  room: RoomId,
  removal: {
    readonly group: { readonly groupId: Uint8Array; readonly epoch: bigint };
    readonly who: GroupDevice;
    readonly leafIndex: number;
  },
): Promise<RecordToAppend> {
  const content = await proposeFromOutside(
    removal.group,
    { kind: "remove", removed: removal.leafIndex },
    { signer: proposalKey, senderIndex: 0 },
  );
  return handshakeRecord(room, { account: removal.who.account, device: null }, "proposal", content);
}

const handshakeStep = (
  { room, message, author, content }: RecordToAppend,
  at: { readonly generation: number; readonly epoch: number },
): Step => insert(groupHandshakes, { room, message, author, content, ...at }, "id-reused");

export const proposalSteps = (
  record: RecordToAppend,
  at: { readonly generation: number; readonly epoch: number },
): readonly Step[] => [handshakeStep(record, at), append(record)];
