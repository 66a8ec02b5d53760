/** A room as a program sees it. */
import type {
  AccountId,
  AttachmentId,
  MessageId,
  ProtectionLevel,
  ReportAnswer,
  RoomId,
  RoomKind,
  RoomRole,
} from "@warbler/protocol";
import type { StripNotice } from "../attachments/exif/stripped.ts";
import type { BytesSource, FileSink, FileSource, TransferOptions } from "../attachments/source.ts";
import type { MessageProof } from "../audit/message-proof.ts";
import type { Sending } from "../outbox/sending.ts";
import type { NewReport } from "../reports/new-report.ts";
import type { Attachment, Author, TimelineEvent, TimelineItem, TimelineMessage } from "../timeline/timeline-message.ts";
import type { ImportSource, RoomImport } from "./room-import.ts";
import type { RoomTrouble, UnconfirmedGroup } from "./room-trouble.ts";

export interface Draft {
  /** For who shows a message before it is sent: from `messageIdAt`, never used before. Made here unless given. */
  readonly id?: MessageId;
  readonly text: string;
  /** Uploaded and encrypted first; the message follows. Up to 64 MiB are kept until then, so that a restart goes on. */
  readonly files?: readonly FileSource[];
  /** Files that `upload` has already brought up. */
  readonly attachments?: readonly Attachment[];
  readonly replyTo?: MessageId;
  readonly thread?: MessageId;
  readonly mentions?: readonly AccountId[];
  readonly mentionAll?: boolean;
  /** "/me" style. */
  readonly action?: boolean;
  /** For the uploads. */
  readonly transfer?: TransferOptions;
}

export interface Member extends Author {
  readonly role: RoomRole;
  readonly sinceMs: number;
}

export interface HistoryOptions {
  /** Messages older than this one (id or seq). */
  readonly before?: MessageId | number;
  /** Messages newer than this one (id or seq). */
  readonly after?: MessageId | number;
  /** 50 unless told. */
  readonly limit?: number;
}

export interface Upload {
  readonly attachment: Attachment;
  /** What was taken out of an image before it was encrypted. */
  readonly removed: readonly StripNotice[];
}

/** Who a file is on the server, chosen before the first byte goes up, so that an interrupted upload can go on. */
export interface UploadTicket {
  readonly id: AttachmentId;
  /** 32 bytes, fresh for each file. */
  readonly key: Uint8Array;
}

export interface UploadOptions extends TransferOptions {
  /** From `newUpload`, kept by the caller: the parts that are stored already do not go up again. */
  readonly ticket?: UploadTicket;
  /** Images keep their metadata (place, camera, author). */
  readonly keepMetadata?: boolean;
}

export interface DownloadOptions extends TransferOptions {
  /** What an interrupted download already wrote: it is checked, and the rest follows. */
  readonly have?: BytesSource;
}

export interface RoomEvents {
  /** A message that came in while this client was following the room, own ones included. */
  readonly message: TimelineMessage;
  /** A message shown before is different now: edited, recalled, reacted to, pinned, read, erased. */
  readonly change: TimelineMessage;
  readonly event: TimelineEvent;
  readonly typing: { readonly account: AccountId; readonly typing: boolean };
  readonly read: { readonly account: AccountId; readonly seq: number };
}

export interface Room {
  readonly id: RoomId;
  readonly kind: RoomKind;
  readonly level: ProtectionLevel;
  /** Empty for direct rooms; see `other`. */
  readonly name: string;
  readonly topic: string;
  readonly myRole: RoomRole;
  readonly lastSeq: number;
  readonly readSeq: number;
  readonly unread: number;
  /** Unread messages that mention this person or everyone, or answer one of this person's. */
  readonly unreadMentions: number;
  readonly memberCount: number;
  readonly createdAtMs: number;
  /** The other person of a direct room. */
  readonly other: AccountId | undefined;
  /** The room that this one continues, as when the level was changed. */
  readonly predecessor: RoomId | undefined;
  /** Why an end-to-end room does not go on by itself; a "room" event tells when that changes. */
  readonly trouble: RoomTrouble | undefined;
  /** The room in which the conversation goes on: nothing can be sent into this one any more. */
  readonly successor: RoomId | undefined;

  /** Returns at once; the message is kept before the first try and sent in the order of the calls. */
  send(message: string | Draft): Sending;
  edit(message: MessageId, text: string): Sending;
  recall(message: MessageId): Sending;
  react(message: MessageId, emoji: string): Sending;
  unreact(message: MessageId, emoji: string): Sending;
  pin(message: MessageId): Sending;
  unpin(message: MessageId): Sending;

  /** Oldest first. Without `before` and `after`: the newest. */
  history(options?: HistoryOptions): Promise<readonly TimelineMessage[]>;
  /** As `history`, with what happened to the room in between; `limit` counts the messages. */
  items(options?: HistoryOptions): Promise<readonly TimelineItem[]>;
  message(id: MessageId): Promise<TimelineMessage | undefined>;
  /** The newest messages, then each new one as it comes, until the signal aborts or the client closes. */
  timeline(options?: { readonly signal?: AbortSignal; readonly limit?: number }): AsyncIterable<TimelineMessage>;
  on<K extends keyof RoomEvents>(event: K, listener: (value: RoomEvents[K]) => void): () => void;

  /** Everything up to `seq`, or all, counts as read. */
  markRead(seq?: number): Promise<void>;
  typing(typing: boolean): Promise<void>;
  members(): Promise<readonly Member[]>;
  add(accounts: readonly AccountId[]): Promise<readonly Member[]>;
  remove(account: AccountId): Promise<void>;
  leave(): Promise<void>;
  grantRole(account: AccountId, role: RoomRole): Promise<void>;
  /**
   * Begins the encryption of an end-to-end room anew, with the same people, roles and level; what was written before stays
   * readable where it was. For owners and moderators, and for everyone once most others' devices have given up on the room.
   */
  reset(): Promise<void>;
  /** Says of a group that nobody known confirms, as `trouble` shows it, that it is right: this device goes on with its people. */
  acceptGroup(shown: UnconfirmedGroup): Promise<void>;
  describe(change: { readonly name?: string; readonly topic?: string }): Promise<void>;
  /**
   * Goes on with the import of a conversation of another system into this end-to-end room, or begins it. For the room's owners
   * and moderators.
   */
  bringIn(source: ImportSource): Promise<RoomImport>;
  pins(): Promise<readonly { readonly seq: number; readonly by: AccountId; readonly atMs: number }[]>;
  /** Discloses this message, and those before it that are asked for, to those who look after security. */
  report(report: NewReport): Promise<ReportAnswer>;
  readers(): Promise<readonly { readonly account: AccountId; readonly seq: number }[]>;

  /** Checks a message from its bytes to the log's signature. Throws only when the server cannot be asked. */
  prove(message: MessageId): Promise<MessageProof>;
  newUpload(): UploadTicket;
  upload(file: FileSource, options?: UploadOptions): Promise<Upload>;
  /** Hands the file on in order. The last part comes only after the whole file's checksum was right. */
  download(attachment: Attachment, sink: FileSink, options?: DownloadOptions): Promise<void>;
}
