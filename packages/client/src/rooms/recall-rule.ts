/** How long people may take back or change what they wrote, as the timeline asks for it. What it follows from is loaded when it is known. */
import type { MessageId } from "@warbler/protocol";

/** A record, as far as its time goes. */
export interface Timed {
  readonly message: MessageId;
  /** As the server says. */
  readonly atMs: number;
}

export interface RecallRule {
  /** Until when the author of this record may take it back or change it; undefined where there is no end. */
  untilMs(record: Timed): number | undefined;
  /** Whether this recall or edit by the author came in time, by the rule of its own time. */
  isInTime(record: Timed, change: Timed): boolean;
}

/** Where the store keeps what `ruleOf` reads; no bytes where recalls were never limited. */
export const KEPT_RULE = "recall-windows";

export const NO_RECALL_RULE: RecallRule = { untilMs: () => undefined, isInTime: () => true };
