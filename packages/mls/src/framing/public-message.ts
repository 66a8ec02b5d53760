/** A message that everyone can read, with a proof that its sender is a member: RFC 9420 §6.2. */
import { equalSecrets } from "../bytes.ts";
import type { Reader } from "../codec/reader.ts";
import { Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import { WIRE_FORMAT } from "../messages/protocol-version.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { require } from "../refusal.ts";
import {
  type AuthenticatedContent,
  type ContentAuth,
  type FramedContent,
  framedContentTbs,
  readContentAuth,
  readFramedContent,
  writeContentAuth,
  writeFramedContent,
} from "./framed-content.ts";

export interface PublicMessage {
  readonly content: FramedContent;
  readonly auth: ContentAuth;
  /** There exactly for members. */
  readonly membershipTag: Uint8Array | undefined;
}

export function writePublicMessage(writer: Writer, { content, auth, membershipTag }: PublicMessage): void {
  writeFramedContent(writer, content);
  writeContentAuth(writer, auth);
  if (membershipTag !== undefined) writer.opaque(membershipTag);
}

export function readPublicMessage(reader: Reader): PublicMessage {
  const content = readFramedContent(reader);
  const auth = readContentAuth(reader, content.body.kind);
  const isByMember = content.sender.kind === "member";
  return { content, auth, membershipTag: isByMember ? reader.opaque(MLS_LIMITS.keyBytes) : undefined };
}

export interface MembershipKeys {
  readonly membershipKey: Uint8Array;
  readonly groupContext: Uint8Array;
}

/** `content` must be signed with the wire format of a PublicMessage. */
export function protectPublic(
  provider: MlsProvider,
  keys: MembershipKeys,
  { content, auth }: AuthenticatedContent,
): PublicMessage {
  const isByMember = content.sender.kind === "member";
  return { content, auth, membershipTag: isByMember ? membershipTag(provider, keys, { content, auth }) : undefined };
}

/** Checks the membership tag (RFC 9420 §6.2); the signature is still to be checked. */
export function unprotectPublic(
  provider: MlsProvider,
  keys: MembershipKeys,
  { content, auth, membershipTag: given }: PublicMessage,
): AuthenticatedContent {
  require(content.body.kind !== "application", "invalid", "application data is never a PublicMessage");
  if (content.sender.kind === "member") {
    const expected = membershipTag(provider, keys, { content, auth });
    require(given !== undefined && equalSecrets(expected, given), "invalid", "the membership tag of the group");
  }
  return { wireFormat: WIRE_FORMAT.publicMessage, content, auth };
}

function membershipTag(
  provider: MlsProvider,
  { membershipKey, groupContext }: MembershipKeys,
  { content, auth }: { readonly content: FramedContent; readonly auth: ContentAuth },
): Uint8Array {
  const tbs = framedContentTbs({ wireFormat: WIRE_FORMAT.publicMessage, content, groupContext });
  const writer = new Writer().fixed(tbs);
  writeContentAuth(writer, auth);
  return provider.mac(membershipKey, writer.finish());
}
