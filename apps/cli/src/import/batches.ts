/** Cuts the records of an export into batches that the server takes: of one room, few enough, and small enough. */
import type { Message, MessageSourceId } from "@warbler/imports";
import { LIMITS } from "@warbler/protocol";
import type { Batch } from "./in-order.ts";
import type { ImportedRecord } from "./records-of-message.ts";

export interface Sent {
  readonly record: ImportedRecord;
  /** Set on the last record of a message: everything up to it may be skipped on resuming. */
  readonly endOf?: MessageSourceId;
}

/** The body is the records as JSON and very little else. */
const MAX_BATCH_BYTES = LIMITS.importBodyBytes - 10_000;

export async function* batchesOf(
  messages: AsyncIterable<Message>,
  recordsOf: (message: Message) => readonly ImportedRecord[] | Promise<readonly ImportedRecord[]>,
): AsyncGenerator<Batch<Sent>> {
  let room = "";
  let items: Sent[] = [];
  let sizeBytes = 0;
  for await (const message of messages) {
    const made = recordsOf(message);
    // Without files there is nothing to wait for, and an await per message would cost more than the rest.
    const records = made instanceof Promise ? await made : made;
    for (const [at, record] of records.entries()) {
      const recordBytes = maxBytesOf(record);
      const isOther = room !== message.channelSourceId;
      const isFull = items.length === LIMITS.importBatchMessages || sizeBytes + recordBytes > MAX_BATCH_BYTES;
      if (items.length > 0 && (isOther || isFull)) {
        yield { room, items };
        items = [];
        sizeBytes = 0;
      }
      room = message.channelSourceId;
      sizeBytes += recordBytes;
      items.push(at === records.length - 1 ? { record, endOf: message.sourceId } : { record });
    }
  }
  if (items.length > 0) yield { room, items };
}

/** No less than the record takes as JSON, where one character of text can become six (`\u0000`). */
function maxBytesOf({ text = "", mentions = [], attachments = [] }: ImportedRecord): number {
  return 2_500 + 6 * text.length + 25 * mentions.length + 3_000 * attachments.length;
}
