/** Identifiers: 128 bits, random but for the time in those of messages, written as 22 characters of base64url, branded by what they name. */
import { base64urlFromBytes, bytesFromBase64url } from "./base64url.ts";

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type AccountId = Id<"account">;
export type DeviceId = Id<"device">;
export type SessionId = Id<"session">;
export type InvitationId = Id<"invitation">;
export type RoomId = Id<"room">;
export type MessageId = Id<"message">;
export type AttachmentId = Id<"attachment">;
export type ImportId = Id<"import">;
export type ApprovalId = Id<"approval">;
export type ErasureId = Id<"erasure">;
/** A message that somebody reported. */
export type ReportId = Id<"report">;
/** A role that the organisation made itself. */
export type RoleId = Id<"role">;
/** A campaign that reviews who has access to what, and a series of them. */
export type ReviewId = Id<"review">;
export type SeriesId = Id<"series">;
/** Something that waits for others to agree. */
export type RequestId = Id<"request">;
export type PasskeyId = Id<"passkey">;
/** An API token, by which a bot or a directory acts. */
export type TokenId = Id<"token">;
/** A service by which people sign in elsewhere, and one sign-in there that is linked to an account here. */
export type SsoProviderId = Id<"sso-provider">;
export type SsoLinkId = Id<"sso-link">;
/** A person or a group as a directory of another system knows them. */
export type EntryId = Id<"entry">;
/** What a group of the directory gives its members. */
export type MappingId = Id<"mapping">;
/** One way back to an account. */
export type AccessRecoveryId = Id<"access-recovery">;
/** One time that somebody took a role by themselves in an emergency. */
export type EmergencyId = Id<"emergency">;
/** Tells one recovery secret of an account from another, without saying anything of it. */
export type RecoveryCheckId = Id<"recovery">;
export type AnyId =
  | AccountId
  | DeviceId
  | SessionId
  | InvitationId
  | RoomId
  | MessageId
  | AttachmentId
  | ImportId
  | ApprovalId
  | RecoveryCheckId
  | RoleId
  | RequestId
  | ReviewId
  | SeriesId
  | PasskeyId
  | TokenId
  | SsoProviderId
  | SsoLinkId
  | EntryId
  | MappingId
  | AccessRecoveryId
  | EmergencyId
  | ReportId
  | ErasureId;

// 21 characters carry 126 bits; the last one carries the remaining 2, so only four letters are canonical there.
const PATTERN = /^[A-Za-z0-9_-]{21}[AQgw]$/;

/** Whether `text` is a canonical identifier. Which thing it names is the claim of the caller's schema. */
export function isId<T extends AnyId>(text: string): text is T {
  return PATTERN.test(text);
}

/** The identifier written in 16 bytes; throws when there are not exactly 16. */
export function idFromBytes<T extends AnyId>(bytes: Uint8Array): T {
  if (bytes.length !== 16) throw new RangeError(`an identifier has 16 bytes, got ${bytes.length}`);
  const text = base64urlFromBytes(bytes);
  if (!isId<T>(text)) throw new Error("unreachable: 16 bytes always make a canonical identifier");
  return text;
}

/** The 16 bytes of an identifier. */
export function bytesFromId(id: AnyId): Uint8Array<ArrayBuffer> {
  const bytes = bytesFromBase64url(id);
  if (bytes?.length !== 16) throw new RangeError("expected a canonical identifier");
  return bytes;
}

/** A new random identifier from the platform's generator (WebCrypto, present in browsers and Node). */
export function newId<T extends AnyId>(): T {
  return idFromDigest<T>(crypto.getRandomValues(new Uint8Array(16)));
}

/** Random bytes in a message's identifier. */
export const MESSAGE_ID_RANDOM_BYTES = 10;

/**
 * The identifier of a message written at this time: the milliseconds in 6 bytes, then 10 random bytes. Messages of one time
 * are neighbours in an index of identifiers, so that a server that stores them writes few pages.
 */
export function messageIdAt(timeMs: number, random: Uint8Array): MessageId {
  if (random.length !== MESSAGE_ID_RANDOM_BYTES)
    throw new RangeError(`${MESSAGE_ID_RANDOM_BYTES} random bytes, got ${random.length}`);
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(timeMs / 2 ** 32));
  view.setUint32(2, timeMs % 2 ** 32);
  bytes.set(random, 6);
  return idFromDigest<MessageId>(bytes);
}

/** When a message of this identifier was written, where its author's client made it by the rule. */
export function timeOfMessageId(id: MessageId): number {
  const view = new DataView(bytesFromId(id).buffer);
  return view.getUint16(0) * 2 ** 32 + view.getUint32(2);
}

/** The identifier that follows from random or hashed bytes: the first 127 of their bits. */
export function idFromDigest<T extends AnyId>(digest: Uint8Array): T {
  const bytes = digest.slice(0, 16);
  // Without its first bit an identifier never starts with "-" or "_", so that no command line takes it for an option.
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return idFromBytes<T>(bytes);
}
