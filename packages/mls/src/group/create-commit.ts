/** Making a commit: RFC 9420 §12.4.1. Nothing takes effect until the delivery service has accepted it. */
import { EMPTY, equalBytes, equalSecrets } from "../bytes.ts";
import { encodeMlsMessage } from "../framing/mls-message.ts";
import { secretsOfEpoch } from "../key-schedule/key-schedule.ts";
import { secretsOfTree } from "../key-schedule/secret-tree.ts";
import type { Proposal } from "../messages/proposal.ts";
import type { MlsProvider, Signer } from "../provider/provider.ts";
import { attempt, type Result, require } from "../refusal.ts";
import { keepPrivateKeys, type PrivateKeys } from "../tree/treekem.ts";
import { requirementsOf } from "../tree/validate-leaf.ts";
import { checkAgreement, checkUniqueKeys } from "../tree/validate-tree.ts";
import { buildPath, type OwnPath } from "./build-path.ts";
import { welcomeFor } from "./create-welcome.ts";
import {
  enterEpoch,
  type KnownPsk,
  leaveEpoch,
  type NewEpoch,
  nextContext,
  noCommitSecret,
  pskSecretOf,
  resumptionPsksOf,
} from "./epoch.ts";
import { signedGroupInfo } from "./group-info.ts";
import { type GroupState, type MlsDeps, ownLeafOf, requireActive } from "./group-state.ts";
import { type HandshakeOptions, protectHandshake, signHandshake } from "./handshake.ts";
import { senderOfLeaf } from "./member.ts";
import {
  type AppliedProposals,
  applyProposals,
  type ListedProposal,
  needsPath,
  reviewChange,
} from "./proposal-list.ts";
import type { LeafChange } from "./propose.ts";
import { groupView, reviewCommit } from "./review.ts";
import { selectWaiting, type WaitingChoice } from "./select-proposals.ts";

export interface CommitInput extends HandshakeOptions {
  /** Proposals of our own, carried by the commit itself. */
  readonly proposals?: readonly Exclude<Proposal, { kind: "update" | "external_init" }>[] | undefined;
  /** Which waiting proposals it takes; all that fit together unless said otherwise. */
  readonly waiting?: WaitingChoice | undefined;
  /** New keys even where RFC 9420 §12.4 does not ask for them, as in a commit of Adds alone. */
  readonly withPath?: boolean | undefined;
  /** What changes in our own leaf; it implies new keys. */
  readonly leaf?: LeafChange | undefined;
  readonly psks?: readonly KnownPsk[] | undefined;
  /** For the lifetimes of added key packages. */
  readonly nowMs?: number | undefined;
  /** Whether a Welcome carries the tree; inside unless said otherwise. Apart, the joiner is given `ratchetTreeOf`. */
  readonly welcomeTree?: "inside" | "apart" | undefined;
  /** Whether to make a GroupInfo of the new epoch, by which others may join from outside. */
  readonly groupInfo?: "none" | "with-tree" | "without-tree" | undefined;
}

/** A commit of ours that the delivery service has not answered yet. It may be thrown away. */
export interface PendingCommit {
  readonly groupId: Uint8Array;
  /** The epoch that it ends. */
  readonly baseEpoch: bigint;
  /** The confirmation tag of that epoch: the state that it can be applied to. */
  readonly baseConfirmationTag: Uint8Array;
  /** The next epoch, without what is kept of past ones. */
  readonly next: Omit<GroupState, "past" | "resumptionPsks" | "settings">;
}

export interface CreatedCommit {
  /** Encoded MLSMessages. */
  readonly commit: Uint8Array;
  readonly welcome: Uint8Array | undefined;
  readonly groupInfo: Uint8Array | undefined;
  /** Leaf indexes of those it adds, in the order of their Adds. */
  readonly added: readonly number[];
  readonly pending: PendingCommit;
  /** To be stored before the commit is sent: a private commit uses a key, a public one changes nothing. */
  readonly state: GroupState;
  readonly consumed: readonly Uint8Array[];
}

export function createCommit(deps: MlsDeps, state: GroupState, input: CommitInput): Promise<Result<CreatedCommit>> {
  return attempt(async () => {
    requireActive(state);
    const { provider } = deps;
    const committer = senderOfLeaf("member", state.ownLeaf, ownLeafOf(state));
    const { listed, inCommit } = listProposals(state, input);
    const applied = await applyProposals(deps, {
      proposals: listed,
      committer: { kind: "member", leafIndex: state.ownLeaf },
      groupId: state.context.groupId,
      epoch: state.context.epoch,
      tree: state.tree,
      extensions: state.context.extensions,
      nowMs: input.nowMs,
    });
    const known = [...(input.psks ?? []), ...resumptionPsksOf(state)];
    const pskSecret = pskSecretOf(provider, applied.psks, known);

    const hasPath = needsPath(listed) || input.withPath === true || input.leaf !== undefined;
    const path = hasPath ? await makePath(deps, state, applied, input) : undefined;
    const tree = applied.draft;
    checkUniqueKeys(tree);
    const next = { context: state.context, tree, extensions: applied.extensions };
    checkAgreement(tree, requirementsOf({ ...state.context, extensions: applied.extensions }));
    await reviewCommit(deps, {
      committer,
      proposals: listed,
      before: groupView(state.context, state.tree),
      after: groupView(nextContext(provider, next), tree),
      authenticatedData: input.authenticatedData ?? EMPTY,
    });

    const commit = { proposals: inCommit, path: path?.updatePath };
    const sender = { kind: "member", leafIndex: state.ownLeaf } as const;
    const signed = await signHandshake(state, { sender, body: { kind: "commit", commit } }, input);
    const epoch = enterEpoch(provider, {
      ...next,
      interimTranscriptHash: state.interimTranscriptHash,
      initSecret: state.secrets.initSecret,
      commit: signed,
      commitSecret: path?.commitSecret ?? noCommitSecret(provider),
      pskSecret,
    });
    const auth = { ...signed.auth, confirmationTag: epoch.confirmationTag };
    const sent = await protectHandshake(provider, state, { ...signed, auth }, input.paddingBytes);

    const { kept } = keepPrivateKeys(tree, path?.privateKeys ?? state.privateKeys, path?.keys ?? []);
    const nextState = stateOf(epoch, { tree, ownLeaf: state.ownLeaf, privateKeys: kept, reinit: applied.reinit });
    const signer = input.leaf?.signer ?? input.signer;
    const withTree = input.welcomeTree !== "apart";
    return {
      commit: sent.message,
      welcome: await welcomeFor(provider, { applied, epoch, path, pskSecret, nextState, signer, withTree }),
      groupInfo: await groupInfoFor(provider, nextState, signer, input.groupInfo ?? "none"),
      added: applied.added.map(({ leafIndex }) => leafIndex),
      pending: {
        groupId: state.context.groupId,
        baseEpoch: state.context.epoch,
        baseConfirmationTag: state.confirmationTag,
        next: nextState,
      },
      state: sent.state,
      consumed: sent.consumed,
    };
  });
}

export interface AppliedCommit {
  readonly state: GroupState;
  readonly consumed: readonly Uint8Array[];
}

/** Enters the epoch of our own commit, once the delivery service has accepted it. Refuses as "stale-epoch" a later state. */
export function applyPending(state: GroupState, pending: PendingCommit): Promise<Result<AppliedCommit>> {
  return attempt(() => {
    require(equalBytes(state.context.groupId, pending.groupId), "wrong-group", "the group of the commit");
    const fits =
      state.context.epoch === pending.baseEpoch && equalBytes(state.confirmationTag, pending.baseConfirmationTag);
    require(fits, "stale-epoch", "the epoch that the commit was made in");
    const { consumed, ...kept } = leaveEpoch(state, state.settings);
    const dropped = keysOnlyIn(state.privateKeys, pending.next.privateKeys);
    return { state: { ...pending.next, ...kept, settings: state.settings }, consumed: [...consumed, ...dropped] };
  });
}

/** The secrets of a commit that was not accepted, to be wiped: all but what the state goes on using. */
export function secretsOfDiscarded(state: GroupState, { next }: PendingCommit): readonly Uint8Array[] {
  return [
    ...secretsOfEpoch(next.secrets),
    ...secretsOfTree(next.secretTree),
    ...keysOnlyIn(next.privateKeys, state.privateKeys),
  ];
}

function keysOnlyIn(keys: PrivateKeys, others: PrivateKeys): readonly Uint8Array[] {
  return [...keys].flatMap(([node, key]) => {
    const other = others.get(node);
    return other !== undefined && equalSecrets(key, other) ? [] : [key];
  });
}

export function stateOf(
  epoch: NewEpoch,
  own: Pick<GroupState, "tree" | "ownLeaf" | "privateKeys" | "reinit">,
): PendingCommit["next"] {
  const { context, encodedContext, secrets, secretTree, confirmationTag, interimTranscriptHash } = epoch;
  const entered = { context, encodedContext, secrets, secretTree, confirmationTag, interimTranscriptHash };
  return { ...entered, ...own, waiting: [], ownUpdates: [] };
}

function listProposals(state: GroupState, input: CommitInput) {
  const own = senderOfLeaf("member", state.ownLeaf, ownLeafOf(state));
  const waiting = selectWaiting(state, input.waiting ?? "all");
  const byValue = input.proposals ?? [];
  const listed: readonly ListedProposal[] = [
    ...waiting.map(({ proposal, sender }) => ({ proposal, sender, isByReference: true })),
    ...byValue.map((proposal) => ({ proposal, sender: own, isByReference: false })),
  ];
  const inCommit = [
    ...waiting.map(({ reference }) => ({ kind: "reference", reference }) as const),
    ...byValue.map((proposal) => ({ kind: "proposal", proposal }) as const),
  ];
  return { listed, inCommit };
}

async function makePath(
  deps: MlsDeps,
  state: GroupState,
  applied: AppliedProposals,
  input: CommitInput,
): Promise<OwnPath> {
  const current = ownLeafOf(state);
  const change = input.leaf ?? {};
  const path = await buildPath(deps.provider, {
    draft: applied.draft,
    leafIndex: state.ownLeaf,
    newLeaves: applied.added.map(({ leafIndex }) => leafIndex),
    identity: {
      signer: change.signer ?? input.signer,
      credential: change.credential ?? current.credential,
      capabilities: change.capabilities ?? current.capabilities,
      extensions: change.extensions ?? current.extensions,
    },
    context: state.context,
    extensions: applied.extensions,
  });
  const { groupId } = state.context;
  const leaf = path.updatePath.leafNode;
  await reviewChange(deps, { groupId, leafIndex: state.ownLeaf, leaf, previous: current });
  return { ...path, privateKeys: new Map([...state.privateKeys, ...path.privateKeys]) };
}

async function groupInfoFor(
  provider: MlsProvider,
  nextState: PendingCommit["next"],
  signer: Signer,
  wanted: "none" | "with-tree" | "without-tree",
): Promise<Uint8Array | undefined> {
  if (wanted === "none" || nextState.reinit !== undefined) return undefined;
  const options = { signer, withTree: wanted === "with-tree", withExternalPub: true };
  return encodeMlsMessage({ kind: "groupInfo", message: await signedGroupInfo(provider, nextState, options) });
}
