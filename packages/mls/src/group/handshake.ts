/** Framing proposals and commits of this member, in the open or encrypted: RFC 9420 §6.2, §6.3. */

import { EMPTY } from "../bytes.ts";
import {
  type AuthenticatedContent,
  type ContentBody,
  type FramedContent,
  type Sender,
  signContent,
} from "../framing/framed-content.ts";
import { encodeMlsMessage } from "../framing/mls-message.ts";
import { protectPrivate } from "../framing/private-message.ts";
import { protectPublic } from "../framing/public-message.ts";
import { WIRE_FORMAT } from "../messages/protocol-version.ts";
import type { MlsProvider, Signer } from "../provider/provider.ts";
import type { GroupState } from "./group-state.ts";

/** "public" lets the delivery service order and refuse handshakes; "private" hides them from it. */
export type HandshakeFormat = "public" | "private";

export interface HandshakeOptions {
  /** The key of our leaf in this epoch. */
  readonly signer: Signer;
  readonly format?: HandshakeFormat | undefined;
  readonly authenticatedData?: Uint8Array | undefined;
  readonly paddingBytes?: number | undefined;
}

export interface SignedHandshake {
  readonly wireFormat: number;
  readonly content: FramedContent;
  readonly auth: { readonly signature: Uint8Array };
}

export async function signHandshake(
  state: Pick<GroupState, "context" | "encodedContext">,
  { sender, body }: { readonly sender: Sender; readonly body: ContentBody },
  { signer, format, authenticatedData }: HandshakeOptions,
): Promise<SignedHandshake> {
  const wireFormat = format === "private" ? WIRE_FORMAT.privateMessage : WIRE_FORMAT.publicMessage;
  const { groupId, epoch } = state.context;
  const content = { groupId, epoch, sender, authenticatedData: authenticatedData ?? EMPTY, body };
  const signature = await signContent(signer, { wireFormat, content, groupContext: state.encodedContext });
  return { wireFormat, content, auth: { signature } };
}

/** The encoded message, and the state after it: a private one uses a key. */
export async function protectHandshake(
  provider: MlsProvider,
  state: GroupState,
  content: AuthenticatedContent,
  paddingBytes = 0,
): Promise<{ readonly message: Uint8Array; readonly state: GroupState; readonly consumed: readonly Uint8Array[] }> {
  if (content.wireFormat === WIRE_FORMAT.publicMessage) {
    const keys = { membershipKey: state.secrets.membershipKey, groupContext: state.encodedContext };
    const message = protectPublic(provider, keys, content);
    return { message: encodeMlsMessage({ kind: "publicMessage", message }), state, consumed: [] };
  }
  const secrets = { senderDataSecret: state.secrets.senderDataSecret, secretTree: state.secretTree };
  const { message, step } = await protectPrivate(provider, secrets, content, paddingBytes);
  return {
    message: encodeMlsMessage({ kind: "privateMessage", message }),
    state: { ...state, secretTree: step.tree },
    consumed: step.consumed,
  };
}
