import type { AccountId, AttachmentId, MessageId, RoomId } from "@warbler/protocol";
import { count, digest, flag, id, nullable, table, timeMs } from "../../kernel/tables.ts";

export const attachments = table(
  "attachments",
  {
    id: id<AttachmentId>(),
    room: id<RoomId>(),
    account: id<AccountId>(),
    size_bytes: count(),
    chunk_bytes: count(),
    started_ms: timeMs(),
    /** Set once it is to be removed: nobody reads or uses it from then on. */
    removing: nullable(flag()),
  },
  { primaryKey: ["id"], indexes: [["room"], ["account"]] },
);

/** Which chunks are stored, with the SHA-256 of their ciphertext. */
export const attachmentChunks = table(
  "attachment_chunks",
  { attachment: id<AttachmentId>(), chunk: count(), hash: digest() },
  { primaryKey: ["attachment", "chunk"] },
);

/** Which messages and edits have it, in ids only: an erased message could not tell any more which files were its own. */
export const attachmentUses = table(
  "attachment_uses",
  { attachment: id<AttachmentId>(), room: id<RoomId>(), message: id<MessageId>() },
  { primaryKey: ["attachment", "room", "message"] },
);

export const attachmentTables = [attachments, attachmentChunks, attachmentUses] as const;
