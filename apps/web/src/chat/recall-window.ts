/** Whether the organisation's time for taking a message back has passed for its author. */
import type { TimelineMessage } from "@warbler/sdk";
import { nowMs } from "../platform/clock.ts";

export function isRecallOver({ recallUntilMs }: Pick<TimelineMessage, "recallUntilMs">): boolean {
  return recallUntilMs !== undefined && recallUntilMs <= nowMs();
}
