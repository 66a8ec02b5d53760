/** The part that all imports share: messages go out in batches, in order, and the place that is confirmed is kept. */
import type { ExportReader } from "../export-reader.ts";
import type { Message } from "../records.ts";
import { type BatchBounds, batchesOf, type Sent } from "./batches.ts";
import type { ImportState } from "./import-state.ts";
import { sendInOrder } from "./in-order.ts";

/** What came of an import. */
export interface Imported {
  readonly added: number;
  readonly repeated: number;
  readonly peopleAdded: number;
  readonly refused: readonly { readonly sourceId: string; readonly reason: string }[];
  /** The last fact that it left in the audit log. */
  readonly log?: { readonly leaf: number; readonly position: number } | undefined;
}

export type BatchAnswer = Omit<Imported, "peopleAdded">;

export interface BringInDeps {
  readonly state: ImportState;
  readonly signal: AbortSignal;
  /** Hears how many people are made, then how many messages are confirmed. */
  readonly onProgress: (phase: "people" | "records", done: number) => void;
}

const MAX_UNDER_WAY = 4;
/** The cursor is written this often; what lies between is sent again and found to be there. */
const BATCHES_PER_CURSOR = 20;
/** A refused record is told by id; more than these are only counted by the server's answers. */
const MAX_REFUSED_LISTED = 10_000;

export async function bringIn<Item>(
  source: {
    readonly reader: ExportReader;
    readonly itemsOf: (message: Message) => readonly Item[] | Promise<readonly Item[]>;
    readonly bounds: BatchBounds<Item>;
    /** `channel` is the source's id. */
    readonly send: (channel: string, items: readonly Item[]) => Promise<BatchAnswer>;
  },
  { state, signal, onProgress }: BringInDeps,
): Promise<BatchAnswer> {
  const total = { added: 0, repeated: 0, batches: 0 };
  const refused: { sourceId: string; reason: string }[] = [];
  let log: Imported["log"];
  let cursor = await state.cursor();
  const after = cursor?.after;

  const queue = sendInOrder<Sent<Item>>({
    maxUnderWay: MAX_UNDER_WAY,
    async send({ room, items }) {
      const answer = await source.send(
        room,
        items.map(({ item }) => item),
      );
      total.added += answer.added;
      total.repeated += answer.repeated;
      refused.push(...answer.refused.slice(0, MAX_REFUSED_LISTED - refused.length));
      log = answer.log ?? log;
    },
    async confirmed({ items }) {
      const ended = items.flatMap(({ endOf }) => endOf ?? []);
      const last = ended.at(-1);
      if (last !== undefined) cursor = { after: last, messages: (cursor?.messages ?? 0) + ended.length };
      onProgress("records", cursor?.messages ?? 0);
      total.batches += 1;
      if (cursor !== undefined && total.batches % BATCHES_PER_CURSOR === 0) await state.advance(cursor);
    },
  });

  const itemsOf = (message: Message) => {
    signal.throwIfAborted();
    return source.itemsOf(message);
  };
  const messages = source.reader.messages(after === undefined ? {} : { after });
  try {
    for await (const batch of batchesOf(messages, itemsOf, source.bounds)) await queue.add(batch);
    await queue.settle();
  } finally {
    // Also after a failure: what is confirmed by then need not be sent again.
    await queue.idle();
    if (cursor !== undefined) await state.advance(cursor);
  }
  return { added: total.added, repeated: total.repeated, refused, log };
}
