/** Checking a commit's proposals together and applying them to the tree: RFC 9420 §12.2, §12.3. */
import { equalBytes } from "../bytes.ts";
import { encode } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import { sameCredential } from "../messages/credential.ts";
import { type Extension, externalSendersOf, writeExtensions } from "../messages/extension.ts";
import type { KeyPackage } from "../messages/key-package.ts";
import type { LeafNode } from "../messages/leaf-node.ts";
import type { Proposal, ReInit } from "../messages/proposal.ts";
import { MLS10 } from "../messages/protocol-version.ts";
import { type PreSharedKeyId, pskName } from "../messages/psk-id.ts";
import { present, refuse, require } from "../refusal.ts";
import {
  addLeaf,
  draftOf,
  leafAt,
  type RatchetTree,
  removeLeaf,
  type TreeDraft,
  truncate,
  updateLeaf,
} from "../tree/ratchet-tree.ts";
import { checkSource, verifyLeafSignature } from "../tree/validate-leaf.ts";
import type { MlsDeps } from "./group-state.ts";
import { verifyKeyPackage } from "./key-packages.ts";
import { memberOf, type NamedSender } from "./member.ts";
import { reviewCredential } from "./review.ts";

export interface ListedProposal {
  readonly proposal: Proposal;
  readonly sender: NamedSender;
  /** Of a proposal that the commit names instead of carrying it. */
  readonly isByReference: boolean;
}

export interface AppliedProposals {
  readonly draft: TreeDraft;
  readonly extensions: readonly Extension[];
  readonly added: readonly { readonly leafIndex: number; readonly keyPackage: KeyPackage }[];
  readonly removed: readonly { readonly leafIndex: number; readonly leaf: LeafNode }[];
  readonly updated: readonly { readonly leafIndex: number; readonly leaf: LeafNode }[];
  readonly psks: readonly PreSharedKeyId[];
  readonly externalInit: Uint8Array | undefined;
  readonly reinit: ReInit | undefined;
}

export interface ProposalListInput {
  readonly proposals: readonly ListedProposal[];
  /** "new_member_commit" for one who joins by this commit. */
  readonly committer: { readonly kind: "member"; readonly leafIndex: number } | { readonly kind: "new_member_commit" };
  readonly groupId: Uint8Array;
  /** The one that the commit ends. */
  readonly epoch: bigint;
  readonly tree: RatchetTree;
  /** The group's, before the commit. */
  readonly extensions: readonly Extension[];
  readonly nowMs: number | undefined;
}

/** RFC 9420 §12.4: these alone may go without new keys; so may not an empty list. */
const MAY_GO_WITHOUT_PATH: readonly Proposal["kind"][] = ["add", "psk", "reinit"];

export function needsPath(proposals: readonly { readonly proposal: Proposal }[]): boolean {
  return proposals.length === 0 || proposals.some(({ proposal }) => !MAY_GO_WITHOUT_PATH.includes(proposal.kind));
}

export async function applyProposals(deps: MlsDeps, input: ProposalListInput): Promise<AppliedProposals> {
  require(input.proposals.length <= MLS_LIMITS.proposalsPerCommit, "invalid", "fewer proposals");
  for (const listed of input.proposals) checkSender(listed);
  if (input.committer.kind === "member") checkMemberList(input.proposals, input.committer.leafIndex);
  else checkExternalList(input.proposals);

  // RFC 9420 §12.3: the order in which they take effect, whatever their order in the commit.
  const draft = draftOf(input.tree);
  const extensions = await applyExtensions(deps, input);
  const updated = await applyUpdates(deps, input, draft);
  const removed = applyRemoves(input.proposals, draft);
  const added = await applyAdds(deps, input, draft);
  return {
    draft,
    extensions,
    updated,
    removed,
    added,
    psks: checkedPsks(deps, input),
    externalInit: ofKind(input.proposals, "external_init")[0]?.proposal.kemOutput,
    reinit: checkedReInit(input.proposals),
  };
}

type OfKind<Kind extends Proposal["kind"]> = ListedProposal & { readonly proposal: Extract<Proposal, { kind: Kind }> };

function ofKind<Kind extends Proposal["kind"]>(
  proposals: readonly ListedProposal[],
  kind: Kind,
): readonly OfKind<Kind>[] {
  return proposals.filter((listed): listed is OfKind<Kind> => listed.proposal.kind === kind);
}

/** RFC 9420 §12.1.8: what each kind of sender may propose. */
function checkSender({ proposal, sender, isByReference }: ListedProposal): void {
  const { kind } = proposal;
  switch (sender.kind) {
    case "member":
      require(kind !== "external_init", "invalid", "an ExternalInit by one who joins");
      // §12.2: an Update in the commit itself would be one by the committer.
      require(kind !== "update" || isByReference, "invalid", "an Update by reference");
      return;
    case "external":
      require(kind !== "update" && kind !== "external_init", "invalid", "what an external sender may propose");
      return;
    case "new_member_proposal":
      require(kind === "add", "invalid", "an Add by one who asks to join");
      return;
    case "new_member_commit":
      require(!isByReference, "invalid", "proposals by value in an external commit");
  }
}

/** RFC 9420 §12.2, a commit by a member. */
function checkMemberList(proposals: readonly ListedProposal[], committer: number): void {
  require(ofKind(proposals, "external_init").length === 0, "invalid", "no ExternalInit in a member's commit");
  require(ofKind(proposals, "group_context_extensions").length <= 1, "invalid", "one GroupContextExtensions");
  const isReInit = ofKind(proposals, "reinit").length > 0;
  require(!isReInit || proposals.length === 1, "invalid", "a ReInit alone");
  const touched = new Set<number>();
  for (const { proposal, sender } of proposals) {
    if (proposal.kind !== "update" && proposal.kind !== "remove") continue;
    const leafIndex =
      proposal.kind === "remove" ? proposal.removed : present(sender.leafIndex, "invalid", "an Update by a member");
    require(leafIndex !== committer, "invalid", "no Update or Remove of the committer");
    require(!touched.has(leafIndex), "invalid", "one Update or Remove for each leaf");
    touched.add(leafIndex);
  }
}

/** RFC 9420 §12.2, a commit by one who joins: one ExternalInit, one Remove of an own old leaf at most, and PSKs. */
function checkExternalList(proposals: readonly ListedProposal[]): void {
  require(ofKind(proposals, "external_init").length === 1, "invalid", "exactly one ExternalInit");
  require(ofKind(proposals, "remove").length <= 1, "invalid", "at most one Remove");
  const areAllowed = proposals.every(({ proposal: { kind } }) => ["external_init", "remove", "psk"].includes(kind));
  require(areAllowed, "invalid", "only ExternalInit, Remove and PreSharedKey");
}

async function applyExtensions(deps: MlsDeps, input: ProposalListInput): Promise<readonly Extension[]> {
  const [change] = ofKind(input.proposals, "group_context_extensions");
  if (change === undefined) return input.extensions;
  const { extensions } = change.proposal;
  for (const { credential, signatureKey } of externalSendersOf(extensions)) {
    await reviewCredential(deps, {
      credential,
      signatureKey,
      extensions: [],
      groupId: input.groupId,
      occasion: "external-sender",
      leafIndex: undefined,
      previous: undefined,
    });
  }
  return extensions;
}

async function applyUpdates(deps: MlsDeps, input: ProposalListInput, draft: TreeDraft) {
  const updated: { leafIndex: number; leaf: LeafNode }[] = [];
  for (const { proposal, sender } of ofKind(input.proposals, "update")) {
    const leafIndex = present(sender.leafIndex, "invalid", "an Update by a member");
    const previous = present(leafAt(draft, leafIndex), "invalid", "an Update of a member");
    const leaf = proposal.leafNode;
    checkSource(leaf, "update");
    // RFC 9420 §7.3: an update that keeps the key heals nothing.
    require(!equalBytes(leaf.encryptionKey, previous.encryptionKey), "invalid", "a new encryption key");
    await verifyLeafSignature(deps.provider, leaf, { groupId: input.groupId, leafIndex });
    await reviewChange(deps, { groupId: input.groupId, leafIndex, leaf, previous });
    updateLeaf(draft, leafIndex, leaf);
    updated.push({ leafIndex, leaf });
  }
  return updated;
}

/** Asks the application about a member's new leaf, unless it claims nothing new. */
export async function reviewChange(
  deps: MlsDeps,
  change: {
    readonly groupId: Uint8Array;
    readonly leafIndex: number;
    readonly leaf: LeafNode;
    readonly previous: LeafNode;
  },
): Promise<void> {
  const { leaf, previous, leafIndex, groupId } = change;
  const isSame =
    equalBytes(leaf.signatureKey, previous.signatureKey) &&
    sameCredential(leaf.credential, previous.credential) &&
    equalBytes(encode(leaf.extensions, writeExtensions), encode(previous.extensions, writeExtensions));
  if (isSame) return;
  await reviewCredential(deps, {
    ...memberOf(leafIndex, leaf),
    groupId,
    occasion: "changing",
    previous: memberOf(leafIndex, previous),
  });
}

function applyRemoves(proposals: readonly ListedProposal[], draft: TreeDraft) {
  const removed: { leafIndex: number; leaf: LeafNode }[] = [];
  for (const { proposal } of ofKind(proposals, "remove")) {
    const leaf = present(leafAt(draft, proposal.removed), "invalid", "a Remove of a member");
    removeLeaf(draft, proposal.removed);
    removed.push({ leafIndex: proposal.removed, leaf });
  }
  if (removed.length > 0) truncate(draft);
  return removed;
}

async function applyAdds(deps: MlsDeps, input: ProposalListInput, draft: TreeDraft) {
  const adds = ofKind(input.proposals, "add");
  const checks = adds.map(async ({ proposal: { keyPackage } }) => {
    await verifyKeyPackage(deps.provider, keyPackage, input.nowMs);
    const { credential, signatureKey, extensions } = keyPackage.leafNode;
    const review = { credential, signatureKey, extensions, groupId: input.groupId };
    await reviewCredential(deps, { ...review, occasion: "entering", leafIndex: undefined, previous: undefined });
  });
  await Promise.all(checks);
  const added: { leafIndex: number; keyPackage: KeyPackage }[] = [];
  let from = 0;
  for (const { proposal } of adds) {
    const leafIndex = addLeaf(draft, proposal.keyPackage.leafNode, from);
    added.push({ leafIndex, keyPackage: proposal.keyPackage });
    from = leafIndex + 1;
  }
  return added;
}

/** RFC 9420 §12.1.4: each key once, with a fresh nonce; reinit and branch belong to the start of a group. */
function checkedPsks({ provider }: MlsDeps, { proposals, epoch }: ProposalListInput): readonly PreSharedKeyId[] {
  const psks = ofKind(proposals, "psk").map(({ proposal }) => proposal.psk);
  require(psks.length <= MLS_LIMITS.psks, "invalid", `at most ${MLS_LIMITS.psks} PSKs`);
  require(new Set(psks.map(pskName)).size === psks.length, "invalid", "each PSK once");
  for (const psk of psks) {
    require(psk.nonce.length === provider.suite.hashBytes, "invalid", "a PSK nonce as long as a hash");
    // RFC 9420 §11.2, §11.3: only the first commit of a group says what it follows from.
    const isOrdinary = psk.kind === "external" || psk.usage === "application";
    require(isOrdinary || epoch === 0n, "invalid", "a resumption PSK for application use");
  }
  return psks;
}

function checkedReInit(proposals: readonly ListedProposal[]): ReInit | undefined {
  const [listed] = ofKind(proposals, "reinit");
  if (listed === undefined) return undefined;
  const { reinit } = listed.proposal;
  return reinit.version >= MLS10 ? reinit : refuse("invalid", "a ReInit that does not lower the version");
}
