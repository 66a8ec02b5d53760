/** What a member says who reports a message. */
import type { MessageId, ReportReason } from "@warbler/protocol";

export interface NewReport {
  readonly message: MessageId;
  readonly reason: ReportReason;
  readonly note?: string;
  /** How many of the messages before it are shown with it: up to 5, none unless told. */
  readonly context?: number;
}
