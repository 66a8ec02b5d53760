import type { MessageId } from "@warbler/protocol";

/** How many answers were not seen, by the message that their thread hangs on. */
export type UnseenAnswers = ReadonlyMap<MessageId, number>;
