/** Brings the files of imported messages into their rooms, encrypted like any other, one after the other. */
import type { Archive, Attachment as ExportedFile, Message } from "@warbler/imports";
import { base64urlFromBytes, LIMITS, type RoomId } from "@warbler/protocol";
import type { FileSource, Warbler } from "@warbler/sdk";
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
    const source = await sourceOf(file, file.entryName, deps.archive);
    const { attachment } = await room.upload(source, { signal: deps.signal, keepMetadata: true });
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

/** Blobs of Node keep large contents outside the heap. */
async function sourceOf(file: ExportedFile, entryName: string, archive: Archive): Promise<FileSource> {
  const chunks: Blob[] = [];
  for await (const chunk of archive.open(entryName)) chunks.push(new Blob([new Uint8Array(chunk)]));
  const name = lineOf(file.name, NAME_CHARS) || "file";
  return new File(chunks, name, { type: lineOf(file.mimeType ?? "", MEDIA_TYPE_CHARS) });
}
