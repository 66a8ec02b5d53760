/** A member who breaks the rules: signs and tags whatever it is given, without any of the checks. */

import type { ContentBody, Sender } from "../framing/framed-content.ts";
import { encodeMlsMessage } from "../framing/mls-message.ts";
import { protectPublic } from "../framing/public-message.ts";
import { buildPath } from "../group/build-path.ts";
import { signHandshake } from "../group/handshake.ts";
import type { ProposalOrRef } from "../messages/commit.ts";
import type { Proposal } from "../messages/proposal.ts";
import type { UpdatePath } from "../messages/update-path.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { draftOf } from "../tree/ratchet-tree.ts";
import type { Person } from "./small-group.ts";

/** A PublicMessage by `person`, its confirmation tag wrong. */
export async function forged(
  provider: MlsProvider,
  { state, identity }: Person,
  body: ContentBody,
  sender: Sender = { kind: "member", leafIndex: state.ownLeaf },
): Promise<Uint8Array> {
  const signed = await signHandshake(state, { sender, body }, { signer: identity.signer });
  const confirmationTag = body.kind === "commit" ? new Uint8Array(provider.suite.hashBytes) : undefined;
  const keys = { membershipKey: state.secrets.membershipKey, groupContext: state.encodedContext };
  const message = protectPublic(provider, keys, { ...signed, auth: { ...signed.auth, confirmationTag } });
  return encodeMlsMessage({ kind: "publicMessage", message });
}

export async function forgedCommit(
  provider: MlsProvider,
  person: Person,
  proposals: readonly (Proposal | Uint8Array)[],
  path?: UpdatePath,
): Promise<Uint8Array> {
  const listed = proposals.map(
    (each): ProposalOrRef =>
      each instanceof Uint8Array ? { kind: "reference", reference: each } : { kind: "proposal", proposal: each },
  );
  return forged(provider, person, { kind: "commit", commit: { proposals: listed, path } });
}

/** A path that fits the tree as it is. */
export async function pathOf(provider: MlsProvider, { state, identity }: Person): Promise<UpdatePath> {
  const { updatePath } = await buildPath(provider, {
    draft: draftOf(state.tree),
    leafIndex: state.ownLeaf,
    newLeaves: [],
    identity,
    context: state.context,
    extensions: state.context.extensions,
  });
  return updatePath;
}
