/** Proposals that travel alone and wait for somebody's commit: RFC 9420 §12.1. */

import { EMPTY } from "../bytes.ts";
import { proposalRef, signContent } from "../framing/framed-content.ts";
import { encodeMlsMessage } from "../framing/mls-message.ts";
import { MLS_LIMITS } from "../limits.ts";
import type { Credential } from "../messages/credential.ts";
import type { Extension } from "../messages/extension.ts";
import type { GroupContext } from "../messages/group-context.ts";
import type { Capabilities } from "../messages/leaf-node.ts";
import type { Proposal } from "../messages/proposal.ts";
import { WIRE_FORMAT } from "../messages/protocol-version.ts";
import { generateKeyPair } from "../provider/hpke.ts";
import type { MlsProvider, Signer } from "../provider/provider.ts";
import { attempt, type Result, require } from "../refusal.ts";
import { type GroupState, type MlsDeps, type OwnUpdate, ownLeafOf, requireActive } from "./group-state.ts";
import { type HandshakeOptions, protectHandshake, signHandshake } from "./handshake.ts";
import { signedLeaf } from "./key-packages.ts";
import { senderOfLeaf } from "./member.ts";

/** What a member changes of its own leaf; what is left out stays. */
export interface LeafChange {
  /** A new signature key. */
  readonly signer?: Signer | undefined;
  readonly credential?: Credential | undefined;
  readonly capabilities?: Capabilities | undefined;
  readonly extensions?: readonly Extension[] | undefined;
}

export interface SentProposal {
  readonly message: Uint8Array;
  /** How a commit names it. */
  readonly reference: Uint8Array;
  readonly state: GroupState;
  readonly consumed: readonly Uint8Array[];
}

/** Sends a proposal; an Update of our own leaf is made by `proposeUpdate`. */
export function propose(
  { provider }: Pick<MlsDeps, "provider">,
  state: GroupState,
  proposal: Exclude<Proposal, { kind: "update" | "external_init" }>,
  options: HandshakeOptions,
): Promise<Result<SentProposal>> {
  return attempt(() => sendProposal(provider, state, proposal, options));
}

/** Proposes new keys for our leaf; they take effect when another member commits them (RFC 9420 §12.1.2). */
export function proposeUpdate(
  { provider }: Pick<MlsDeps, "provider">,
  state: GroupState,
  change: LeafChange,
  options: HandshakeOptions,
): Promise<Result<SentProposal>> {
  return attempt(async () => {
    const { publicKey, privateKey } = await generateKeyPair(provider);
    const current = ownLeafOf(state);
    const signer = change.signer ?? options.signer;
    const leafNode = await signedLeaf(
      signer,
      {
        encryptionKey: publicKey,
        signatureKey: signer.publicKey,
        credential: change.credential ?? current.credential,
        capabilities: change.capabilities ?? current.capabilities,
        source: { kind: "update" },
        extensions: change.extensions ?? current.extensions,
      },
      { groupId: state.context.groupId, leafIndex: state.ownLeaf },
    );
    const ownUpdate: OwnUpdate = { encryptionKey: publicKey, privateKey };
    const withKey = { ...state, ownUpdates: [...state.ownUpdates, ownUpdate] };
    return sendProposal(provider, withKey, { kind: "update", leafNode }, options);
  });
}

async function sendProposal(
  provider: MlsProvider,
  state: GroupState,
  proposal: Proposal,
  options: HandshakeOptions,
): Promise<SentProposal> {
  requireActive(state);
  require(state.waiting.length < MLS_LIMITS.proposalsWaiting, "invalid", "fewer waiting proposals");
  const sender = { kind: "member", leafIndex: state.ownLeaf } as const;
  const signed = await signHandshake(state, { sender, body: { kind: "proposal", proposal } }, options);
  const content = { ...signed, auth: { ...signed.auth, confirmationTag: undefined } };
  const sent = await protectHandshake(provider, state, content, options.paddingBytes);
  const reference = proposalRef(provider, content);
  const named = senderOfLeaf("member", state.ownLeaf, ownLeafOf(state));
  const waiting = [...state.waiting, { reference, proposal, sender: named }];
  return { ...sent, reference, state: { ...sent.state, waiting } };
}

/**
 * A proposal by one who is not in the group: an external sender whom the GroupContext lists (RFC 9420 §12.1.8.1), such as
 * a server that asks to remove a revoked device; or, without an index, a device that asks to be added (§12.1.8).
 */
export function proposeFromOutside(
  group: Pick<GroupContext, "groupId" | "epoch">,
  proposal: Proposal,
  { signer, senderIndex }: { readonly signer: Signer; readonly senderIndex: number | undefined },
): Promise<Uint8Array> {
  const sender =
    senderIndex === undefined
      ? ({ kind: "new_member_proposal" } as const)
      : ({ kind: "external", senderIndex } as const);
  const content = {
    groupId: group.groupId,
    epoch: group.epoch,
    sender,
    authenticatedData: EMPTY,
    body: { kind: "proposal", proposal },
  } as const;
  return signContent(signer, { wireFormat: WIRE_FORMAT.publicMessage, content, groupContext: EMPTY }).then(
    (signature) =>
      encodeMlsMessage({
        kind: "publicMessage",
        message: { content, auth: { signature, confirmationTag: undefined }, membershipTag: undefined },
      }),
  );
}
