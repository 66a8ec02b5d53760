/**
 * A group as a delivery service sees it (RFC 9750 §5): context, ratchet tree and waiting proposals, followed from the
 * handshakes that members send in the open. It holds no secret, so it cannot check a confirmation tag or a membership tag;
 * everything else that makes a commit valid it checks as a member does, and what the members' new GroupInfo says must agree.
 */
import { equalBytes } from "../bytes.ts";
import { decode } from "../codec/reader.ts";
import { type AuthenticatedContent, proposalRef, verifyContent } from "../framing/framed-content.ts";
import { readMlsMessage } from "../framing/mls-message.ts";
import type { PublicMessage } from "../framing/public-message.ts";
import { nextContext } from "../group/epoch.ts";
import { verifyGroupInfo } from "../group/group-info.ts";
import { type MlsDeps, requireSuite, type WaitingProposal } from "../group/group-state.ts";
import { type Member, memberOf, membersOf, type NamedSender } from "../group/member.ts";
import type { ProposalUnderReview } from "../group/policy.ts";
import { applyProposals, type ListedProposal, needsPath, reviewChange } from "../group/proposal-list.ts";
import { checkedGroup } from "../group/received-group.ts";
import { groupView, reviewCommit, reviewCredential } from "../group/review.ts";
import { namedSender } from "../group/sender.ts";
import { confirmedTranscriptHash, interimTranscriptHash } from "../key-schedule/transcript-hash.ts";
import { MLS_LIMITS } from "../limits.ts";
import type { Commit } from "../messages/commit.ts";
import { externalPubOf } from "../messages/extension.ts";
import { encodeGroupContext, type GroupContext } from "../messages/group-context.ts";
import type { GroupInfo } from "../messages/group-info.ts";
import { keyPackageRef } from "../messages/key-package.ts";
import { WIRE_FORMAT } from "../messages/protocol-version.ts";
import { attempt, present, type Result, refuse, require } from "../refusal.ts";
import { encodeRatchetTree, leafAt, type RatchetTree, readRatchetTree, reserveLeaf } from "../tree/ratchet-tree.ts";
import { treeHash } from "../tree/tree-hash.ts";
import { mergePath } from "../tree/treekem.ts";
import { requirementsOf, verifyLeafSignature } from "../tree/validate-leaf.ts";
import { checkAgreement, checkUniqueKeys } from "../tree/validate-tree.ts";

export interface PublicGroup {
  readonly context: GroupContext;
  readonly encodedContext: Uint8Array;
  readonly tree: RatchetTree;
  readonly confirmationTag: Uint8Array;
  readonly interimTranscriptHash: Uint8Array;
  readonly waiting: readonly WaitingProposal[];
}

export interface PublicCommit {
  /** After the commit. */
  readonly group: PublicGroup;
  /** With the leaf index that it has from now on. */
  readonly sender: NamedSender;
  readonly proposals: readonly ProposalUnderReview[];
  readonly added: readonly (Member & { readonly keyPackageReference: Uint8Array })[];
  /** As they were. */
  readonly removed: readonly Member[];
  /** References of the waiting proposals that it took up. */
  readonly taken: readonly Uint8Array[];
}

/** Takes up a group from a GroupInfo (an MLSMessage) and its ratchet tree, all of both checked as a new member does. */
export function openPublicGroup(
  deps: MlsDeps,
  groupInfo: Uint8Array,
  ratchetTree: Uint8Array,
): Promise<Result<PublicGroup>> {
  return attempt(async () => {
    const info = readGroupInfoMessage(groupInfo);
    const { context, confirmationTag } = info;
    requireSuite(deps.provider, context.cipherSuite);
    const tree = await checkedGroup(deps, info, ratchetTree);
    return publicGroup(deps, { context, tree, confirmationTag });
  });
}

/**
 * As `openPublicGroup`, for what this service stored itself after it had checked it: nothing is verified again but the tree
 * against its hash.
 */
export function reopenPublicGroup(
  deps: MlsDeps,
  groupInfo: Uint8Array,
  ratchetTree: Uint8Array,
): Promise<Result<PublicGroup>> {
  return attempt(async () => {
    const { context, confirmationTag } = readGroupInfoMessage(groupInfo);
    const tree = decode(ratchetTree, readRatchetTree);
    require(equalBytes(treeHash(deps.provider, tree), context.treeHash), "invalid", "the tree of the context");
    return publicGroup(deps, { context, tree, confirmationTag });
  });
}

function publicGroup(
  { provider }: MlsDeps,
  { context, tree, confirmationTag }: Pick<PublicGroup, "context" | "tree" | "confirmationTag">,
): PublicGroup {
  const interim = interimTranscriptHash(provider, context.confirmedTranscriptHash, confirmationTag);
  return {
    context,
    encodedContext: encodeGroupContext(context),
    tree,
    confirmationTag,
    interimTranscriptHash: interim,
    waiting: [],
  };
}

/** Keeps a proposal for the next commit, after its signature and what it proposes were checked. */
export function receivePublicProposal(
  deps: MlsDeps,
  group: PublicGroup,
  bytes: Uint8Array,
): Promise<Result<{ readonly group: PublicGroup; readonly proposal: WaitingProposal }>> {
  return attempt(async () => {
    const { content, sender } = await authenticated(deps, group, bytes);
    const { body } = content.content;
    if (body.kind !== "proposal") return refuse("invalid", "a proposal");
    const reference = proposalRef(deps.provider, content);
    const proposal = { reference, proposal: body.proposal, sender };
    if (group.waiting.some((each) => equalBytes(each.reference, reference))) return { group, proposal };
    require(group.waiting.length < MLS_LIMITS.proposalsWaiting, "invalid", "fewer waiting proposals");
    const applied = await applyProposals(deps, {
      proposals: [{ proposal: body.proposal, sender, isByReference: true }],
      committer: { kind: "member", leafIndex: NOBODY },
      groupId: group.context.groupId,
      epoch: group.context.epoch,
      tree: group.tree,
      extensions: group.context.extensions,
      nowMs: undefined,
    });
    checkUniqueKeys(applied.draft);
    return { group: { ...group, waiting: [...group.waiting, proposal] }, proposal };
  });
}

/** A committer that no proposal can be about. */
const NOBODY = -1;

/** Follows a commit. With a time, the lifetimes of added key packages are checked (RFC 9420 §7.3). */
export function applyPublicCommit(
  deps: MlsDeps,
  group: PublicGroup,
  bytes: Uint8Array,
  nowMs: number | undefined,
): Promise<Result<PublicCommit>> {
  return attempt(async () => {
    const { content, sender } = await authenticated(deps, group, bytes);
    const { body } = content.content;
    if (body.kind !== "commit") return refuse("invalid", "a commit");
    return followCommit(deps, group, { content, commit: body.commit, sender, nowMs });
  });
}

interface ReceivedCommit {
  readonly content: AuthenticatedContent;
  readonly commit: Commit;
  readonly sender: NamedSender;
  readonly nowMs: number | undefined;
}

async function followCommit(deps: MlsDeps, group: PublicGroup, received: ReceivedCommit): Promise<PublicCommit> {
  const { provider } = deps;
  const { content, commit } = received;
  const { groupId } = group.context;
  const proposals = resolveProposals(group, received);
  const { leafIndex } = received.sender;
  const applied = await applyProposals(deps, {
    proposals,
    committer: leafIndex === undefined ? { kind: "new_member_commit" } : { kind: "member", leafIndex },
    groupId,
    epoch: group.context.epoch,
    tree: group.tree,
    extensions: group.context.extensions,
    nowMs: received.nowMs,
  });
  const { draft: tree, extensions } = applied;
  const { path } = commit;
  require(path !== undefined || !needsPath(proposals), "invalid", "a path where one is needed");
  const senderLeaf = leafIndex ?? reserveLeaf(tree);
  const sender = { ...received.sender, leafIndex: senderLeaf };
  if (path !== undefined) {
    const { leafNode: leaf } = path;
    await verifyLeafSignature(provider, leaf, { groupId, leafIndex: senderLeaf });
    if (leafIndex === undefined) {
      const [old] = applied.removed;
      const previous = old && memberOf(old.leafIndex, old.leaf);
      await reviewCredential(deps, { ...memberOf(senderLeaf, leaf), groupId, occasion: "entering", previous });
    } else {
      const previous = present(leafAt(group.tree, senderLeaf), "not-a-member", "a commit by a member");
      require(!equalBytes(previous.encryptionKey, leaf.encryptionKey), "invalid", "a new encryption key");
      await reviewChange(deps, { groupId, leafIndex: senderLeaf, leaf, previous });
    }
    mergePath(provider, tree, { senderLeaf, path, newLeaves: applied.added.map((added) => added.leafIndex) });
  }
  checkUniqueKeys(tree);
  checkAgreement(tree, requirementsOf({ ...group.context, extensions }));
  const confirmed = confirmedTranscriptHash(provider, group.interimTranscriptHash, content);
  const context = nextContext(provider, { context: group.context, tree, extensions }, confirmed);
  await reviewCommit(deps, {
    committer: sender,
    proposals,
    before: groupView(group.context, group.tree),
    after: groupView(context, tree),
    authenticatedData: content.content.authenticatedData,
  });
  const confirmationTag = present(content.auth.confirmationTag, "malformed", "a confirmation tag");
  return {
    group: publicGroup(deps, { context, tree, confirmationTag }),
    sender,
    proposals: proposals.map(({ proposal, sender: by }) => ({ proposal, sender: by })),
    added: applied.added.map(({ leafIndex: at, keyPackage }) => ({
      ...memberOf(at, keyPackage.leafNode),
      keyPackageReference: keyPackageRef(provider, keyPackage),
    })),
    removed: applied.removed.map(({ leafIndex: at, leaf }) => memberOf(at, leaf)),
    taken: commit.proposals.flatMap((each) => (each.kind === "reference" ? [each.reference] : [])),
  };
}

/**
 * Whether a GroupInfo (an MLSMessage) is a member's true account of the group as it stands, fit to join by from outside: it
 * is what the service gives away next.
 */
export function checkPublicGroupInfo(
  { provider }: MlsDeps,
  group: PublicGroup,
  bytes: Uint8Array,
): Promise<Result<GroupInfo>> {
  return attempt(async () => {
    const info = readGroupInfoMessage(bytes);
    require(equalBytes(encodeGroupContext(info.context), group.encodedContext), "invalid", "the group's context");
    require(equalBytes(info.confirmationTag, group.confirmationTag), "invalid", "the commit's confirmation tag");
    require(externalPubOf(info.extensions) !== undefined, "invalid", "an external_pub");
    await verifyGroupInfo(provider, info, group.tree);
    return info;
  });
}

/** The value of a `ratchet_tree` extension. */
export function publicRatchetTree({ tree }: PublicGroup): Uint8Array {
  return encodeRatchetTree(tree);
}

/** Everyone in the group, by ascending leaf index. */
export function publicRoster({ tree }: PublicGroup): readonly Member[] {
  return membersOf(tree);
}

/** A message of this group and epoch, by whom it says, as far as their signature goes. */
async function authenticated(
  { provider }: MlsDeps,
  group: PublicGroup,
  bytes: Uint8Array,
): Promise<{ readonly content: AuthenticatedContent; readonly sender: NamedSender }> {
  const envelope = decode(bytes, readMlsMessage);
  if (envelope.kind !== "publicMessage") return refuse("malformed", "a handshake in the open");
  const { content, auth }: PublicMessage = envelope.message;
  require(equalBytes(content.groupId, group.context.groupId), "wrong-group", "a message of this group");
  require(content.epoch >= group.context.epoch, "stale-epoch", `epoch ${group.context.epoch}, got ${content.epoch}`);
  require(content.epoch <= group.context.epoch, "future-epoch", `epoch ${group.context.epoch}, got ${content.epoch}`);
  const sender = namedSender(group.context, group.tree.leaves, content);
  const signed = { wireFormat: WIRE_FORMAT.publicMessage, content, auth };
  await verifyContent(provider, sender.signatureKey, signed, group.encodedContext);
  return { content: signed, sender };
}

/** RFC 9420 §12.4.2: every reference names a proposal of this epoch that was received. */
function resolveProposals(group: PublicGroup, { commit, sender }: ReceivedCommit): readonly ListedProposal[] {
  return commit.proposals.map((each) => {
    if (each.kind === "proposal") return { proposal: each.proposal, sender, isByReference: false };
    require(sender.kind === "member", "invalid", "proposals by value in an external commit");
    const found = group.waiting.find(({ reference }) => equalBytes(reference, each.reference));
    const { proposal, sender: by } = present(found, "unknown-proposal", "a proposal that was received before");
    return { proposal, sender: by, isByReference: true };
  });
}

function readGroupInfoMessage(bytes: Uint8Array): GroupInfo {
  const { kind, message } = decode(bytes, readMlsMessage);
  return kind === "groupInfo" ? message : refuse("malformed", "a GroupInfo");
}
