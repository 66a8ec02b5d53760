/** Bringing messages in from another system into an end-to-end room, as a program sees it. */
import type { RoomId } from "@warbler/protocol";
import type { Attachment, ImportedReaction, LogPosition } from "../timeline/timeline-message.ts";

/** A conversation in the system it comes from: the same three names find the same import again. */
export interface ImportSource {
  /** "slack", "mattermost". */
  readonly format: string;
  /** What the export is called. */
  readonly source: string;
  /** The conversation's id in it. */
  readonly channel: string;
}

export interface MessageToImport {
  /** The message's id in the source. */
  readonly sourceId: string;
  /** The author's name there. */
  readonly author: string;
  readonly atMs: number;
  readonly editedAtMs?: number;
  readonly text: string;
  readonly action?: boolean;
  /** Id in the source of the thread's first message. */
  readonly thread?: string;
  readonly reactions?: readonly ImportedReaction[];
  /** Files that `upload` has brought up. */
  readonly attachments?: readonly Attachment[];
}

export interface ImportedBatch {
  readonly added: number;
  /** In the room already; they stay as they are. */
  readonly repeated: number;
  /** Source ids of messages that no record can hold. */
  readonly refused: readonly string[];
  readonly log?: LogPosition;
}

export interface RoomImport {
  readonly room: RoomId;
  /**
   * Encrypts these and adds them in their order; what is in the room already is left out, so that anything may be given again.
   * Up to 500 at a time. A call may begin while another is under way; they reach the room in the order of the calls.
   */
  add(messages: readonly MessageToImport[]): Promise<ImportedBatch>;
}
