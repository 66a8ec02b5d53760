/** What a message says of itself before anything is verified: enough to route it, never enough to believe it. */
import { decode } from "../codec/reader.ts";
import type { ContentKind, Sender } from "../framing/framed-content.ts";
import { readMlsMessage } from "../framing/mls-message.ts";
import { attemptSync, type Result, refuse } from "../refusal.ts";

export interface PeekedMessage {
  readonly kind: "public" | "private";
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly contentKind: ContentKind;
  readonly authenticatedData: Uint8Array;
  /** Of a public message; a private one hides it. */
  readonly sender: Sender | undefined;
}

/** Of a PublicMessage or a PrivateMessage. */
export function peekMessage(bytes: Uint8Array): Result<PeekedMessage> {
  return attemptSync(() => {
    const { kind, message } = decode(bytes, readMlsMessage);
    if (kind === "privateMessage") {
      const { groupId, epoch, contentKind, authenticatedData } = message;
      return { kind: "private", groupId, epoch, contentKind, authenticatedData, sender: undefined };
    }
    if (kind !== "publicMessage") return refuse("malformed", "a message within a group");
    const { groupId, epoch, body, authenticatedData, sender } = message.content;
    return { kind: "public", groupId, epoch, contentKind: body.kind, authenticatedData, sender };
  });
}
