/** The contents that a client writes, as bytes of the protocol's `Content`. */
import type { MessageId } from "@warbler/protocol";
import type { Draft } from "../rooms/room.ts";
import type { Attachment } from "../timeline/timeline-message.ts";
import { encodeContent } from "../wire/content.ts";

export function messageContent(draft: Draft, attachments: readonly Attachment[]): Uint8Array {
  const { replyTo = "", thread: threadRoot = "" } = draft;
  return encodeContent({ case: "message", value: { ...bodyOf(draft, attachments), replyTo, threadRoot } });
}

/** An edit replaces the whole body, so what is to stay is given again. */
export function editContent(target: MessageId, draft: Draft, attachments: readonly Attachment[]): Uint8Array {
  const message = { ...bodyOf(draft, attachments), replyTo: "", threadRoot: "" };
  return encodeContent({ case: "edit", value: { target, message } });
}

export function recallContent(target: MessageId): Uint8Array {
  return encodeContent({ case: "recall", value: { target } });
}

export function reactionContent(target: MessageId, emoji: string, removed: boolean): Uint8Array {
  return encodeContent({ case: "reaction", value: { target, emoji, removed } });
}

export function pinContent(target: MessageId, removed: boolean): Uint8Array {
  return encodeContent({ case: "pin", value: { target, removed } });
}

/** Name and topic of an end-to-end room, both of them. */
export function describeContent(name: string, topic: string): Uint8Array {
  return encodeContent({ case: "describe", value: { name, topic } });
}

function bodyOf(
  { text, mentions = [], mentionAll = false, action = false }: Draft,
  attachments: readonly Attachment[],
) {
  return { text, mentions, mentionAll, action, attachments };
}
