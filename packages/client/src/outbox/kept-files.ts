/**
 * A message whose files are on their way up, in the store with the files themselves, so that the end of the process costs
 * nothing: the next run takes the same ids and keys and sends what is not up yet. The message is written last, so that one
 * that is there is there whole.
 */
import { type AttachmentId, isId, type MessageId, type RoomId } from "@warbler/protocol";
import type { FileSource } from "../attachments/source.ts";
import type { UploadTicket } from "../rooms/room.ts";
import type { Store } from "../store/store.ts";
import {
  decoded,
  type Fields,
  joined,
  readBytes,
  readDouble,
  readMessages,
  readText,
  writeBytes,
  writeDouble,
  writeMessage,
  writeText,
} from "../wire/protobuf.ts";
import { UPLOADING } from "./outbox-entry.ts";

/** Of all files of one message; more than that would fill the device twice, and is sent without being kept. */
const MOST_KEPT_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

export interface KeptFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly ticket: UploadTicket;
}
export interface KeptMessage {
  readonly room: RoomId;
  readonly message: MessageId;
  readonly queuedAtMs: number;
  /** Bytes of its `Content`, without the files that are still to come. */
  readonly content: Uint8Array;
  readonly files: readonly KeptFile[];
}

const chunkKey = (message: MessageId, file: number, chunk: number) => `upload-bytes/${message}/${file}/${chunk}`;
const chunksOf = ({ size }: KeptFile) => Math.ceil(size / CHUNK_BYTES);

/** False where the files are too large to be kept. */
export async function keepMessage(store: Store, kept: KeptMessage, sources: readonly FileSource[]): Promise<boolean> {
  const sizeBytes = sources.reduce((sum, { size }) => sum + size, 0);
  if (sizeBytes > MOST_KEPT_BYTES) return false;
  for (const [at, source] of sources.entries())
    for (let from = 0; from < source.size; from += CHUNK_BYTES) {
      const value = new Uint8Array(await source.slice(from, Math.min(source.size, from + CHUNK_BYTES)).arrayBuffer());
      await store.write([{ key: chunkKey(kept.message, at, from / CHUNK_BYTES), value }]);
    }
  await store.write([{ key: `${UPLOADING}${kept.message}`, value: bytesFromKept(kept) }]);
  return true;
}

export async function keptMessages(store: Store): Promise<readonly KeptMessage[]> {
  const found = await store.list({ prefix: UPLOADING });
  return found.flatMap(({ value }) => keptFromBytes(value) ?? []).sort((a, b) => a.queuedAtMs - b.queuedAtMs);
}

export async function dropKept(store: Store, { message, files }: KeptMessage): Promise<void> {
  const chunks = files.flatMap((file, at) =>
    Array.from({ length: chunksOf(file) }, (_, chunk) => ({ key: chunkKey(message, at, chunk), value: undefined })),
  );
  await store.write([{ key: `${UPLOADING}${message}`, value: undefined }, ...chunks]);
}

/** The kept file number `at` of a message. */
export function keptSource(store: Store, { message, files }: KeptMessage, at: number): FileSource {
  const { name = "", type = "", size = 0 } = files[at] ?? {};
  const read = async (start: number, end: number): Promise<ArrayBuffer> => {
    const bytes = new Uint8Array(Math.max(0, end - start));
    for (let chunk = Math.floor(start / CHUNK_BYTES); chunk * CHUNK_BYTES < end; chunk++) {
      const held = (await store.read(chunkKey(message, at, chunk))) ?? new Uint8Array();
      const from = chunk * CHUNK_BYTES;
      const part = held.subarray(Math.max(0, start - from), Math.max(0, end - from));
      bytes.set(part, Math.max(0, from - start));
    }
    return bytes.buffer;
  };
  return { name, type, size, slice: (start, end) => ({ arrayBuffer: () => read(start, Math.min(end, size)) }) };
}

/** In protobuf's encoding: room 1, message 2, queuedAtMs 3, content 4, files 5 (name 1, type 2, size 3, id 4, key 5). */
function bytesFromKept({ room, message, queuedAtMs, content, files }: KeptMessage): Uint8Array {
  return joined([
    writeText(1, room),
    writeText(2, message),
    writeDouble(3, queuedAtMs),
    writeBytes(4, content),
    ...files.map(({ name, type, size, ticket }) =>
      writeMessage(
        5,
        joined([
          writeText(1, name),
          writeText(2, type),
          writeDouble(3, size),
          writeText(4, ticket.id),
          writeBytes(5, ticket.key),
        ]),
      ),
    ),
  ]);
}

function keptFromBytes(bytes: Uint8Array): KeptMessage | undefined {
  return decoded(bytes, (fields) => {
    const [room, message] = [readText(fields, 1), readText(fields, 2)];
    if (!isId<RoomId>(room) || !isId<MessageId>(message)) return undefined;
    const files = readMessages(fields, 5, readFile).flatMap((file) => file ?? []);
    return { room, message, queuedAtMs: readDouble(fields, 3), content: readBytes(fields, 4), files };
  });
}

function readFile(fields: Fields): KeptFile | undefined {
  const id = readText(fields, 4);
  if (!isId<AttachmentId>(id)) return undefined;
  const ticket = { id, key: readBytes(fields, 5) };
  return { name: readText(fields, 1), type: readText(fields, 2), size: readDouble(fields, 3), ticket };
}
