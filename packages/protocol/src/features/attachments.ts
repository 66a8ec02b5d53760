/** Files: the client encrypts each chunk, the server keeps ciphertext; the key travels inside the message's content. */
import * as z from "zod/mini";
import type { AttachmentId, RoomId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { id } from "./fields.ts";

export const startAttachmentRequest = z.strictObject({
  id: id<AttachmentId>(),
  room: id<RoomId>(),
  /** Bytes of all encrypted chunks together. */
  sizeBytes: z.int().check(z.gte(1), z.lte(LIMITS.attachmentBytes + 65_536)),
  /** Bytes of every encrypted chunk but the last. */
  chunkBytes: z.int().check(z.gte(1_024), z.lte(LIMITS.attachmentChunkBytes + 16)),
});

export const attachmentAnswer = z.object({
  id: id<AttachmentId>(),
  room: id<RoomId>(),
  sizeBytes: z.int(),
  chunkBytes: z.int(),
  chunks: z.int(),
  /** Numbers of the chunks that are stored, so that an upload can be resumed. */
  stored: z.array(z.int()),
  complete: z.boolean(),
});
export type AttachmentAnswer = z.infer<typeof attachmentAnswer>;
