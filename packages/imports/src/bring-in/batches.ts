/** Cuts the messages of an export into batches that the server takes: of one room, few enough, and small enough. */
import type { Message, MessageSourceId } from "../records.ts";
import type { Batch } from "./in-order.ts";

export interface Sent<Item> {
  readonly item: Item;
  /** Set on the last item of a message: everything up to it may be skipped on resuming. */
  readonly endOf?: MessageSourceId;
}

export interface BatchBounds<Item> {
  readonly items: number;
  readonly sizeBytes: number;
  /** No less than the item takes in a batch. */
  readonly sizeOf: (item: Item) => number;
}

export async function* batchesOf<Item>(
  messages: AsyncIterable<Message>,
  itemsOf: (message: Message) => readonly Item[] | Promise<readonly Item[]>,
  bounds: BatchBounds<Item>,
): AsyncGenerator<Batch<Sent<Item>>> {
  let room = "";
  let items: Sent<Item>[] = [];
  let sizeBytes = 0;
  for await (const message of messages) {
    const made = itemsOf(message);
    // Without files there is nothing to wait for, and an await per message would cost more than the rest.
    const all = made instanceof Promise ? await made : made;
    for (const [at, item] of all.entries()) {
      const itemBytes = bounds.sizeOf(item);
      const isOther = room !== message.channelSourceId;
      const isFull = items.length === bounds.items || sizeBytes + itemBytes > bounds.sizeBytes;
      if (items.length > 0 && (isOther || isFull)) {
        yield { room, items };
        items = [];
        sizeBytes = 0;
      }
      room = message.channelSourceId;
      sizeBytes += itemBytes;
      items.push(at === all.length - 1 ? { item, endOf: message.sourceId } : { item });
    }
  }
  if (items.length > 0) yield { room, items };
}
