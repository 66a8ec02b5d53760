/** What a record says, decoded and bounded; anything else is unreadable and has no effect. */
import {
  type AccountId,
  type AttachmentId,
  isId,
  isReaction,
  LIMITS,
  type MessageId,
  RECORD_KINDS,
  ROOM_ROLES,
  type RoomRole,
} from "@warbler/protocol";
import type { RoomRecord } from "../sync/room-record.ts";
import { decodeContent, type WireAttachment, type WireImported, type WireMessage } from "../wire/content.ts";
import type { Attachment, ImportedAs, MessageBody, UndecryptableState } from "./timeline-message.ts";

export interface SaidMessage extends MessageBody {
  readonly kind: "message";
  readonly replyTo?: MessageId;
  readonly thread?: MessageId;
  readonly imported?: ImportedAs & { readonly atMs: number };
}
export interface SaidEvent {
  readonly kind: "event";
  readonly what: string;
  readonly account?: AccountId;
  readonly name?: string;
  readonly role?: RoomRole;
}
/** What happens to another message. */
export type Effect =
  | { readonly kind: "edit"; readonly target: MessageId; readonly body: MessageBody }
  | { readonly kind: "recall"; readonly target: MessageId }
  | { readonly kind: "reaction"; readonly target: MessageId; readonly emoji: string; readonly removed: boolean }
  | { readonly kind: "pin"; readonly target: MessageId; readonly removed: boolean };
/** What the members themselves did to an end-to-end room by one commit. */
export interface SaidEvents {
  readonly kind: "events";
  readonly events: readonly SaidEvent[];
}
/** A message whose key this device does not have, or whose ciphertext is not the one its author made. */
export interface Undecryptable extends UndecryptableState {
  readonly kind: "undecryptable";
}
export type RecordContent =
  | SaidMessage
  | SaidEvent
  | SaidEvents
  | Effect
  | Undecryptable
  | { readonly kind: "unreadable" }
  /** Has no place in a timeline: what only machines read, and what happened to a message but cannot be decrypted. */
  | { readonly kind: "silent" };

const UNREADABLE = { kind: "unreadable" } as const;
const FILE_NAME_CHARS = 255;
/** The last instant that a `Date` can tell. */
const LATEST_MS = 8.64e15;

/** The kind in the header and the content must agree: the header is what was permitted. */
export function contentOf(record: RoomRecord): RecordContent {
  return record.erased ? erasedContent(record.kind) : contentFromBytes(record.content, record.kind);
}

/** The kinds up to `pin`: a message keeps its place, and what happened to some message is taken back from there; what the room said of itself is gone. */
export function erasedContent(kind: number): RecordContent {
  return kind <= RECORD_KINDS.pin ? UNREADABLE : { kind: "silent" };
}

/** What the bytes of a `Content` say, in a record of that kind. */
export function contentFromBytes(bytes: Uint8Array, kind: number): RecordContent {
  const body = decodeContent(bytes);
  if (body === undefined || RECORD_KINDS[body.case] !== kind) return UNREADABLE;
  switch (body.case) {
    case "message":
      return saidMessage(body.value) ?? UNREADABLE;
    case "event":
      return saidEvent(body.value);
    case "edit": {
      const { target, message } = body.value;
      const edited = message === undefined ? undefined : messageBody(message);
      return isId<MessageId>(target) && edited !== undefined ? { kind: "edit", target, body: edited } : UNREADABLE;
    }
    case "recall":
      return isId<MessageId>(body.value.target) ? { kind: "recall", target: body.value.target } : UNREADABLE;
    case "reaction": {
      const { target, emoji, removed } = body.value;
      return isId<MessageId>(target) && isReaction(emoji) ? { kind: "reaction", target, emoji, removed } : UNREADABLE;
    }
    case "pin": {
      const { target, removed } = body.value;
      return isId<MessageId>(target) ? { kind: "pin", target, removed } : UNREADABLE;
    }
    case "describe":
      return { kind: "event", what: "described", name: body.value.name.slice(0, LIMITS.roomNameChars) };
    case "import":
      // Every batch opens with one; what people are told is that an import began.
      return body.value.begins ? { kind: "event", what: "imported" } : { kind: "silent" };
  }
}

function saidMessage(message: WireMessage): SaidMessage | undefined {
  const { replyTo, threadRoot, imported } = message;
  const body = messageBody(message);
  if (body === undefined) return undefined;
  const importedAs = imported && importedFromWire(imported);
  if (imported !== undefined && importedAs === undefined) return undefined;
  if (replyTo !== "" && !isId<MessageId>(replyTo)) return undefined;
  if (threadRoot !== "" && !isId<MessageId>(threadRoot)) return undefined;
  return {
    kind: "message",
    ...body,
    ...(replyTo !== "" && { replyTo }),
    ...(threadRoot !== "" && { thread: threadRoot }),
    ...(importedAs !== undefined && { imported: importedAs }),
  };
}

function importedFromWire({ format, author, atMs, editedAtMs, reactions }: WireImported): SaidMessage["imported"] {
  const isTime = (ms: number) => Number.isSafeInteger(ms) && ms >= 0 && ms <= LATEST_MS;
  const isWhole = reactions.every(
    ({ emoji, names }) =>
      emoji.length > 0 &&
      emoji.length <= LIMITS.emojiChars &&
      names.length <= LIMITS.importedReactionNames &&
      names.every((name) => name.length <= LIMITS.displayNameChars),
  );
  if (!isWhole || !isTime(atMs) || !isTime(editedAtMs) || reactions.length > LIMITS.importedReactions) return undefined;
  return {
    format: format.slice(0, 100),
    author: author.slice(0, LIMITS.displayNameChars),
    atMs,
    reactions,
    ...(editedAtMs > 0 && { editedAtMs }),
  };
}

function messageBody({ text, mentions, mentionAll, attachments, action }: WireMessage): MessageBody | undefined {
  if (text.length > LIMITS.messageTextChars || mentions.length > LIMITS.mentionsPerMessage) return undefined;
  if (attachments.length > LIMITS.attachmentsPerMessage) return undefined;
  const people = mentions.filter((mention) => isId<AccountId>(mention));
  const files = attachments.flatMap((attachment) => attachmentFromWire(attachment) ?? []);
  return { text, mentions: people, mentionAll, attachments: files, action };
}

function attachmentFromWire({
  id,
  name,
  mediaType,
  sizeBytes,
  chunkBytes,
  key,
  sha256,
  durationMs = 0,
}: WireAttachment): Attachment | undefined {
  const sized = Number.isSafeInteger(sizeBytes) && sizeBytes >= 0 && sizeBytes <= LIMITS.attachmentBytes;
  if (!isId<AttachmentId>(id) || name.length > FILE_NAME_CHARS || !sized) return undefined;
  if (chunkBytes < 1_024 || chunkBytes > LIMITS.attachmentChunkBytes + 16) return undefined;
  if (key.length !== 32 || sha256.length !== 32) return undefined;
  return {
    ...{ id, name, mediaType: mediaType.slice(0, FILE_NAME_CHARS), sizeBytes, chunkBytes, key, sha256 },
    ...(durationMs > 0 && { durationMs }),
  };
}

function saidEvent(event: { what: string; account: string; name: string; role: string }): SaidEvent {
  const { what, account, name } = event;
  const role = ROOM_ROLES.find((known) => known === event.role);
  return {
    kind: "event",
    what: what.slice(0, 100),
    ...(isId<AccountId>(account) && { account }),
    ...(name !== "" && { name: name.slice(0, LIMITS.roomNameChars) }),
    ...(role !== undefined && { role }),
  };
}
