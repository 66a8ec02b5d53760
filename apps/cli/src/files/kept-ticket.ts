/**
 * What an upload that broke off goes on by, kept in the profile until its message is handed over. It belongs to the
 * content, not to a name: a key must never encrypt two different files.
 */
import { createHash } from "node:crypto";
import { type AttachmentId, base64urlFromBytes, bytesFromBase64url, isId } from "@warbler/protocol";
import type { FileSource, UploadTicket } from "@warbler/sdk";
import type { Profile } from "../profile/profile.ts";

const KEY_BYTES = 32;
const READ_BYTES = 4 * 1024 * 1024;

export interface KeptTicket {
  readonly ticket: UploadTicket;
  /** To be called once the message is on its way: the next one with this file is another file. */
  forget(): Promise<void>;
}

/** `place` tells apart where the file goes: server, person, room, and which file of the message it is. */
export async function keptTicket(
  file: FileSource,
  {
    profile,
    place,
    fresh,
  }: { readonly profile: Profile; readonly place: readonly string[]; readonly fresh: () => UploadTicket },
): Promise<KeptTicket> {
  const digest = createHash("sha256").update(JSON.stringify([...place, file.size]));
  for (let at = 0; at < file.size; at += READ_BYTES)
    digest.update(new Uint8Array(await file.slice(at, Math.min(file.size, at + READ_BYTES)).arrayBuffer()));
  const name = `upload-${digest.digest("hex").slice(0, 32)}`;
  const kept = ticketFrom(await profile.read(name));
  const ticket = kept ?? fresh();
  if (kept === undefined) await profile.write(name, `${ticket.id} ${base64urlFromBytes(ticket.key)}`);
  return { ticket, forget: () => profile.remove(name) };
}

function ticketFrom(text: string | undefined): UploadTicket | undefined {
  const [id = "", key = ""] = (text ?? "").split(" ");
  const bytes = bytesFromBase64url(key);
  return isId<AttachmentId>(id) && bytes?.length === KEY_BYTES ? { id, key: bytes } : undefined;
}
