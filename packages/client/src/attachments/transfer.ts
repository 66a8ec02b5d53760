/** Brings files up and down: a few chunks at a time, each tried again when the network fails, never the whole in memory. */
import { sha256 } from "@noble/hashes/sha2.js";
import { LIMITS, type RoomId } from "@warbler/protocol";
import { backoffMs } from "../connection/backoff.ts";
import { type Fail, WarblerError } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { DownloadOptions, UploadTicket } from "../rooms/room.ts";
import type { ApiClient } from "../session/api-client.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import type { Attachment } from "../timeline/timeline-message.ts";
import { CHUNK_OVERHEAD_BYTES, chunkCipher, chunkCount, encryptedBytes, plainChunkBytes } from "./chunk-cipher.ts";
import { inOrder } from "./in-order.ts";
import type { BytesSource, FileSink, FileSource, TransferOptions } from "./source.ts";

const CHUNKS_AT_ONCE = 4;
const TRIES = 8;
const NAME_CHARS = 255;
const MEDIA_TYPE_CHARS = 100;

export interface TransferDeps {
  readonly room: RoomId;
  readonly api: ApiClient;
  readonly platform: Platform;
  readonly fail: Fail;
}

/** Brings up what the server does not have yet, and answers what goes into the message. */
export async function uploadFile(
  file: FileSource,
  ticket: UploadTicket,
  deps: TransferDeps,
  { signal, onProgress }: TransferOptions = {},
): Promise<Attachment> {
  const { room, api, fail } = deps;
  if (file.size > LIMITS.attachmentBytes) throw fail("file-too-large");
  const shape = { id: ticket.id, sizeBytes: file.size, chunkBytes: LIMITS.attachmentChunkBytes };
  const announced = { id: ticket.id, room, sizeBytes: encryptedBytes(shape), chunkBytes: shape.chunkBytes };
  const { stored } = await tryAgain(deps, signal, () =>
    api.call("startAttachment", announced, {}, { ...(signal && { signal }) }),
  );
  const isStored = new Set(stored);
  const cipher = await chunkCipher(shape, ticket.key);
  const plainBytes = plainChunkBytes(shape);
  const whole = sha256.create();
  // Read and hashed in order, one chunk ahead of what goes up.
  let reading: Promise<unknown> = Promise.resolve();
  const read = (chunk: number) => {
    const part = reading.then(async () => {
      const plain = await readPart(file, chunk * plainBytes, Math.min(file.size, (chunk + 1) * plainBytes));
      whole.update(plain);
      return plain;
    });
    reading = part;
    return part;
  };
  const bringUp = async (chunk: number) => {
    const plain = await read(chunk);
    if (isStored.has(chunk)) return;
    const encrypted = await cipher.encrypt(chunk, plain);
    await tryAgain(deps, signal, () => api.putChunk({ room, attachment: ticket.id, chunk }, encrypted, signal));
  };
  for await (const [chunk] of inOrder({ from: 0, to: chunkCount(shape), ahead: CHUNKS_AT_ONCE }, bringUp))
    onProgress?.({ doneBytes: Math.min(file.size, (chunk + 1) * plainBytes), totalBytes: file.size });
  const name = file.name.slice(0, NAME_CHARS) || "file";
  const mediaType = file.type.slice(0, MEDIA_TYPE_CHARS);
  return { ...shape, name, mediaType, key: ticket.key, sha256: whole.digest() };
}

/** The last part is held back until the checksum of the whole was right. Throws `file-damaged` otherwise. */
export async function downloadFile(
  attachment: Attachment,
  sink: FileSink,
  deps: TransferDeps,
  { signal, onProgress, have }: DownloadOptions = {},
): Promise<void> {
  const { room, api, fail } = deps;
  if (attachment.chunkBytes <= CHUNK_OVERHEAD_BYTES) throw fail("file-damaged");
  const cipher = await chunkCipher(attachment, attachment.key);
  const plainBytes = plainChunkBytes(attachment);
  const whole = sha256.create();
  const total = chunkCount(attachment);
  const doneBytes = Math.min(have?.size ?? 0, attachment.sizeBytes);
  if (have !== undefined) for await (const part of partsOf(have, doneBytes, plainBytes)) whole.update(part);
  const from = Math.min(Math.floor(doneBytes / plainBytes), total - 1);
  const fetchChunk = async (chunk: number) => {
    const encrypted = await tryAgain(deps, signal, () =>
      api.getChunk({ room, attachment: attachment.id, chunk }, signal),
    );
    const plain = await cipher.decrypt(chunk, encrypted);
    if (plain === undefined) throw fail("file-damaged", { detail: `chunk ${chunk} of ${total}` });
    return plain;
  };
  for await (const [chunk, plain] of inOrder({ from, to: total, ahead: CHUNKS_AT_ONCE }, fetchChunk)) {
    const fresh = plain.subarray(Math.max(0, doneBytes - chunk * plainBytes));
    whole.update(fresh);
    const isLast = chunk === total - 1;
    if (isLast && !equalBytes(whole.digest(), attachment.sha256))
      throw fail("file-damaged", { detail: "the checksum of the whole file" });
    await sink(fresh);
    onProgress?.({
      doneBytes: Math.min(attachment.sizeBytes, (chunk + 1) * plainBytes),
      totalBytes: attachment.sizeBytes,
    });
  }
}

async function* partsOf(source: BytesSource, size: number, partBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; at += partBytes) yield readPart(source, at, Math.min(size, at + partBytes));
}

async function readPart(source: BytesSource, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await source.slice(start, end).arrayBuffer());
}

async function tryAgain<T>(
  { platform, fail }: TransferDeps,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof WarblerError) || !error.retryable || attempt === TRIES) throw error;
      const waitMs = Math.max(backoffMs(attempt, platform), error.retryAfterMs ?? 0);
      await platform.sleep(waitMs, signal).catch((cause: unknown) => {
        throw fail("cancelled", { cause });
      });
    }
  }
}
