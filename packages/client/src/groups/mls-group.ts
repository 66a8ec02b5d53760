/** The MLS group of a room: every operation on it that a device needs, in the room's terms. A group is a value. */
import { encodeLogHead } from "@warbler/crypto/identity";
import {
  applyPending,
  basicCredential,
  createCommit,
  createGroup,
  createGroupInfo,
  type Extension,
  encryptMessage,
  epochAuthenticator,
  externalSendersExtension,
  type GroupState,
  joinExternally,
  joinGroup,
  type KeyPackage,
  type Member,
  type MlsRefusal,
  type Result as MlsResult,
  type OwnKeyPackage,
  processMessage,
  propose,
  type RefusalReason,
  ratchetTreeOf,
  requiredCapabilitiesExtension,
  roster,
  sameCredential,
  type WaitingProposal,
} from "@warbler/mls";
import {
  type AccountId,
  encodeRoomExtension,
  groupIdOf,
  parseGroupId,
  ROOM_EXTENSION_TYPE,
  type RoomExtension,
  type RoomId,
} from "@warbler/protocol";
import { portableHasher } from "@warbler/transparency";
import type { SaidEvent } from "../timeline/record-content.ts";
import type { WireCommitBundle, WireGroupState } from "../wire/end-to-end.ts";
import { memberIn, membersIn, roomExtensionOf } from "./commit-review.ts";
import { listsFor, type MlsTools, type RoomFault, roomPolicy } from "./mls-tools.ts";
import { eventsBetween, said } from "./room-events.ts";
import type { GroupMember } from "./roster.ts";
import { accountsOut, leavingAccounts, removalsToCommit } from "./waiting-removals.ts";

export interface RoomGroup {
  readonly state: GroupState;
  readonly room: RoomId;
  readonly generation: number;
  readonly epoch: number;
  readonly extension: RoomExtension;
  readonly members: readonly GroupMember[];
  readonly own: GroupMember;
}

export interface GroupRefusal {
  /** `forbidden`: a rule of the room, not of MLS, is broken. */
  readonly reason: Exclude<RefusalReason, "refused-by-policy"> | "forbidden" | "not-listed";
  readonly detail: string;
}
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: GroupRefusal };

export interface MadeCommit {
  readonly bundle: WireCommitBundle;
  readonly group: RoomGroup;
  readonly events: readonly SaidEvent[];
}

/** What a commit of this device is to change. */
export interface GroupChange {
  readonly add?: readonly KeyPackage[];
  /** Leaves. */
  readonly remove?: readonly number[];
  readonly extension?: RoomExtension;
  /** Who was in the room when this device began its group anew: it brings them back, whatever its role. */
  readonly returning?: readonly AccountId[];
}

const NO_PAST_EPOCHS = { pastEpochs: 0, resumptionPsks: 1 };
const NOTHING = new Uint8Array();

export interface NewRoomGroup {
  readonly room: RoomId;
  readonly extension: RoomExtension;
  /** With which the server proposes to remove revoked devices. */
  readonly proposalKey: Uint8Array;
}

/** The first epoch, with this device alone. */
export async function beginGroup(
  tools: MlsTools,
  { room, extension, proposalKey }: NewRoomGroup,
): Promise<Result<MadeCommit>> {
  const { policy, fault } = roomPolicy(tools);
  const { provider, signer, credential, capabilities } = tools;
  const required = { extensions: [ROOM_EXTENSION_TYPE], proposals: [], credentials: [] };
  const created = await createGroup(
    { provider, policy },
    {
      ...{ signer, credential, capabilities },
      groupId: groupIdOf(room, extension.generation),
      contextExtensions: [
        requiredCapabilitiesExtension(required),
        externalSendersExtension([{ signatureKey: proposalKey, credential: basicCredential(SERVER_IDENTITY) }]),
        { type: ROOM_EXTENSION_TYPE, data: encodeRoomExtension(extension) },
      ],
      settings: NO_PAST_EPOCHS,
    },
  );
  if (!created.ok) return refused(created.refusal, fault());
  const group = requireRoomGroup(created.value);
  const info = await createGroupInfo({ provider }, group.state, { signer, withTree: false, withExternalPub: true });
  if (!info.ok) return refused(info.refusal, fault());
  const ratchetTree = ratchetTreeOf(group.state);
  const bundle = {
    epoch: 0,
    commit: NOTHING,
    welcome: NOTHING,
    groupInfo: info.value,
    ratchetTree,
    epochHash: epochHash(group),
  };
  return { ok: true, value: { bundle, group, events: [said("created", group.own.account)] } };
}

/** Only the key counts: members accept what it proposes when the identity log says the same. */
const SERVER_IDENTITY = new TextEncoder().encode("delivery service");

export interface Followed {
  /** Secrets to be wiped when what comes after is stored; as in every answer that has them. */
  readonly consumed: readonly Uint8Array[];
  /** Absent when the commit takes this device out. */
  readonly group: RoomGroup | undefined;
  readonly events: readonly SaidEvent[];
  readonly committer: GroupMember;
  /** The committer came in by it. */
  readonly isFromOutside: boolean;
}

/** Somebody else's commit, taken by the server at `atMs`. */
export async function followCommit(
  tools: MlsTools,
  group: RoomGroup,
  { bytes, atMs }: { readonly bytes: Uint8Array; readonly atMs: number },
): Promise<Result<Followed>> {
  const { policy, fault } = roomPolicy(tools, { atMs });
  const processed = await processMessage({ provider: tools.provider, policy }, group.state, bytes);
  if (!processed.ok) return refused(processed.refusal, fault());
  const outcome = processed.value;
  if (outcome.kind !== "commit" && outcome.kind !== "removed") return malformed("a commit");
  const committer = memberIn(outcome.sender);
  if (committer === undefined) return malformed("a committer with account and device");
  const gone = await goneBy(tools, group, outcome.proposals);
  const { consumed } = outcome;
  const told = { committer, consumed, isFromOutside: outcome.sender.kind === "new_member_commit" };
  if (outcome.kind === "removed") {
    const after = { ...group, members: withoutMembers(group, outcome.removed) };
    return { ok: true, value: { group: undefined, events: eventsBetween(group, after, gone), ...told } };
  }
  const next = roomGroupOf(outcome.state);
  if (next === undefined) return malformed("a room's group");
  return { ok: true, value: { group: next, events: eventsBetween(group, next, gone), ...told } };
}

const goneBy = async (tools: MlsTools, group: RoomGroup, proposals: Parameters<typeof leavingAccounts>[0]) => ({
  left: leavingAccounts(proposals, group),
  out: await accountsOut(proposals, group, listsFor(tools, group.room)),
});

/** A proposal that waits for a commit from now on. */
export async function noteProposal(tools: MlsTools, group: RoomGroup, bytes: Uint8Array): Promise<Result<RoomGroup>> {
  const { policy, fault } = roomPolicy(tools);
  const processed = await processMessage({ provider: tools.provider, policy }, group.state, bytes);
  if (!processed.ok) return refused(processed.refusal, fault());
  if (processed.value.kind !== "proposal") return malformed("a proposal");
  return { ok: true, value: { ...group, state: processed.value.state } };
}

export interface OpenedMessage {
  readonly group: RoomGroup;
  readonly sender: GroupMember;
  readonly data: Uint8Array;
  readonly authenticatedData: Uint8Array;
  readonly consumed: readonly Uint8Array[];
}

export async function openMessage(
  tools: MlsTools,
  group: RoomGroup,
  bytes: Uint8Array,
): Promise<Result<OpenedMessage>> {
  const { policy, fault } = roomPolicy(tools);
  const processed = await processMessage({ provider: tools.provider, policy }, group.state, bytes);
  if (!processed.ok) return refused(processed.refusal, fault());
  const outcome = processed.value;
  if (outcome.kind !== "application") return malformed("an application message");
  const { data, authenticatedData, consumed, state } = outcome;
  const sender = group.members.find(({ leaf }) => leaf === outcome.sender.leafIndex);
  if (sender === undefined) return malformed("a sender among the members");
  return { ok: true, value: { group: { ...group, state }, sender, data, authenticatedData, consumed } };
}

export async function sealMessage(
  tools: MlsTools,
  group: RoomGroup,
  { data, authenticatedData }: Pick<OpenedMessage, "data" | "authenticatedData">,
): Promise<Pick<OpenedMessage, "group" | "consumed"> & { readonly message: Uint8Array }> {
  const { provider, signer } = tools;
  const sent = requireOk(await encryptMessage({ provider }, group.state, { signer, data, authenticatedData }));
  return { group: { ...group, state: sent.state }, message: sent.message, consumed: sent.consumed };
}

/** A commit of this device with all that waits; the group that it leads to counts when it has come back as a record. */
export async function makeCommit(tools: MlsTools, group: RoomGroup, change: GroupChange): Promise<Result<MadeCommit>> {
  const { provider, signer, nowMs } = tools;
  const { add = [], remove = [], extension, returning } = change;
  const { policy, fault } = roomPolicy(tools, { returning: group.epoch === 0 ? returning : undefined });
  const { extensions } = group.state.context;
  const takenUp = await removalsToCommit(group, listsFor(tools, group.room));
  const made = await createCommit({ provider, policy }, group.state, {
    signer,
    proposals: [
      ...add.map((keyPackage) => ({ kind: "add", keyPackage }) as const),
      ...withoutProposed(takenUp, remove).map((removed) => ({ kind: "remove", removed }) as const),
      ...(extension === undefined
        ? []
        : [{ kind: "group_context_extensions", extensions: withRoom(extensions, extension) } as const]),
    ],
    // Adds and removals never go together: what waits to be removed has a commit of its own.
    waiting: add.length > 0 ? "none" : takenUp.map(({ reference }) => reference),
    withPath: true,
    nowMs: nowMs(),
    welcomeTree: "apart",
    groupInfo: "without-tree",
    authenticatedData: encodeLogHead(await tools.membership.logHead()),
  });
  if (!made.ok) return refused(made.refusal, fault());
  const { commit, welcome = NOTHING, groupInfo = NOTHING, pending } = made.value;
  const applied = await applyPending(group.state, pending);
  if (!applied.ok) return refused(applied.refusal, undefined);
  const next = requireRoomGroup(applied.value.state);
  const gone = await goneBy(tools, group, takenUp);
  const bundle = {
    epoch: group.epoch,
    ...{ commit, welcome, groupInfo },
    ratchetTree: ratchetTreeOf(next.state),
    epochHash: epochHash(next),
  };
  return { ok: true, value: { bundle, group: next, events: eventsBetween(group, next, gone) } };
}

/** Signed proposals to take out each of this account's devices, for somebody else to commit. */
export async function proposeLeaving(tools: MlsTools, group: RoomGroup): Promise<readonly Uint8Array[]> {
  const own = group.members.filter(({ account }) => account === group.own.account);
  const proposals: Uint8Array[] = [];
  for (const { leaf } of own) {
    const { provider, signer } = tools;
    const sent = await propose({ provider }, group.state, { kind: "remove", removed: leaf }, { signer });
    proposals.push(requireOk(sent).message);
  }
  return proposals;
}

export interface JoinedByWelcome {
  readonly group: RoomGroup;
  readonly inviter: GroupMember;
  /** Reference of the key package that was used. */
  readonly keyPackage: Uint8Array;
  readonly consumed: readonly Uint8Array[];
}

export async function joinByWelcome(
  tools: MlsTools,
  input: {
    readonly welcome: Uint8Array;
    readonly ratchetTree: Uint8Array;
    readonly keyPackages: readonly OwnKeyPackage[];
  },
): Promise<Result<JoinedByWelcome>> {
  const { policy, fault } = roomPolicy(tools);
  const joined = await joinGroup({ provider: tools.provider, policy }, { ...input, settings: NO_PAST_EPOCHS });
  if (!joined.ok) return refused(joined.refusal, fault());
  const group = roomGroupOf(joined.value.state);
  const inviter = memberIn(joined.value.inviter);
  if (group === undefined || inviter === undefined) return malformed("a room's group");
  const { keyPackage, consumed } = joined.value;
  return { ok: true, value: { group, inviter, keyPackage, consumed } };
}

export interface JoinedFromOutside extends MadeCommit {
  /** Who signed the GroupInfo. */
  readonly signedBy: GroupMember;
}

/** Comes in without an invitation, as another device of someone who is in the room; an own old leaf goes. */
export async function joinFromOutside(tools: MlsTools, group: WireGroupState): Promise<Result<JoinedFromOutside>> {
  const { policy, fault } = roomPolicy(tools);
  const { provider, signer, credential, capabilities } = tools;
  const joined = await joinExternally(
    { provider, policy },
    {
      ...{ signer, credential, capabilities },
      groupInfo: group.groupInfo,
      ratchetTree: group.ratchetTree,
      replaces: (members) => members.find((member) => sameCredential(member.credential, credential))?.leafIndex,
      settings: NO_PAST_EPOCHS,
      newGroupInfo: "without-tree",
      authenticatedData: encodeLogHead(await tools.membership.logHead()),
    },
  );
  if (!joined.ok) return refused(joined.refusal, fault());
  const next = roomGroupOf(joined.value.state);
  const signedBy = memberIn(joined.value.signedBy);
  if (next === undefined || signedBy === undefined) return malformed("a room's group");
  const { commit, groupInfo = NOTHING } = joined.value;
  const ratchetTree = ratchetTreeOf(next.state);
  const bundle = {
    epoch: next.epoch - 1,
    commit,
    welcome: NOTHING,
    groupInfo,
    ratchetTree,
    epochHash: epochHash(next),
  };
  return { ok: true, value: { bundle, group: next, events: [said("device-added", next.own.account)], signedBy } };
}

/** SHA-256 of what all members of an epoch have in common and nobody else has. */
export function epochHash({ state }: Pick<RoomGroup, "state">): Uint8Array {
  return portableHasher.sha256(epochAuthenticator(state));
}

/** Undefined for a group that is no room's. */
export function roomGroupOf(state: GroupState): RoomGroup | undefined {
  const id = parseGroupId(state.context.groupId);
  const extension = roomExtensionOf(state.context.extensions);
  const members = membersIn(roster(state));
  const own = members?.find(({ leaf }) => leaf === state.ownLeaf);
  if (id === undefined || extension === undefined || members === undefined || own === undefined) return undefined;
  if (extension.generation !== id.generation) return undefined;
  return { state, ...id, epoch: Number(state.context.epoch), extension, members, own };
}

function requireRoomGroup(state: GroupState): RoomGroup {
  const group = roomGroupOf(state);
  if (group === undefined) throw new Error("expected a room's group, having made it");
  return group;
}

function withRoom(extensions: readonly Extension[], room: RoomExtension): readonly Extension[] {
  const data = encodeRoomExtension(room);
  return extensions.map((one) => (one.type === ROOM_EXTENSION_TYPE ? { ...one, data } : one));
}

/** Whoever's removal waits already is removed by taking that up: the server wants every proposal taken up that waits. */
function withoutProposed(takenUp: readonly WaitingProposal[], remove: readonly number[]): readonly number[] {
  const proposed = new Set(takenUp.flatMap(({ proposal }) => (proposal.kind === "remove" ? [proposal.removed] : [])));
  return remove.filter((leaf) => !proposed.has(leaf));
}

function withoutMembers({ members }: RoomGroup, removed: readonly Member[]): readonly GroupMember[] {
  const gone = new Set(removed.map(({ leafIndex }) => leafIndex));
  return members.filter(({ leaf }) => !gone.has(leaf));
}

function refused(
  { reason, detail }: MlsRefusal,
  fault: RoomFault | undefined,
): { readonly ok: false; readonly refusal: GroupRefusal } {
  if (reason !== "refused-by-policy") return { ok: false, refusal: { reason, detail } };
  const isUnlisted = fault === "not-listed";
  return { ok: false, refusal: { reason: isUnlisted ? "not-listed" : "forbidden", detail: fault ?? detail } };
}

function malformed(expected: string): { readonly ok: false; readonly refusal: GroupRefusal } {
  return { ok: false, refusal: { reason: "malformed", detail: expected } };
}

/** For what this device does with its own good state, which nothing hostile can make fail. */
function requireOk<T>(result: MlsResult<T>): T {
  if (result.ok) return result.value;
  throw new Error(`expected the group to work, got ${result.refusal.reason}: ${result.refusal.detail}`);
}
