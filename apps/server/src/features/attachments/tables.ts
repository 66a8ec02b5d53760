import type { AccountId, AttachmentId, RoomId } from "@warbler/protocol";
import { count, digest, id, table, timeMs } from "../../kernel/tables.ts";

export const attachments = table(
  "attachments",
  {
    id: id<AttachmentId>(),
    room: id<RoomId>(),
    account: id<AccountId>(),
    size_bytes: count(),
    chunk_bytes: count(),
    started_ms: timeMs(),
  },
  { primaryKey: ["id"], indexes: [["room"]] },
);

/** Which chunks are stored, with the SHA-256 of their ciphertext. */
export const attachmentChunks = table(
  "attachment_chunks",
  { attachment: id<AttachmentId>(), chunk: count(), hash: digest() },
  { primaryKey: ["attachment", "chunk"] },
);

export const attachmentTables = [attachments, attachmentChunks] as const;
