/** Sending application data: RFC 9420 §15. */

import { EMPTY } from "../bytes.ts";
import { signContent } from "../framing/framed-content.ts";
import { encodeMlsMessage } from "../framing/mls-message.ts";
import { protectPrivate } from "../framing/private-message.ts";
import { MLS_LIMITS } from "../limits.ts";
import { WIRE_FORMAT } from "../messages/protocol-version.ts";
import type { Signer } from "../provider/provider.ts";
import { attempt, type Result, require } from "../refusal.ts";
import { type GroupState, type MlsDeps, requireActive } from "./group-state.ts";

export interface ApplicationMessageInput {
  readonly signer: Signer;
  readonly data: Uint8Array;
  /** Travels in the clear, signed. */
  readonly authenticatedData?: Uint8Array | undefined;
  /** Zeros after the content, so that the length of a message says less. */
  readonly paddingBytes?: number | undefined;
}

export interface SentMessage {
  /** An encoded MLSMessage. */
  readonly message: Uint8Array;
  /** To be stored before the message is sent: with the old state its key would be used twice. */
  readonly state: GroupState;
  /** Secrets that the new state no longer holds, to be wiped when it is stored. */
  readonly consumed: readonly Uint8Array[];
}

/** Whoever knows of waiting proposals commits them before they write (RFC 9420 §12.4): that is the caller's duty. */
export function encryptMessage(
  { provider }: Pick<MlsDeps, "provider">,
  state: GroupState,
  input: ApplicationMessageInput,
): Promise<Result<SentMessage>> {
  return attempt(async () => {
    requireActive(state);
    const paddingBytes = input.paddingBytes ?? 0;
    require(paddingBytes <= MLS_LIMITS.paddingBytes, "malformed", "less padding");
    const content = {
      groupId: state.context.groupId,
      epoch: state.context.epoch,
      sender: { kind: "member", leafIndex: state.ownLeaf },
      authenticatedData: input.authenticatedData ?? EMPTY,
      body: { kind: "application", data: input.data },
    } as const;
    const wireFormat = WIRE_FORMAT.privateMessage;
    const toBeSigned = { wireFormat, content, groupContext: state.encodedContext };
    const auth = { signature: await signContent(input.signer, toBeSigned), confirmationTag: undefined };
    const secrets = { senderDataSecret: state.secrets.senderDataSecret, secretTree: state.secretTree };
    const { message, step } = await protectPrivate(provider, secrets, { wireFormat, content, auth }, paddingBytes);
    return {
      message: encodeMlsMessage({ kind: "privateMessage", message }),
      state: { ...state, secretTree: step.tree },
      consumed: step.consumed,
    };
  });
}
