/** A message on its way: what `room.send` returns at once. */
import type { MessageId, RoomId } from "@warbler/protocol";
import type { LogPosition } from "../timeline/timeline-message.ts";

/** `sent` means durable and in the audit log; `read`, that another member's cursor has passed it. */
export type SendingState = "uploading" | "queued" | "sent" | "read" | "failed";

export interface SentMessage {
  readonly id: MessageId;
  readonly room: RoomId;
  readonly seq: number;
  readonly atMs: number;
  readonly log: LogPosition;
}

export interface Sending {
  readonly id: MessageId;
  readonly room: RoomId;
  readonly state: SendingState;
  on(event: "state", listener: (state: SendingState) => void): () => void;
  /** Rejects with a `WarblerError` when the server refused the message for good, or it was discarded. Waits while offline. */
  readonly settled: Promise<SentMessage>;
  /** Queues a failed message again, under the same id. */
  retry(): Promise<void>;
  /** Takes a message that is not sent yet out of the outbox; what was already handed to the server may still arrive. */
  discard(): Promise<void>;
}

/** What waits in the outbox, oldest first. */
export interface PendingSend {
  readonly id: MessageId;
  readonly room: RoomId;
  readonly kind: "message" | "edit" | "recall" | "reaction" | "pin" | "describe";
  readonly state: "uploading" | "queued" | "failed";
  readonly queuedAtMs: number;
  /** Of a message or an edit. */
  readonly text?: string;
  /** The refusal, when failed. */
  readonly code?: string;
}
