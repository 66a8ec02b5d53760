/** What a timeline shows: messages with all that happened to them, and events of the room. */
import type { AccountId, AttachmentId, MessageId, RoomId, RoomRole } from "@warbler/protocol";

export interface Author {
  readonly id: AccountId;
  /** The name people see; the id where the server could not be asked yet. */
  readonly name: string;
  /** A program, not a person. */
  readonly isBot?: true;
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
  /** Of a spoken message, as its sender says. */
  readonly durationMs?: number;
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

/**
 * What an imported message was in the system it comes from, in an end-to-end room: the word of the member who brought it in,
 * who is its author here and signed it. Nobody else vouches for it.
 */
export interface ImportedAs {
  /** "slack", "mattermost", or a word of a newer version. */
  readonly format: string;
  /** The author's name there. */
  readonly author: string;
  readonly editedAtMs?: number;
  /** As they were when the export was made. */
  readonly reactions: readonly ImportedReaction[];
}
export interface ImportedReaction {
  readonly emoji: string;
  /** How many people gave it; the first of them by name. */
  readonly count: number;
  readonly names: readonly string[];
}

/** One version of an edited message; `atMs` is when it was written. */
export interface MessageVersion extends MessageBody {
  readonly atMs: number;
}

/**
 * Why a message of an end-to-end room cannot be read here:
 * - `before-joining`: written before this account was in the room, or before this device was, without a keychain entry;
 * - `needs-recovery`: its key may be in the keychain, which only opens with the recovery secret;
 * - `key-missing`: its key is expected from another device of this account or from the keychain;
 * - `tampered`: the ciphertext, its signature or its key is not what its author sent. It never heals.
 */
export type UndecryptableReason = "before-joining" | "needs-recovery" | "key-missing" | "tampered";
export interface UndecryptableState {
  readonly reason: UndecryptableReason;
  /** Since when this device knows of the message without being able to read it. */
  readonly sinceMs: number;
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
  /** Then `author` is the member who brought it in, and `atMs` the original time. */
  readonly importedAs?: ImportedAs;
  readonly edited: boolean;
  /** Earlier versions, oldest first; the current one is the message itself. */
  readonly edits: readonly MessageVersion[];
  readonly recalled: boolean;
  readonly recalledBy?: AccountId;
  /** Until when its author may take it back; who moderates the room may at any time. Absent where there is no end. */
  readonly recallUntilMs?: number;
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
  /** Present while the message is there but cannot be decrypted on this device; then `unreadable` is true as well. */
  readonly undecryptable?: UndecryptableState;
  /** `read` once another member's cursor has passed it. */
  readonly state: "sent" | "read";
}

export interface TimelineEvent extends TimelineEntry {
  readonly kind: "event";
  /**
   * "created", "described", "joined", "removed", "left", "role", "imported", in end-to-end rooms also "device-added",
   * "device-removed", "heir" and "reset", or a word of a newer version. Events of one commit have the same id and `seq`.
   */
  readonly what: string;
  readonly account?: AccountId;
  readonly name?: string;
  readonly role?: RoomRole;
}

export type TimelineItem = TimelineMessage | TimelineEvent;
