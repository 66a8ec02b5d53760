/** The contents that a client writes, as bytes of the protocol's `Content`. */
import type { MessageId } from "@warbler/protocol";
import { ContentSchema, create, type MessageInitShape, toBinary } from "@warbler/protocol/wire";
import type { Draft } from "../rooms/room.ts";
import type { Attachment } from "../timeline/timeline-message.ts";

type Body = NonNullable<MessageInitShape<typeof ContentSchema>["body"]>;

export function messageContent(draft: Draft, attachments: readonly Attachment[]): Uint8Array {
  const { text, mentions = [], mentionAll = false, replyTo = "", thread = "", action = false } = draft;
  const files = attachments.map((attachment) => ({ ...attachment }));
  return content({
    case: "message",
    value: { text, mentions: [...mentions], mentionAll, replyTo, threadRoot: thread, action, attachments: files },
  });
}

/** An edit replaces the whole body, so what is to stay is given again. */
export function editContent(target: MessageId, draft: Draft, attachments: readonly Attachment[]): Uint8Array {
  const { text, mentions = [], mentionAll = false, action = false } = draft;
  const files = attachments.map((attachment) => ({ ...attachment }));
  return content({
    case: "edit",
    value: { target, message: { text, mentions: [...mentions], mentionAll, action, attachments: files } },
  });
}

export function recallContent(target: MessageId): Uint8Array {
  return content({ case: "recall", value: { target } });
}

export function reactionContent(target: MessageId, emoji: string, removed: boolean): Uint8Array {
  return content({ case: "reaction", value: { target, emoji, removed } });
}

export function pinContent(target: MessageId, removed: boolean): Uint8Array {
  return content({ case: "pin", value: { target, removed } });
}

function content(body: Body): Uint8Array {
  return toBinary(ContentSchema, create(ContentSchema, { body }));
}
