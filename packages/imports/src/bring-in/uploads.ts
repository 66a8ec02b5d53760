/** Brings the files of imported messages into their rooms, encrypted like any other, one after the other. */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type AttachmentId, base64urlFromBytes, idFromDigest, LIMITS, type RoomId } from "@warbler/protocol";
import type { Archive } from "../archive.ts";
import type { Attachment as ExportedFile, Message } from "../records.ts";
import { lineOf } from "./clean-text.ts";

const NAME_CHARS = 255;
const MEDIA_TYPE_CHARS = 100;

/** A file as it lies in the room, encrypted: what a message says of it. */
export interface UploadedFile {
  readonly id: AttachmentId;
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly chunkBytes: number;
  readonly key: Uint8Array;
  readonly sha256: Uint8Array;
}

/** A file's id and key, so that the same file is found stored in a second run. */
export interface FileTicket {
  readonly id: AttachmentId;
  readonly key: Uint8Array;
}

export interface SkippedFile {
  readonly message: string;
  readonly name: string;
  readonly reason: "not-in-export" | "too-large" | "too-many";
}

/** Uploads what the export holds of a message's files; the rest is told to `skip`. */
export async function uploadFiles(
  { room, message }: { readonly room: RoomId; readonly message: Message },
  deps: {
    readonly store: (room: RoomId, file: File, ticket: FileTicket, signal: AbortSignal) => Promise<UploadedFile>;
    readonly archive: Archive;
    /** 32 bytes that only this profile knows. */
    readonly secret: Uint8Array;
    readonly signal: AbortSignal;
    readonly skip: (file: SkippedFile) => void;
  },
): Promise<readonly UploadedFile[]> {
  const uploaded: UploadedFile[] = [];
  for (const file of message.attachments) {
    const flaw = flawOf(file, uploaded.length);
    if (flaw !== undefined || file.entryName === undefined) {
      deps.skip({ message: message.sourceId, name: file.name, reason: flaw ?? "not-in-export" });
      continue;
    }
    const { source, digest } = await contentOf(file, file.entryName, deps.archive);
    const ticket = ticketFor(deps.secret, [room, message.sourceId, file.sourceId, digest]);
    uploaded.push(await deps.store(room, source, ticket, deps.signal));
  }
  return uploaded;
}

function flawOf(file: ExportedFile, before: number): SkippedFile["reason"] | undefined {
  if (file.entryName === undefined) return "not-in-export";
  if ((file.sizeBytes ?? 0) > LIMITS.attachmentBytes) return "too-large";
  return before >= LIMITS.attachmentsPerMessage ? "too-many" : undefined;
}

/**
 * The same file gets the same id and key in every run, so that a second run finds it stored. The content's hash is part of
 * what they are derived from: one key must never encrypt two contents.
 */
function ticketFor(secret: Uint8Array, names: readonly string[]): FileTicket {
  const info = JSON.stringify(["warbler import attachment v1", ...names]);
  const bytes = hkdf(sha256, secret, new Uint8Array(), sha256(new TextEncoder().encode(info)), 48);
  return { id: idFromDigest<AttachmentId>(bytes.subarray(0, 16)), key: bytes.slice(16) };
}

/** Blobs keep large contents outside the heap. */
async function contentOf(
  file: ExportedFile,
  entryName: string,
  archive: Archive,
): Promise<{ readonly source: File; readonly digest: string }> {
  const hash = sha256.create();
  const chunks: Blob[] = [];
  for await (const chunk of archive.open(entryName)) {
    hash.update(chunk);
    chunks.push(new Blob([new Uint8Array(chunk)]));
  }
  const name = lineOf(file.name, NAME_CHARS) || "file";
  const source = new File(chunks, name, { type: lineOf(file.mimeType ?? "", MEDIA_TYPE_CHARS) });
  return { source, digest: base64urlFromBytes(hash.digest()) };
}
