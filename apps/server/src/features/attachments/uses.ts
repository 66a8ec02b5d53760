/** Steps that note which files a message or an edit has; part of the plan that appends it. */
import type { AttachmentId, MessageId, RoomId } from "@warbler/protocol";
import { insertOrKeep, requireRows, type Step } from "../../kernel/plan.ts";
import { attachments, attachmentUses } from "./tables.ts";

export const useSteps = (room: RoomId, message: MessageId, files: readonly AttachmentId[]): readonly Step[] =>
  files.flatMap((attachment) => [
    // Of this room alone: named in another one, a file would outlive the erasure of its messages, and nobody could read it there. One
    // that is being removed at this moment would be gone when the message is read.
    requireRows(attachments, { id: attachment, room, removing: null }, "not-found"),
    insertOrKeep(attachmentUses, { attachment, room, message }),
  ]);
