/** What a timeline shows: messages with all that happened to them, and events of the room. */
import type { AccountId, AttachmentId, MessageId, RoomId, RoomRole } from "@warbler/protocol";

export interface Author {
  readonly id: AccountId;
  /** The name people see; the id where the server could not be asked yet. */
  readonly name: string;
}

/** Where a fact is in the audit log: member `position` of the subtree under leaf `leaf`, both from 0. */
export interface LogPosition {
  readonly leaf: number;
  readonly position: number;
}

/** A file in a message. Its key is here and nowhere else. */
export interface Attachment {
  readonly id: AttachmentId;
  readonly name: string;
  readonly mediaType: string;
  /** Of the file itself, before encryption. */
  readonly sizeBytes: number;
  /** Of every encrypted chunk but the last. */
  readonly chunkBytes: number;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** SHA-256 of the whole file. */
  readonly sha256: Uint8Array;
}

export interface MessageBody {
  /** Markdown (CommonMark with tables and strikethrough). */
  readonly text: string;
  readonly mentions: readonly AccountId[];
  readonly mentionAll: boolean;
  readonly attachments: readonly Attachment[];
  /** "/me" style. */
  readonly action: boolean;
}

/** One version of an edited message; `atMs` is when it was written. */
export interface MessageVersion extends MessageBody {
  readonly atMs: number;
}

interface TimelineEntry {
  readonly id: MessageId;
  readonly seq: number;
  readonly room: RoomId;
  readonly author: Author;
  readonly atMs: number;
  /** Brought in from another system: the author did not send it here. */
  readonly imported: boolean;
  /** The key was destroyed: what it said is gone for everyone. */
  readonly erased: boolean;
  readonly log: LogPosition;
}

export interface TimelineMessage extends TimelineEntry, MessageBody {
  readonly kind: "message";
  readonly edited: boolean;
  /** Earlier versions, oldest first; the current one is the message itself. */
  readonly edits: readonly MessageVersion[];
  readonly recalled: boolean;
  readonly recalledBy?: AccountId;
  /** Emoji to the people who gave it, each in the order of giving. */
  readonly reactions: ReadonlyMap<string, readonly AccountId[]>;
  readonly pinned: boolean;
  readonly replyTo?: MessageId;
  /** The first message of the thread this belongs to. */
  readonly thread?: MessageId;
  /** Messages known here that are in this message's thread. */
  readonly replies: number;
  /** The content could not be understood by this version. */
  readonly unreadable: boolean;
  /** `read` once another member's cursor has passed it. */
  readonly state: "sent" | "read";
}

export interface TimelineEvent extends TimelineEntry {
  readonly kind: "event";
  /** "created", "described", "joined", "removed", "left", "role", "imported", or a word of a newer server. */
  readonly what: string;
  readonly account?: AccountId;
  readonly name?: string;
  readonly role?: RoomRole;
}

export type TimelineItem = TimelineMessage | TimelineEvent;
