/**
 * The neutral records every export is turned into. Source ids are unique inside one source and the same each time the
 * source is read, so that a second import recognises what the first one brought. Times are milliseconds since 1970 UTC.
 */

declare const brand: unique symbol;
type SourceId<Thing extends string> = string & { readonly [brand]: Thing };

export type PersonSourceId = SourceId<"person">;
export type ChannelSourceId = SourceId<"channel">;
export type MessageSourceId = SourceId<"message">;
type AnySourceId = PersonSourceId | ChannelSourceId | MessageSourceId;

/** Whether `text` can name something in a source: any text but the empty one. What it names is the caller's claim. */
export function isSourceId<Id extends AnySourceId>(text: string): text is Id {
  return text !== "";
}

/** `text` as a source id; throws on the empty text, which readers filter out before. */
export function sourceId<Id extends AnySourceId>(text: string): Id {
  if (!isSourceId<Id>(text)) throw new Error("a source id has at least one character, got none");
  return text;
}

export type ExportFormat = "slack" | "mattermost";

export interface Person {
  readonly sourceId: PersonSourceId;
  /** The handle, unique in most sources; not checked. */
  readonly name: string;
  readonly displayName: string;
  readonly email?: string;
  readonly isBot: boolean;
  readonly isDeleted: boolean;
}

export interface Channel {
  readonly sourceId: ChannelSourceId;
  readonly kind: "public" | "private" | "direct" | "group";
  /** Empty for direct and group conversations that the source gives no name. */
  readonly name: string;
  readonly topic?: string;
  readonly purpose?: string;
  /** May name people that `people()` does not list, such as strangers in a shared channel. */
  readonly memberSourceIds: readonly PersonSourceId[];
  readonly createdAtMs?: number;
  readonly isArchived: boolean;
}

export interface Reaction {
  /** The short name without colons, such as `thumbsup` or `wave::skin-tone-2`. */
  readonly emoji: string;
  readonly personSourceIds: readonly PersonSourceId[];
}

export interface Attachment {
  readonly sourceId: string;
  readonly name: string;
  readonly mimeType?: string;
  /** The archive's size where the bytes are there, else what the source claims. */
  readonly sizeBytes?: number;
  /** Where `Archive.open` finds the bytes; absent when the export does not hold them. */
  readonly entryName?: string;
}

export const SYSTEM_EVENTS = [
  "joined",
  "left",
  "topic-changed",
  "purpose-changed",
  "renamed",
  "archived",
  "unarchived",
  "pinned",
  "unpinned",
  "deleted-message",
  "other",
] as const;
export type SystemEvent = (typeof SYSTEM_EVENTS)[number];

interface MessageBase {
  readonly sourceId: MessageSourceId;
  readonly channelSourceId: ChannelSourceId;
  readonly authorSourceId: PersonSourceId;
  /** Who the author is, when `people()` does not list them: bots, strangers of shared channels, removed accounts. */
  readonly unlistedAuthor?: Person;
  readonly sentAtMs: number;
  /** Markdown; may be empty or only white space, as people send it. Always well-formed Unicode. */
  readonly text: string;
  /** The first message of the thread this one answers in; always a message of the same channel in this export. */
  readonly threadRootSourceId?: MessageSourceId;
  readonly editedAtMs?: number;
  /** The people mentioned by name, each once, all of them listed by `people()`. */
  readonly mentions: readonly PersonSourceId[];
  readonly reactions: readonly Reaction[];
  readonly attachments: readonly Attachment[];
}

/** `me` is an action in the third person ("/me waves"); `system` is what the source itself wrote about an event. */
export type Message =
  | (MessageBase & { readonly kind: "message" | "me" })
  | (MessageBase & { readonly kind: "system"; readonly event: SystemEvent });

export const SKIP_REASONS = [
  "file-not-in-export",
  "file-deleted-at-source",
  "thread-root-missing",
  "reaction-by-unlisted-person",
  "reaction-too-long",
  "mention-of-unlisted-person",
  "channel-without-messages",
  "malformed-person",
  "malformed-channel",
  "malformed-message",
  "edit-or-deletion-event",
  "custom-emoji",
  "permissions-and-settings",
  "unused-entry",
] as const;
/** Why something of the source does not arrive, or does not arrive as it was; `docs/imports.md` explains each. */
export type SkipReason = (typeof SKIP_REASONS)[number];

export interface Skipped {
  readonly reason: SkipReason;
  readonly entryName: string;
  /** Counted from 1, where the entry is text. */
  readonly line?: number;
}
