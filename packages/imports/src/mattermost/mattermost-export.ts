/**
 * Reads a Mattermost bulk import file. The format gives messages no ids: channel, millisecond and author name one, and
 * where those are equal, its place among the equals.
 */
import type { Archive } from "../archive.ts";
import { behind, type ExportReader, type MessagesOptions } from "../export-reader.ts";
import { linesOf } from "../json/records-of.ts";
import type { ImportLimits } from "../limits.ts";
import { type Channel, type Message, type MessageSourceId, sourceId } from "../records.ts";
import { skippedCounter } from "../skipped.ts";
import { indexMattermost, type MattermostIndex } from "./mattermost-index.ts";
import { lineFrom, type MattermostFile, postsOn, type RawPost } from "./mattermost-lines.ts";
import { messageFromMattermost } from "./mattermost-message.ts";
import { occurrencesOf, orderBy, windowsOf } from "./mattermost-order.ts";

interface Opened {
  readonly file: MattermostFile;
  readonly index: MattermostIndex;
  readonly order: Uint32Array;
  readonly occurrences: ReadonlyMap<number, number>;
  readonly entryOf: (path: string) => Archive["entries"][number] | undefined;
}

/** Reads the file once to index it. Throws `ImportRefusal`. */
export async function openMattermostExport(
  archive: Archive,
  entryName: string,
  limits: ImportLimits,
): Promise<ExportReader> {
  const root = entryName.slice(0, entryName.lastIndexOf("/") + 1);
  const file: MattermostFile = { archive, entryName, root, limits };
  const skipped = skippedCounter();
  const index = await indexMattermost(file, skipped.add);
  const order = orderBy(index.dueAtMs, index.channelNumbers);
  const opened = { file, index, order, occurrences: occurrencesOf(index), entryOf: entryLookup(file) };
  const skippedOnOpening = skipped.tallies();
  return {
    format: "mattermost",
    skippedOnOpening,
    people: () => index.people.values(),
    channels: () => index.channels,
    messages: (options = {}) => behind(options.after, messagesOf(opened, options)),
  };
}

/** Attachments' paths count from the folder of the file or, in bundles that Mattermost exports, from `data/` in it. */
function entryLookup({ archive, root }: MattermostFile): Opened["entryOf"] {
  const byName = new Map(archive.entries.map((entry) => [entry.name, entry]));
  return (path) => {
    const plain = path.replace(/^(?:\.?\/)+/, "");
    return byName.get(`${root}data/${plain}`) ?? byName.get(root + plain);
  };
}

async function* messagesOf(opened: Opened, options: MessagesOptions): AsyncGenerator<Message> {
  const { index, file, order } = opened;
  const { channel, after } = options;
  const isWanted = index.channels.map(({ sourceId: id }) => channel === undefined || channel === id);
  const first = after === undefined ? 0 : index.channels.findIndex(({ sourceId: id }) => after.startsWith(`${id}/`));
  if (first === -1) return;
  const wanted = order.filter((message) => {
    const number = index.channelNumbers[message] ?? 0;
    return number >= first && isWanted[number] === true;
  });
  for (const window of windowsOf(wanted, index.sizeBytes, file.limits.sortWindowBytes)) {
    const held = await messagesIn(opened, window, options);
    for (const number of window) {
      const message = held.get(number);
      if (message === undefined)
        throw new Error(`expected the same file on every reading, message ${number} was not there again`);
      yield message;
    }
  }
}

/** One pass over the file that keeps the messages of `window`. */
async function messagesIn(
  opened: Opened,
  window: Uint32Array,
  options: MessagesOptions,
): Promise<ReadonlyMap<number, Message>> {
  const { archive, entryName, limits } = opened.file;
  const isInWindow = new Uint8Array(opened.order.length);
  for (const number of window) isInWindow[number] = 1;
  const held = new Map<number, Message>();
  let lineNumber = 0;
  let firstOfLine = 0;
  for await (const batch of linesOf({ archive, entryName, maxRecordBytes: limits.maxRecordBytes })) {
    for (const record of batch) {
      const count = opened.index.messagesOnLine[lineNumber] ?? 0;
      lineNumber += 1;
      const numbers = { first: firstOfLine, end: firstOfLine + count };
      firstOfLine = numbers.end;
      if (!isInWindow.subarray(numbers.first, numbers.end).includes(1)) continue;
      takeLine(
        opened,
        held,
        { value: record.parse(), line: record.line, first: numbers.first },
        { isInWindow, options },
      );
    }
    if (held.size === window.length) break;
  }
  return held;
}

interface LineToTake {
  readonly value: unknown;
  readonly line: number;
  /** Number of the line's first message. */
  readonly first: number;
}

function takeLine(
  opened: Opened,
  held: Map<number, Message>,
  { value, line, first }: LineToTake,
  { isInWindow, options }: { readonly isInWindow: Uint8Array; readonly options: MessagesOptions },
): void {
  const { root, replies } = postsOn(lineFrom(value));
  const posts = root === undefined ? replies : [root, ...replies];
  const channel = opened.index.channels[opened.index.channelNumbers[first] ?? -1];
  if (channel === undefined) throw new Error(`unreachable: line ${line} has messages and no channel`);
  const rootId = root === undefined ? undefined : messageId(channel, root, opened.occurrences.get(first));
  const { entryName } = opened.file;
  const context = {
    people: opened.index.people,
    entryOf: opened.entryOf,
    skip: (reason: Parameters<NonNullable<MessagesOptions["onSkipped"]>>[0]["reason"]) =>
      options.onSkipped?.({ reason, entryName, line }),
  };
  posts.forEach((raw, at) => {
    const number = first + at;
    if (isInWindow[number] !== 1) return;
    const place = {
      sourceId: messageId(channel, raw, opened.occurrences.get(number)),
      channelSourceId: channel.sourceId,
      threadRootSourceId: at === 0 ? undefined : rootId,
    };
    held.set(number, messageFromMattermost(raw, place, context));
  });
}

function messageId(channel: Channel, { sentAtMs, username }: RawPost, occurrence = 1): MessageSourceId {
  const id = `${channel.sourceId}/${sentAtMs}/${username}`;
  return sourceId(occurrence === 1 ? id : `${id}/${occurrence}`);
}
