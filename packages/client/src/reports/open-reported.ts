/** Opens what a report discloses, and says who vouches for its author: their device's signature, or the server's word. */
import { bytesFromBase64url, type ProtectionLevel, type ReportedMessage } from "@warbler/protocol";
import { openPart } from "../groups/open-part.ts";
import type { IdentityApi } from "../identity/identity-api.ts";
import { contentFromBytes } from "../timeline/record-content.ts";
import { decodeEndToEnd } from "../wire/end-to-end.ts";

/**
 * - `device`: the key opens the record, and a device on its author's signed list has signed what is in it;
 * - `server`: a sealed room, where messages carry no signature and the server's record is what there is;
 * - `unproven`: the key does not open it, or no device of its author signed it: no evidence of anything;
 * - `erased`: its key was destroyed.
 */
export type Authorship = "device" | "server" | "unproven" | "erased";

export interface DisclosedMessage extends Omit<ReportedMessage, "content" | "contentKey"> {
  readonly text: string;
  readonly files: readonly string[];
  readonly authorship: Authorship;
}

export async function openReported(
  message: ReportedMessage,
  level: ProtectionLevel,
  identity: Pick<IdentityApi, "deviceKey">,
): Promise<DisclosedMessage> {
  const { content, contentKey: _key, ...place } = message;
  const bytes = bytesFromBase64url(content) ?? new Uint8Array();
  if (bytes.length === 0) return { ...place, text: "", files: [], authorship: "erased" };
  const said = level === "sealed" ? bytes : await openedBy(message, bytes, identity);
  const opened = said && contentFromBytes(said, message.kind);
  if (opened?.kind !== "message") return { ...place, text: "", files: [], authorship: "unproven" };
  const files = opened.attachments.map(({ name }) => name);
  return { ...place, text: opened.text, files, authorship: level === "sealed" ? "server" : "device" };
}

async function openedBy(
  { room, author, device, message, kind, contentKey = "" }: ReportedMessage,
  bytes: Uint8Array,
  identity: Pick<IdentityApi, "deviceKey">,
): Promise<Uint8Array | undefined> {
  const part = decodeEndToEnd(bytes)?.content;
  const key = bytesFromBase64url(contentKey);
  const verifyingKey = device && (await identity.deviceKey(author, device));
  if (part === undefined || key === undefined || verifyingKey === undefined) return undefined;
  return openPart({ room, author, device, message, kind }, { contentKey: key, part, verifyingKey });
}
