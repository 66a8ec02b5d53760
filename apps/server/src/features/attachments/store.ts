/** The only SQL about files. */
import type { AccountId, AttachmentId, RoomId } from "@warbler/protocol";
import type { records } from "../../kernel/records.ts";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { attachments } from "./tables.ts";

export type AttachmentRow = RowOf<typeof attachments>;
type RecordRow = RowOf<typeof records>;

export const attachmentStore = (reader: Reader) => ({
  attachment: (id: AttachmentId) => reader.get<AttachmentRow>('SELECT * FROM "attachments" WHERE "id" = ?', [id]),
  chunks: async (id: AttachmentId) =>
    (
      await reader.all<{ chunk: number }>(
        'SELECT "chunk" FROM "attachment_chunks" WHERE "attachment" = ? ORDER BY "chunk"',
        [id],
      )
    ).map(({ chunk }) => chunk),
  /** In the order of their ids. */
  after: (
    id: AttachmentId | "",
    { room, account }: { readonly room?: RoomId; readonly account?: AccountId },
    limit: number,
  ): Promise<AttachmentRow[]> => {
    const [which, of] =
      room !== undefined
        ? ['AND "room" = ?', [room]]
        : account !== undefined
          ? ['AND "account" = ?', [account]]
          : ["", []];
    return reader.all(`SELECT * FROM "attachments" WHERE "id" > ? ${which} ORDER BY "id" LIMIT ?`, [id, ...of, limit]);
  },
  /** The records that have it. */
  usersOf: (id: AttachmentId): Promise<Pick<RecordRow, "room" | "seq" | "author" | "at_ms">[]> =>
    reader.all(
      'SELECT r."room", r."seq", r."author", r."at_ms" FROM "attachment_uses" AS u JOIN "records" AS r ON r."room" = u."room" AND r."message" = u."message" WHERE u."attachment" = ?',
      [id],
    ),
  hashOf: async (id: AttachmentId, chunk: number) =>
    (
      await reader.get<{ hash: Uint8Array }>(
        'SELECT "hash" FROM "attachment_chunks" WHERE "attachment" = ? AND "chunk" = ?',
        [id, chunk],
      )
    )?.hash,
});
