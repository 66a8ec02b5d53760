/** The identifier of a message that is written here and now. */
import { MESSAGE_ID_RANDOM_BYTES, type MessageId, messageIdAt } from "@warbler/protocol";
import { nowMs } from "./clock.ts";

export function newMessageId(): MessageId {
  return messageIdAt(nowMs(), crypto.getRandomValues(new Uint8Array(MESSAGE_ID_RANDOM_BYTES)));
}
