/** Whether the organisation's time for taking a message back or changing it has passed for its author. */

import type { AccountId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { nowMs } from "../platform/clock.ts";
import { isWrittenBy } from "../state/writers.ts";

export function isRecallOver({ recallUntilMs }: Pick<TimelineMessage, "recallUntilMs">): boolean {
  return recallUntilMs !== undefined && recallUntilMs <= nowMs();
}

export function mayEdit(me: AccountId | undefined, message: TimelineMessage): boolean {
  return isWrittenBy(me, message) && !isRecallOver(message) && !message.recalled && !message.erased;
}
