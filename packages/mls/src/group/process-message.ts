/** What a member does with a message of its group: RFC 9420 §6, §12. The given state is never changed. */
import { equalBytes } from "../bytes.ts";
import { decode } from "../codec/reader.ts";
import { type AuthenticatedContent, proposalRef, verifyContent } from "../framing/framed-content.ts";
import { readMlsMessage } from "../framing/mls-message.ts";
import { openSenderData, type PrivateMessage, unprotectPrivate } from "../framing/private-message.ts";
import { type PublicMessage, unprotectPublic } from "../framing/public-message.ts";
import { MLS_LIMITS } from "../limits.ts";
import type { Proposal } from "../messages/proposal.ts";
import { attempt, present, type Result, refuse, require } from "../refusal.ts";
import { requirementsOf } from "../tree/validate-leaf.ts";
import { checkAgreement, checkUniqueKeys } from "../tree/validate-tree.ts";
import { type GroupState, type MlsDeps, type PastEpoch, requireActive, requireSuite } from "./group-state.ts";
import type { NamedSender } from "./member.ts";
import { type CommitOutcome, type ProcessOptions, processCommit } from "./process-commit.ts";
import { applyProposals } from "./proposal-list.ts";
import { namedSender } from "./sender.ts";

export interface ReceivedApplicationData {
  readonly kind: "application";
  readonly data: Uint8Array;
  readonly authenticatedData: Uint8Array;
  readonly sender: NamedSender;
  readonly epoch: bigint;
  /** Of the sender, within the epoch: what tells a repeated message from a new one. */
  readonly generation: number;
  /** To be stored before the data is shown: with the old state the message could be opened again. */
  readonly state: GroupState;
  readonly consumed: readonly Uint8Array[];
}

export interface ReceivedProposal {
  readonly kind: "proposal";
  readonly proposal: Proposal;
  readonly reference: Uint8Array;
  readonly sender: NamedSender;
  readonly authenticatedData: Uint8Array;
  readonly state: GroupState;
  readonly consumed: readonly Uint8Array[];
}

export type Processed = ReceivedApplicationData | ReceivedProposal | CommitOutcome;

export function processMessage(
  deps: MlsDeps,
  state: GroupState,
  bytes: Uint8Array,
  options: ProcessOptions = {},
): Promise<Result<Processed>> {
  return attempt(async () => {
    requireSuite(deps.provider, state.context.cipherSuite);
    const envelope = decode(bytes, readMlsMessage);
    switch (envelope.kind) {
      case "publicMessage":
        return processPublic(deps, state, envelope.message, options);
      case "privateMessage":
        return processPrivate(deps, state, envelope.message, options);
      case "welcome":
      case "groupInfo":
      case "keyPackage":
        return refuse("malformed", "a message within a group");
    }
  });
}

function requireGroup(state: GroupState, groupId: Uint8Array): void {
  require(equalBytes(state.context.groupId, groupId), "wrong-group", "a message of this group");
}

function requireEpoch(state: GroupState, epoch: bigint): void {
  require(epoch >= state.context.epoch, "stale-epoch", `epoch ${state.context.epoch}, got ${epoch}`);
  require(epoch <= state.context.epoch, "future-epoch", `epoch ${state.context.epoch}, got ${epoch}`);
}

async function processPublic(
  deps: MlsDeps,
  state: GroupState,
  message: PublicMessage,
  options: ProcessOptions,
): Promise<Processed> {
  requireGroup(state, message.content.groupId);
  requireEpoch(state, message.content.epoch);
  requireActive(state);
  const keys = { membershipKey: state.secrets.membershipKey, groupContext: state.encodedContext };
  const content = unprotectPublic(deps.provider, keys, message);
  const { sender } = content.content;
  if (sender.kind === "member" && sender.leafIndex === state.ownLeaf) {
    // Anybody can write our leaf's index: it is ours once tag and signature say so.
    const { signatureKey } = namedSender(state.context, state.tree.leaves, content.content);
    await verifyContent(deps.provider, signatureKey, content, state.encodedContext);
    return refuse("own-message", "another's message");
  }
  return processHandshake(deps, state, content, options);
}

async function processHandshake(
  deps: MlsDeps,
  state: GroupState,
  content: AuthenticatedContent,
  options: ProcessOptions,
): Promise<ReceivedProposal | CommitOutcome> {
  const { body } = content.content;
  const sender = namedSender(state.context, state.tree.leaves, content.content);
  await verifyContent(deps.provider, sender.signatureKey, content, state.encodedContext);
  switch (body.kind) {
    case "proposal":
      return receiveProposal(deps, state, { content, proposal: body.proposal, sender }, options);
    case "commit":
      return processCommit(deps, state, { content, commit: body.commit, sender }, options);
    case "application":
      return refuse("invalid", "a handshake message");
  }
}

/** Keeps a proposal that a commit could take alone; one that never could is refused at once. */
async function receiveProposal(
  deps: MlsDeps,
  state: GroupState,
  received: { readonly content: AuthenticatedContent; readonly proposal: Proposal; readonly sender: NamedSender },
  options: ProcessOptions,
): Promise<ReceivedProposal> {
  const { content, proposal, sender } = received;
  const reference = proposalRef(deps.provider, content);
  const { authenticatedData } = content.content;
  const answer = { kind: "proposal", proposal, reference, sender, authenticatedData, consumed: [] } as const;
  if (state.waiting.some((each) => equalBytes(each.reference, reference))) return { ...answer, state };
  require(state.waiting.length < MLS_LIMITS.proposalsWaiting, "invalid", "fewer waiting proposals");
  const applied = await applyProposals(deps, {
    proposals: [{ proposal, sender, isByReference: true }],
    committer: { kind: "member", leafIndex: NOBODY },
    groupId: state.context.groupId,
    epoch: state.context.epoch,
    tree: state.tree,
    extensions: state.context.extensions,
    nowMs: options.nowMs,
  });
  checkUniqueKeys(applied.draft);
  checkAgreement(applied.draft, requirementsOf({ ...state.context, extensions: applied.extensions }));
  return { ...answer, state: { ...state, waiting: [...state.waiting, { reference, proposal, sender }] } };
}

/** A committer that no proposal can be about. */
const NOBODY = -1;

async function processPrivate(
  deps: MlsDeps,
  state: GroupState,
  message: PrivateMessage,
  options: ProcessOptions,
): Promise<Processed> {
  requireGroup(state, message.groupId);
  if (message.contentKind === "application" && message.epoch < state.context.epoch) {
    return openPast(deps, state, message);
  }
  requireEpoch(state, message.epoch);
  const { senderDataSecret } = state.secrets;
  const senderData = await openSenderData(deps.provider, senderDataSecret, message);
  require(senderData.leafIndex !== state.ownLeaf, "own-message", "another's message");
  const { content, step } = await unprotectPrivate(deps.provider, state.secretTree, message, senderData);
  const advanced = { ...state, secretTree: step.tree };
  if (content.content.body.kind !== "application") {
    requireActive(state);
    const processed = await processHandshake(deps, advanced, content, options);
    return { ...processed, consumed: [...step.consumed, ...processed.consumed] };
  }
  const epoch = { context: state.context, encodedContext: state.encodedContext, leaves: state.tree.leaves };
  const opened = await openApplication(deps, epoch, content);
  return { ...opened, generation: step.generation, state: advanced, consumed: step.consumed };
}

async function openPast(deps: MlsDeps, state: GroupState, message: PrivateMessage): Promise<Processed> {
  const at = state.past.findIndex(({ context }) => context.epoch === message.epoch);
  const epoch = present(state.past[at], "stale-epoch", "an epoch that is still kept");
  const senderData = await openSenderData(deps.provider, epoch.senderDataSecret, message);
  const { content, step } = await unprotectPrivate(deps.provider, epoch.secretTree, message, senderData);
  const opened = await openApplication(deps, epoch, content);
  const past = state.past.with(at, { ...epoch, secretTree: step.tree });
  return { ...opened, generation: step.generation, state: { ...state, past }, consumed: step.consumed };
}

async function openApplication(
  { provider }: MlsDeps,
  epoch: Pick<PastEpoch, "context" | "encodedContext" | "leaves">,
  content: AuthenticatedContent,
) {
  const sender = namedSender(epoch.context, epoch.leaves, content.content);
  await verifyContent(provider, sender.signatureKey, content, epoch.encodedContext);
  const { body, authenticatedData } = content.content;
  if (body.kind !== "application") return refuse("invalid", "application data");
  return { kind: "application", data: body.data, authenticatedData, sender, epoch: epoch.context.epoch } as const;
}
