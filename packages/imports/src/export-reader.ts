/** What each format's reader answers. Everything is read from the archive again on each call, in the same order. */

import type { Channel, ChannelSourceId, ExportFormat, Message, MessageSourceId, Person } from "./records.ts";
import { ImportRefusal } from "./refusal.ts";
import type { OnSkipped, SkippedTally } from "./skipped.ts";

export interface MessagesOptions {
  /** Only this channel. */
  readonly channel?: ChannelSourceId;
  /** Resume behind this message. Throws `cursor-not-found` where the export does not hold it. */
  readonly after?: MessageSourceId;
  /** Told of everything that is left out or changed among what is read, including what lies before `after`. */
  readonly onSkipped?: OnSkipped;
}

export interface ExportReader {
  readonly format: ExportFormat;
  /** What opening the export already found that will not arrive. */
  readonly skippedOnOpening: readonly SkippedTally[];
  people(): Iterable<Person>;
  channels(): Iterable<Channel>;
  /**
   * Channel by channel in the order of `channels()`, each from its oldest message to its newest, except that
   * a reply never comes before the message it answers. Throws `ImportRefusal`
   * for what only reading shows, such as damaged bytes: import inside something that can be taken back.
   */
  messages(options?: MessagesOptions): AsyncIterable<Message>;
}

/** Passes on what follows the message `after`. */
export async function* behind(
  after: MessageSourceId | undefined,
  messages: AsyncIterable<Message>,
): AsyncGenerator<Message> {
  let isBehind = after === undefined;
  for await (const message of messages) {
    if (isBehind) yield message;
    else isBehind = message.sourceId === after;
  }
  if (!isBehind)
    throw new ImportRefusal("cursor-not-found", "expected the message to resume behind, got an export without it");
}
