/** Following somebody else's commit into the next epoch: RFC 9420 §12.4.2. */
import { equalBytes, equalSecrets } from "../bytes.ts";
import type { AuthenticatedContent } from "../framing/framed-content.ts";
import { externalKeyPair, secretsOfEpoch } from "../key-schedule/key-schedule.ts";
import { secretsOfTree } from "../key-schedule/secret-tree.ts";
import type { Commit } from "../messages/commit.ts";
import { encodeGroupContext, type GroupContext } from "../messages/group-context.ts";
import type { ReInit } from "../messages/proposal.ts";
import type { UpdatePath } from "../messages/update-path.ts";
import { hpkeExportFrom } from "../provider/hpke.ts";
import { present, require } from "../refusal.ts";
import { leafAt, type PathStep, reserveLeaf, type TreeDraft } from "../tree/ratchet-tree.ts";
import { nodeOfLeaf } from "../tree/tree-math.ts";
import { keepPrivateKeys, mergePath, openPath, type PathKeys, type PrivateKeys } from "../tree/treekem.ts";
import { requirementsOf, verifyLeafSignature } from "../tree/validate-leaf.ts";
import { checkAgreement, checkUniqueKeys } from "../tree/validate-tree.ts";
import { stateOf } from "./create-commit.ts";
import {
  enterEpoch,
  type KnownPsk,
  leaveEpoch,
  nextContext,
  noCommitSecret,
  pskSecretOf,
  resumptionPsksOf,
} from "./epoch.ts";
import type { GroupState, MlsDeps } from "./group-state.ts";
import { type Member, memberOf, type NamedSender } from "./member.ts";
import type { ProposalUnderReview } from "./policy.ts";
import {
  type AppliedProposals,
  applyProposals,
  type ListedProposal,
  needsPath,
  reviewChange,
} from "./proposal-list.ts";
import { groupView, reviewCommit, reviewCredential } from "./review.ts";

export interface ProcessOptions {
  readonly psks?: readonly KnownPsk[] | undefined;
  /** With a time, the lifetimes of added key packages are checked (RFC 9420 §7.3). */
  readonly nowMs?: number | undefined;
}

interface CommitReport {
  /** With the leaf index that it has from now on. */
  readonly sender: NamedSender;
  readonly proposals: readonly ProposalUnderReview[];
  readonly authenticatedData: Uint8Array;
  readonly added: readonly Member[];
  /** As they were. */
  readonly removed: readonly Member[];
  readonly consumed: readonly Uint8Array[];
}

export type CommitOutcome =
  | (CommitReport & {
      readonly kind: "commit";
      readonly state: GroupState;
      /** Set when this ends the group. */
      readonly reinit: ReInit | undefined;
    })
  /** We are no longer a member: there is no next state, and the secrets of the old one are all in `consumed`. */
  | (CommitReport & { readonly kind: "removed" });

interface ReceivedCommit {
  readonly content: AuthenticatedContent;
  readonly commit: Commit;
  readonly sender: NamedSender;
}

export async function processCommit(
  deps: MlsDeps,
  state: GroupState,
  received: ReceivedCommit,
  options: ProcessOptions,
): Promise<CommitOutcome> {
  const { provider } = deps;
  const { content, commit } = received;
  const listed = resolveProposals(state, received);
  const applied = await applyProposals(deps, {
    proposals: listed,
    committer:
      received.sender.leafIndex === undefined
        ? { kind: "new_member_commit" }
        : { kind: "member", leafIndex: received.sender.leafIndex },
    groupId: state.context.groupId,
    epoch: state.context.epoch,
    tree: state.tree,
    extensions: state.context.extensions,
    nowMs: options.nowMs,
  });
  require(commit.path !== undefined || !needsPath(listed), "invalid", "a path where one is needed");
  const { sender, merged } = await mergeCommitPath(deps, state, { ...received, applied });
  const tree = applied.draft;
  checkUniqueKeys(tree);
  const { extensions } = applied;
  checkAgreement(tree, requirementsOf({ ...state.context, extensions }));
  const next = { context: state.context, tree, extensions };
  const provisional = nextContext(provider, next);
  const review = { before: groupView(state.context, state.tree), after: groupView(provisional, tree) };
  const { authenticatedData } = content.content;
  await reviewCommit(deps, { committer: sender, proposals: listed, ...review, authenticatedData });

  const report = {
    sender,
    proposals: listed.map(({ proposal, sender: by }) => ({ proposal, sender: by })),
    authenticatedData,
    added: applied.added.map(({ leafIndex, keyPackage }) => memberOf(leafIndex, keyPackage.leafNode)),
    removed: applied.removed.map(({ leafIndex, leaf }) => memberOf(leafIndex, leaf)),
  };
  if (applied.removed.some(({ leafIndex }) => leafIndex === state.ownLeaf)) {
    return { kind: "removed", ...report, consumed: secretsOfGroup(state) };
  }

  const pskSecret = pskSecretOf(provider, applied.psks, [...(options.psks ?? []), ...resumptionPsksOf(state)]);
  const privateKeys = withOwnUpdate(state, applied);
  const opened = merged && (await openMerged(deps, { state, merged, provisional, privateKeys, tree, applied }));
  const epoch = enterEpoch(provider, {
    ...next,
    interimTranscriptHash: state.interimTranscriptHash,
    initSecret: await initSecretOf(deps, state, applied),
    commit: content,
    commitSecret: opened?.commitSecret ?? noCommitSecret(provider),
    pskSecret,
  });
  const tag = present(content.auth.confirmationTag, "malformed", "a confirmation tag");
  require(equalSecrets(tag, epoch.confirmationTag), "invalid", "the confirmation tag of the new epoch");

  const { kept, dropped } = keepPrivateKeys(tree, privateKeys, opened?.keys ?? []);
  const { reinit } = applied;
  const entered = stateOf(epoch, { tree, ownLeaf: state.ownLeaf, privateKeys: kept, reinit });
  const { consumed, ...past } = leaveEpoch(state, state.settings);
  const replaced = state.privateKeys.get(nodeOfLeaf(state.ownLeaf));
  const isReplaced = replaced !== undefined && replaced !== privateKeys.get(nodeOfLeaf(state.ownLeaf));
  return {
    kind: "commit",
    ...report,
    state: { ...entered, ...past, settings: state.settings },
    reinit,
    consumed: [...consumed, ...dropped, ...(isReplaced ? [replaced] : [])],
  };
}

/** RFC 9420 §12.4.2: every reference names a proposal of this epoch that we have. */
function resolveProposals(state: GroupState, { commit, sender }: ReceivedCommit): readonly ListedProposal[] {
  return commit.proposals.map((each) => {
    if (each.kind === "proposal") return { proposal: each.proposal, sender, isByReference: false };
    require(sender.kind === "member", "invalid", "proposals by value in an external commit");
    const found = state.waiting.find(({ reference }) => equalBytes(reference, each.reference));
    const { proposal, sender: by } = present(found, "unknown-proposal", "a proposal that was received before");
    return { proposal, sender: by, isByReference: true };
  });
}

interface MergedPath {
  readonly senderLeaf: number;
  readonly path: UpdatePath;
  readonly newLeaves: readonly number[];
  readonly steps: readonly PathStep[];
}

/** Puts the path into the tree, and learns which leaf one who joins from outside takes. */
async function mergeCommitPath(
  deps: MlsDeps,
  state: GroupState,
  { commit: { path }, sender, applied }: ReceivedCommit & { readonly applied: AppliedProposals },
): Promise<{ readonly sender: NamedSender; readonly merged: MergedPath | undefined }> {
  if (path === undefined) return { sender, merged: undefined };
  const isJoining = sender.kind === "new_member_commit";
  const senderLeaf = sender.leafIndex ?? reserveLeaf(applied.draft);
  const newLeaves = applied.added.map(({ leafIndex }) => leafIndex);
  const leaf = path.leafNode;
  const { groupId } = state.context;
  await verifyLeafSignature(deps.provider, leaf, { groupId, leafIndex: senderLeaf });
  if (isJoining) {
    const { credential, signatureKey, extensions } = leaf;
    const [old] = applied.removed;
    const previous = old && memberOf(old.leafIndex, old.leaf);
    const review = { credential, signatureKey, extensions, groupId, leafIndex: senderLeaf };
    await reviewCredential(deps, { ...review, occasion: "entering", previous });
  } else {
    const previous = present(leafAt(state.tree, senderLeaf), "not-a-member", "a commit by a member");
    require(!equalBytes(previous.encryptionKey, leaf.encryptionKey), "invalid", "a new encryption key");
    await reviewChange(deps, { groupId, leafIndex: senderLeaf, leaf, previous });
  }
  const steps = mergePath(deps.provider, applied.draft, { senderLeaf, path, newLeaves });
  return { sender: { ...sender, leafIndex: senderLeaf }, merged: { senderLeaf, path, newLeaves, steps } };
}

/** Our private keys, with the new one of our leaf where this commit takes our Update. */
function withOwnUpdate(state: GroupState, { updated }: AppliedProposals): PrivateKeys {
  const own = updated.find(({ leafIndex }) => leafIndex === state.ownLeaf);
  if (own === undefined) return state.privateKeys;
  const update = state.ownUpdates.find(({ encryptionKey }) => equalBytes(encryptionKey, own.leaf.encryptionKey));
  const { privateKey } = present(update, "unknown-proposal", "an Update of ours whose key we have");
  return new Map([...state.privateKeys, [nodeOfLeaf(state.ownLeaf), privateKey]]);
}

async function openMerged(
  { provider }: MlsDeps,
  input: {
    readonly state: GroupState;
    readonly merged: MergedPath;
    readonly provisional: GroupContext;
    readonly privateKeys: PrivateKeys;
    readonly tree: TreeDraft;
    readonly applied: AppliedProposals;
  },
): Promise<{ readonly keys: readonly PathKeys[]; readonly commitSecret: Uint8Array }> {
  const { state, merged, provisional, privateKeys, tree } = input;
  const groupContext = encodeGroupContext(provisional);
  return openPath(provider, tree, merged, { ownLeaf: state.ownLeaf, privateKeys, groupContext });
}

/** RFC 9420 §8.3: one who joins from outside brings the init secret, encrypted to the group's external key. */
async function initSecretOf(
  { provider }: MlsDeps,
  state: GroupState,
  { externalInit }: AppliedProposals,
): Promise<Uint8Array> {
  if (externalInit === undefined) return state.secrets.initSecret;
  const pair = await externalKeyPair(provider, state.secrets.externalSecret);
  return hpkeExportFrom(provider, pair, { kemOutput: externalInit, exportLabel: EXTERNAL_INIT_LABEL });
}

export const EXTERNAL_INIT_LABEL = "MLS 1.0 external init secret";

/** Everything that opens or signs anything as this member, to be wiped with the state; public keys and context are not in it. */
export function secretsOfGroup(state: GroupState): readonly Uint8Array[] {
  return [
    ...secretsOfEpoch(state.secrets),
    ...state.privateKeys.values(),
    ...secretsOfTree(state.secretTree),
    ...state.past.flatMap(({ senderDataSecret, secretTree }) => [senderDataSecret, ...secretsOfTree(secretTree)]),
    ...state.resumptionPsks.map(({ secret }) => secret),
    ...state.ownUpdates.map(({ privateKey }) => privateKey),
  ];
}
