/** The dry run: reads everything an import would, and counts. */
import type { ExportReader } from "./export-reader.ts";
import type { ExportFormat, Message } from "./records.ts";
import { type SkippedTally, skippedCounter } from "./skipped.ts";

export interface Inspection {
  readonly format: ExportFormat;
  /** Those the source lists. */
  readonly people: number;
  /** Authors the source does not list, who come with their messages. */
  readonly unlistedPeople: number;
  readonly channels: number;
  /** All of them, replies included. */
  readonly messages: number;
  readonly replies: number;
  /** Messages that have at least one reply. */
  readonly threads: number;
  readonly edited: number;
  /** One per person and emoji. */
  readonly reactions: number;
  readonly attachments: number;
  /** Those of them whose bytes the export holds. */
  readonly attachmentsWithBytes: number;
  readonly attachmentBytes: number;
  readonly firstAtMs?: number;
  readonly lastAtMs?: number;
  readonly skipped: readonly SkippedTally[];
}

/** Throws `ImportRefusal` where an import would. Holds one id per thread of a channel, no messages. */
export async function inspect(reader: ExportReader, signal?: AbortSignal): Promise<Inspection> {
  const skipped = skippedCounter();
  const unlisted = new Set<string>();
  let roots = new Set<string>();
  let channel: string | undefined;
  let counts = NOTHING;
  for await (const message of reader.messages({ onSkipped: skipped.add })) {
    signal?.throwIfAborted();
    if (message.channelSourceId !== channel) {
      channel = message.channelSourceId;
      roots = new Set();
    }
    const { threadRootSourceId: root } = message;
    const opensThread = root !== undefined && !roots.has(root);
    if (opensThread) roots.add(root);
    if (message.unlistedAuthor !== undefined) unlisted.add(message.authorSourceId);
    counts = counted(counts, message, opensThread);
  }
  return {
    format: reader.format,
    people: countOf(reader.people()),
    unlistedPeople: unlisted.size,
    channels: countOf(reader.channels()),
    ...counts,
    skipped: [...reader.skippedOnOpening, ...skipped.tallies()],
  };
}

type Counts = Omit<Inspection, "format" | "people" | "unlistedPeople" | "channels" | "skipped">;

const NOTHING: Counts = {
  messages: 0,
  replies: 0,
  threads: 0,
  edited: 0,
  reactions: 0,
  attachments: 0,
  attachmentsWithBytes: 0,
  attachmentBytes: 0,
};

function counted(counts: Counts, message: Message, opensThread: boolean): Counts {
  const withBytes = message.attachments.filter(({ entryName }) => entryName !== undefined);
  return {
    messages: counts.messages + 1,
    replies: counts.replies + (message.threadRootSourceId === undefined ? 0 : 1),
    threads: counts.threads + (opensThread ? 1 : 0),
    edited: counts.edited + (message.editedAtMs === undefined ? 0 : 1),
    reactions: message.reactions.reduce((sum, { personSourceIds }) => sum + personSourceIds.length, counts.reactions),
    attachments: counts.attachments + message.attachments.length,
    attachmentsWithBytes: counts.attachmentsWithBytes + withBytes.length,
    attachmentBytes: withBytes.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, counts.attachmentBytes),
    firstAtMs: Math.min(counts.firstAtMs ?? message.sentAtMs, message.sentAtMs),
    lastAtMs: Math.max(counts.lastAtMs ?? message.sentAtMs, message.sentAtMs),
  };
}

function countOf(items: Iterable<unknown>): number {
  let count = 0;
  for (const _ of items) count += 1;
  return count;
}
