/** What is known of uploads that are under way or wait to be sent, in the sealed store: who each is on the server, and its keys. */
import { type AttachmentId, base64urlFromBytes, bytesFromBase64url, isId, type RoomId } from "@warbler/protocol";
import type { Store } from "@warbler/sdk";
import * as z from "zod/mini";
import type { TransferId, Uploaded } from "../engine-api.ts";

const PREFIX = "upload/";

const bytes = z.codec(z.string(), z.instanceof(Uint8Array), {
  decode: (text) => bytesFromBase64url(text) ?? new Uint8Array(),
  encode: (value) => base64urlFromBytes(value),
});
const attachmentId = z.custom<AttachmentId>((value) => typeof value === "string" && isId<AttachmentId>(value));
const roomId = z.custom<RoomId>((value) => typeof value === "string" && isId<RoomId>(value));

const kept = z.object({
  id: z.string(),
  place: z.string(),
  /** The page that shows it, or showed it last. */
  page: z.string(),
  room: roomId,
  name: z.string(),
  type: z.string(),
  sizeBytes: z.int(),
  durationMs: z.exactOptional(z.int()),
  ticket: z.object({ id: attachmentId, key: bytes }),
  /** Of its copy. */
  copyKey: bytes,
  uploaded: z.optional(
    z.object({
      attachment: z.object({
        id: attachmentId,
        name: z.string(),
        mediaType: z.string(),
        sizeBytes: z.int(),
        chunkBytes: z.int(),
        key: bytes,
        sha256: bytes,
        durationMs: z.exactOptional(z.int()),
      }),
      removed: z.array(z.custom<Uploaded["removed"][number]>((value) => typeof value === "string")),
    }),
  ),
});
export type KeptUpload = z.infer<typeof kept>;

export interface UploadShelf {
  all(): Promise<readonly KeptUpload[]>;
  read(id: TransferId): Promise<KeptUpload | undefined>;
  write(upload: KeptUpload): Promise<void>;
  forget(id: TransferId): Promise<void>;
}

export function uploadShelf(store: Store): UploadShelf {
  const read = async (id: TransferId): Promise<KeptUpload | undefined> => {
    const value = await store.read(`${PREFIX}${id}`);
    if (value === undefined) return undefined;
    const parsed = z.safeParse(kept, JSON.parse(new TextDecoder().decode(value)));
    return parsed.success ? parsed.data : undefined;
  };
  return {
    read,
    async all() {
      const ids = (await store.list({ prefix: PREFIX })).map(({ key }) => key.slice(PREFIX.length));
      return (await Promise.all(ids.map(read))).flatMap((one) => one ?? []);
    },
    async write(upload) {
      const value = new TextEncoder().encode(JSON.stringify(z.encode(kept, upload)));
      await store.write([{ key: `${PREFIX}${upload.id}`, value }]);
    },
    forget: (id) => store.write([{ key: `${PREFIX}${id}`, value: undefined }]),
  };
}
