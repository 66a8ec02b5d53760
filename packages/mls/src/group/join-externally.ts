/** Joining without an invitation, by a GroupInfo, or coming back with a new state: RFC 9420 §12.4.3.2. */
import { EMPTY } from "../bytes.ts";
import { decode } from "../codec/reader.ts";
import { encodeMlsMessage, readMlsMessage } from "../framing/mls-message.ts";
import { interimTranscriptHash } from "../key-schedule/transcript-hash.ts";
import { externalPubOf } from "../messages/extension.ts";
import { encodeGroupContext } from "../messages/group-context.ts";
import type { GroupInfo } from "../messages/group-info.ts";
import type { Proposal } from "../messages/proposal.ts";
import { hpkeExportTo } from "../provider/hpke.ts";
import { attempt, present, type Result, refuse } from "../refusal.ts";
import { reserveLeaf } from "../tree/ratchet-tree.ts";
import { keepPrivateKeys } from "../tree/treekem.ts";
import { requirementsOf } from "../tree/validate-leaf.ts";
import { checkAgreement, checkUniqueKeys } from "../tree/validate-tree.ts";
import { buildPath } from "./build-path.ts";
import { stateOf } from "./create-commit.ts";
import { enterEpoch, type KnownPsk, nextContext, pskSecretOf } from "./epoch.ts";
import { signedGroupInfo } from "./group-info.ts";
import { checkedSettings, type GroupSettings, type GroupState, type MlsDeps, requireSuite } from "./group-state.ts";
import { signHandshake } from "./handshake.ts";
import type { Identity } from "./key-packages.ts";
import { type Member, memberOf, membersOf, type NamedSender } from "./member.ts";
import { EXTERNAL_INIT_LABEL } from "./process-commit.ts";
import { applyProposals } from "./proposal-list.ts";
import { checkedGroup } from "./received-group.ts";
import { groupView, reviewCommit } from "./review.ts";

export interface ExternalJoinInput extends Identity {
  /** An encoded MLSMessage with an external public key. */
  readonly groupInfo: Uint8Array;
  /** Where the GroupInfo carries no tree. */
  readonly ratchetTree?: Uint8Array | undefined;
  /** A resync: chooses our own old leaf, which goes as we come. */
  readonly replaces?: ((members: readonly Member[]) => number | undefined) | undefined;
  /** PSK proposals to go with the commit, and their secrets. */
  readonly pskProposals?: readonly Extract<Proposal, { kind: "psk" }>[] | undefined;
  readonly psks?: readonly KnownPsk[] | undefined;
  readonly authenticatedData?: Uint8Array | undefined;
  readonly settings?: Partial<GroupSettings> | undefined;
  /** Whether to make a GroupInfo of the new epoch. */
  readonly newGroupInfo?: "none" | "with-tree" | "without-tree" | undefined;
}

export interface ExternalJoin {
  readonly commit: Uint8Array;
  readonly groupInfo: Uint8Array | undefined;
  /** To be used once the delivery service has accepted the commit, and to be thrown away otherwise. */
  readonly state: GroupState;
  /** The member who signed the GroupInfo that was joined by. */
  readonly signedBy: Member;
}

export function joinExternally(deps: MlsDeps, input: ExternalJoinInput): Promise<Result<ExternalJoin>> {
  return attempt(async () => {
    const { provider } = deps;
    const info = decodeGroupInfo(input.groupInfo);
    const { context } = info;
    requireSuite(provider, context.cipherSuite);
    const tree = await checkedGroup(deps, info, input.ratchetTree);
    const externalPub = present(externalPubOf(info.extensions), "invalid", "an external public key");
    const { kemOutput, secret: initSecret } = await hpkeExportTo(provider, externalPub, EXTERNAL_INIT_LABEL);

    const committer = ourselves(input);
    const replaced = input.replaces?.(membersOf(tree));
    const proposals: readonly Proposal[] = [
      { kind: "external_init", kemOutput },
      ...(replaced === undefined ? [] : [{ kind: "remove", removed: replaced } as const]),
      ...(input.pskProposals ?? []),
    ];
    const listed = proposals.map((proposal) => ({ proposal, sender: committer, isByReference: false }));
    const { groupId, epoch: baseEpoch, extensions } = context;
    const applied = await applyProposals(deps, {
      proposals: listed,
      committer: { kind: "new_member_commit" },
      groupId,
      epoch: baseEpoch,
      tree,
      extensions,
      nowMs: undefined,
    });
    const pskSecret = pskSecretOf(provider, applied.psks, input.psks ?? []);

    const { draft } = applied;
    const ownLeaf = reserveLeaf(draft);
    const path = await buildPath(provider, {
      draft,
      leafIndex: ownLeaf,
      newLeaves: [],
      identity: input,
      context,
      extensions,
    });
    checkUniqueKeys(draft);
    checkAgreement(draft, requirementsOf(context));
    const next = { context, tree: draft, extensions };
    await reviewCommit(deps, {
      committer: { ...committer, leafIndex: ownLeaf },
      proposals: listed,
      before: groupView(context, tree),
      after: groupView(nextContext(provider, next), draft),
      authenticatedData: input.authenticatedData ?? EMPTY,
    });

    const commit = {
      proposals: proposals.map((proposal) => ({ kind: "proposal", proposal }) as const),
      path: path.updatePath,
    };
    const signed = await signHandshake(
      { context, encodedContext: encodeGroupContext(context) },
      { sender: { kind: "new_member_commit" }, body: { kind: "commit", commit } },
      { signer: input.signer, authenticatedData: input.authenticatedData },
    );
    const epoch = enterEpoch(provider, {
      ...next,
      interimTranscriptHash: interimTranscriptHash(provider, context.confirmedTranscriptHash, info.confirmationTag),
      initSecret,
      commit: signed,
      commitSecret: path.commitSecret,
      pskSecret,
    });
    const auth = { ...signed.auth, confirmationTag: epoch.confirmationTag };
    const message = { content: signed.content, auth, membershipTag: undefined };
    const { kept } = keepPrivateKeys(draft, path.privateKeys, path.keys);
    const state: GroupState = {
      ...stateOf(epoch, { tree: draft, ownLeaf, privateKeys: kept, reinit: undefined }),
      past: [],
      resumptionPsks: [],
      settings: checkedSettings(input.settings),
    };
    return {
      commit: encodeMlsMessage({ kind: "publicMessage", message }),
      groupInfo: await groupInfoOf(deps, state, input),
      state,
      signedBy: memberOf(info.signer, present(tree.leaves[info.signer], "invalid", "a GroupInfo signed by a member")),
    };
  });
}

function decodeGroupInfo(bytes: Uint8Array): GroupInfo {
  const { kind, message } = decode(bytes, readMlsMessage);
  return kind === "groupInfo" ? message : refuse("malformed", "a GroupInfo");
}

function ourselves({ signer, credential }: Identity): NamedSender {
  const place = { kind: "new_member_commit", leafIndex: undefined, senderIndex: undefined } as const;
  return { ...place, credential, signatureKey: signer.publicKey };
}

async function groupInfoOf(
  { provider }: MlsDeps,
  state: GroupState,
  { newGroupInfo = "none", signer }: ExternalJoinInput,
): Promise<Uint8Array | undefined> {
  if (newGroupInfo === "none") return undefined;
  const options = { signer, withTree: newGroupInfo === "with-tree", withExternalPub: true };
  return encodeMlsMessage({ kind: "groupInfo", message: await signedGroupInfo(provider, state, options) });
}
