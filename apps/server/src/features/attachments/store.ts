/** The only SQL about files. */
import type { AttachmentId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { attachments } from "./tables.ts";

export type AttachmentRow = RowOf<typeof attachments>;

export const attachmentStore = (reader: Reader) => ({
  attachment: (id: AttachmentId) => reader.get<AttachmentRow>('SELECT * FROM "attachments" WHERE "id" = ?', [id]),
  chunks: async (id: AttachmentId) =>
    (
      await reader.all<{ chunk: number }>(
        'SELECT "chunk" FROM "attachment_chunks" WHERE "attachment" = ? ORDER BY "chunk"',
        [id],
      )
    ).map(({ chunk }) => chunk),
  hashOf: async (id: AttachmentId, chunk: number) =>
    (
      await reader.get<{ hash: Uint8Array }>(
        'SELECT "hash" FROM "attachment_chunks" WHERE "attachment" = ? AND "chunk" = ?',
        [id, chunk],
      )
    )?.hash,
});
