/** A message as it stands in its room until the record has it. */
import type { OutgoingDraft, PendingView } from "./engine-api.ts";

export function pendingFromDraft(
  { text, thread, replyTo, attachments = [] }: Omit<OutgoingDraft, "id">,
  rest: Pick<PendingView, "id" | "room" | "state" | "queuedAtMs">,
): PendingView {
  return {
    ...rest,
    kind: "message",
    text,
    attachments,
    ...(thread !== undefined && { thread }),
    ...(replyTo !== undefined && { replyTo }),
  };
}
