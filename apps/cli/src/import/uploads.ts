/** Brings the files of imported messages into their rooms, encrypted like any other, one after the other. */
import { createHash, hkdfSync } from "node:crypto";
import type { Archive, Attachment as ExportedFile, Message } from "@warbler/imports";
import { type AttachmentId, base64urlFromBytes, idFromDigest, LIMITS, type RoomId } from "@warbler/protocol";
import type { FileSource, UploadTicket, Warbler } from "@warbler/sdk";
import { lineOf } from "./clean-text.ts";
import type { ImportedAttachment } from "./records-of-message.ts";

const NAME_CHARS = 255;
const MEDIA_TYPE_CHARS = 100;

export interface SkippedFile {
  readonly message: string;
  readonly name: string;
  readonly reason: "not-in-export" | "too-large" | "too-many";
}

/** Uploads what the export holds of a message's files; the rest is told to `skip`. */
export async function uploadFiles(
  { room: roomId, message }: { readonly room: RoomId; readonly message: Message },
  deps: {
    readonly me: Pick<Warbler, "room">;
    readonly archive: Archive;
    /** 32 bytes that only this profile knows. */
    readonly secret: Uint8Array;
    readonly signal: AbortSignal;
    readonly skip: (file: SkippedFile) => void;
  },
): Promise<readonly ImportedAttachment[]> {
  const uploaded: ImportedAttachment[] = [];
  for (const file of message.attachments) {
    const flaw = flawOf(file, uploaded.length);
    if (flaw !== undefined || file.entryName === undefined) {
      deps.skip({ message: message.sourceId, name: file.name, reason: flaw ?? "not-in-export" });
      continue;
    }
    const room = await deps.me.room(roomId);
    const { source, digest } = await contentOf(file, file.entryName, deps.archive);
    const ticket = ticketFor(deps.secret, [roomId, message.sourceId, file.sourceId, digest]);
    const { attachment } = await room.upload(source, { ticket, signal: deps.signal, keepMetadata: true });
    uploaded.push({
      ...attachment,
      key: base64urlFromBytes(attachment.key),
      sha256: base64urlFromBytes(attachment.sha256),
    });
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
function ticketFor(secret: Uint8Array, names: readonly string[]): UploadTicket {
  const info = JSON.stringify(["warbler import attachment v1", ...names]);
  const bytes = new Uint8Array(
    hkdfSync("sha256", secret, new Uint8Array(), createHash("sha256").update(info).digest(), 48),
  );
  return { id: idFromDigest<AttachmentId>(bytes.subarray(0, 16)), key: bytes.slice(16) };
}

/** Blobs of Node keep large contents outside the heap. */
async function contentOf(
  file: ExportedFile,
  entryName: string,
  archive: Archive,
): Promise<{ readonly source: FileSource; readonly digest: string }> {
  const hash = createHash("sha256");
  const chunks: Blob[] = [];
  for await (const chunk of archive.open(entryName)) {
    hash.update(chunk);
    chunks.push(new Blob([new Uint8Array(chunk)]));
  }
  const name = lineOf(file.name, NAME_CHARS) || "file";
  const source = new File(chunks, name, { type: lineOf(file.mimeType ?? "", MEDIA_TYPE_CHARS) });
  return { source, digest: hash.digest("base64url") };
}
