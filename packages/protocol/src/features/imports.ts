/** Bringing records in from another system: a started import takes people, rooms and batches of records, any of them repeated safely. */
import * as z from "zod/mini";
import type { AccountId, ImportId, RoomId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { id, optionalLine, timeMs } from "./fields.ts";

const sourceId = z.string().check(z.minLength(1), z.maxLength(200));

export const startImportRequest = z.strictObject({
  format: z.enum(["slack", "mattermost"]),
  /** Names the source (its team or workspace), so that a second import of it adds nothing. */
  source: z.string().check(z.minLength(1), z.maxLength(200)),
});
export const importAnswer = z.object({ id: id<ImportId>(), records: z.int(), people: z.int(), rooms: z.int() });

export const importPeopleRequest = z.strictObject({
  people: z
    .array(
      z.strictObject({
        sourceId,
        handle: z.string().check(z.maxLength(200)),
        name: optionalLine(LIMITS.displayNameChars),
      }),
    )
    .check(z.maxLength(LIMITS.importBatchPeople)),
});
export const importPeopleAnswer = z.object({ accounts: z.record(z.string(), id<AccountId>()), added: z.int() });

export const importRoomRequest = z.strictObject({
  sourceId,
  kind: z.enum(["group", "direct"]),
  name: optionalLine(LIMITS.roomNameChars),
  topic: optionalLine(LIMITS.roomTopicChars),
});
export const importRoomAnswer = z.object({ room: id<RoomId>(), records: z.int() });

/** Who was in the room in the source: placeholders of this import. */
export const importMembersRequest = z.strictObject({
  room: id<RoomId>(),
  accounts: z.array(id<AccountId>()).check(z.minLength(1), z.maxLength(LIMITS.importBatchPeople)),
});
export const importMembersAnswer = z.object({ added: z.int() });

/** `after` is the last id of the page before. */
export const importedMembersQuery = z.strictObject({
  after: z.optional(id<AccountId>()),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(500)), 200),
});
/** People who were in the room in the source and have not joined here; `total` of all pages. */
export const importedMembersAnswer = z.object({
  accounts: z.array(id<AccountId>()),
  total: z.int(),
  more: z.boolean(),
});

/** Records in the order they get in the room. `content` is a sync `Content` in base64; the message id is derived from the source id by the server. */
export const importRecordsRequest = z.strictObject({
  room: id<RoomId>(),
  records: z
    .array(
      z.strictObject({
        sourceId,
        author: id<AccountId>(),
        atMs: timeMs,
        kind: z.enum(["message", "edit", "reaction"]),
        /** Source id of what an edit, reply, thread message or reaction refers to. */
        target: z.optional(sourceId),
        threadRoot: z.optional(sourceId),
        text: z.optional(z.string().check(z.maxLength(LIMITS.messageTextChars))),
        action: z.optional(z.boolean()),
        emoji: z.optional(z.string().check(z.maxLength(LIMITS.emojiChars))),
        mentions: z.optional(z.array(id<AccountId>()).check(z.maxLength(LIMITS.mentionsPerMessage))),
        /** Attachments already uploaded into the room, as in the sync protocol, keys in base64url. */
        attachments: z.optional(
          z
            .array(
              z.strictObject({
                id: z.string(),
                name: z.string().check(z.maxLength(255)),
                mediaType: z.string().check(z.maxLength(100)),
                sizeBytes: z.int(),
                chunkBytes: z.int(),
                key: z.string(),
                sha256: z.string(),
              }),
            )
            .check(z.maxLength(LIMITS.attachmentsPerMessage)),
        ),
      }),
    )
    .check(z.maxLength(LIMITS.importBatchMessages)),
});
export const importRecordsAnswer = z.object({
  added: z.int(),
  repeated: z.int(),
  refused: z.array(z.object({ sourceId: z.string(), reason: z.string() })),
  log: z.optional(z.object({ leaf: z.int(), position: z.int() })),
});
