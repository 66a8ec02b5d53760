/** What a server reads of messages that it routes, without being able to open them. */
import { decode } from "../codec/reader.ts";
import { readMlsMessage } from "../framing/mls-message.ts";
import type { Proposal } from "../messages/proposal.ts";
import { attemptSync, type Result, refuse } from "../refusal.ts";

/** The header of an application message. */
export interface PrivateHeader {
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
}

/** Refuses what is no MLSMessage(PrivateMessage) with application data, by its header. */
export function privateHeader(bytes: Uint8Array): Result<PrivateHeader> {
  return attemptSync(() => {
    const { kind, message } = decode(bytes, readMlsMessage);
    if (kind !== "privateMessage" || message.contentKind !== "application")
      return refuse("malformed", "an encrypted application message");
    return { groupId: message.groupId, epoch: message.epoch };
  });
}

/** The references of the key packages whose devices an MLSMessage(Welcome) is for. */
export function welcomeReferences(bytes: Uint8Array): Result<readonly Uint8Array[]> {
  return attemptSync(() => {
    const { kind, message } = decode(bytes, readMlsMessage);
    return kind === "welcome" ? message.secrets.map(({ newMember }) => newMember) : refuse("malformed", "a Welcome");
  });
}

/** What an MLSMessage(PublicMessage) proposes, if it does. */
export function proposalIn(bytes: Uint8Array): Result<Proposal> {
  return attemptSync(() => {
    const { kind, message } = decode(bytes, readMlsMessage);
    if (kind !== "publicMessage" || message.content.body.kind !== "proposal")
      return refuse("malformed", "a proposal in the open");
    return message.content.body.proposal;
  });
}

/** The epoch of an MLSMessage(PublicMessage). */
export function handshakeEpoch(bytes: Uint8Array): Result<bigint> {
  return attemptSync(() => {
    const { kind, message } = decode(bytes, readMlsMessage);
    return kind === "publicMessage" ? message.content.epoch : refuse("malformed", "a handshake in the open");
  });
}
