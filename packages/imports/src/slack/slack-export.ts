/** Reads a Slack workspace export: its lists at once, its messages one day of one channel at a time. */
import type { Archive, ArchiveEntry } from "../archive.ts";
import { behind, type ExportReader, type MessagesOptions } from "../export-reader.ts";
import { isJsonObject, type JsonObject } from "../json/fields.ts";
import { elementsOf } from "../json/records-of.ts";
import type { ImportLimits } from "../limits.ts";
import {
  type Channel,
  type Message,
  type MessageSourceId,
  type Person,
  type SkipReason,
  sourceId,
} from "../records.ts";
import { ImportRefusal } from "../refusal.ts";
import { type OnSkipped, skippedCounter } from "../skipped.ts";
import { markdownFromSlack, type SlackNames } from "./markdown-from-slack.ts";
import { channelFromSlack } from "./slack-channel.ts";
import { CONVERSATION_LISTS, type SlackEntries, slackEntries } from "./slack-entries.ts";
import { draftFromSlack, type SlackContext, type SlackDraft } from "./slack-message.ts";
import { botIdOf, personFromSlack, type SlackRoster } from "./slack-roster.ts";
import { msFromMicroseconds, tsFromMicroseconds } from "./slack-time.ts";

interface Conversation {
  readonly channel: Channel;
  readonly dayFiles: readonly ArchiveEntry[];
}

interface Opened {
  readonly archive: Archive;
  readonly limits: ImportLimits;
  readonly context: SlackContext;
  readonly conversations: readonly Conversation[];
}

/** Throws `ImportRefusal`, `half-export` among its codes, when the lists and the folders do not belong together. */
export async function openSlackExport(archive: Archive, root: string, limits: ImportLimits): Promise<ExportReader> {
  const skipped = skippedCounter();
  const entries = slackEntries(archive, root);
  for (const entryName of entries.unused) skipped.add({ reason: "unused-entry", entryName });
  const lists = CONVERSATION_LISTS.filter((list) => archive.entries.some((entry) => entry.name === root + list));
  const { usersEntry } = entries;
  if (usersEntry === undefined) throw halfExport("expected users.json, got an export without it");
  if (lists.length === 0)
    throw halfExport("expected channels.json or another list of conversations, got an export without one");

  const roster = await rosterOf({ archive, limits, entryName: usersEntry }, skipped.add);
  const names = namesOf(roster);
  const found: Channel[] = [];
  for (const list of lists) {
    const source = { archive, limits, entryName: root + list };
    for await (const { value, line } of objectsOf(source, limits.maxChannels)) {
      const channel = channelFromSlack(value, list, (text) => markdownFromSlack(text, names).text);
      const isNew = channel !== undefined && !names.channels.has(channel.sourceId);
      if (!isNew) {
        skipped.add({ reason: "malformed-channel", entryName: source.entryName, line });
        continue;
      }
      names.channels.set(channel.sourceId, channel.name);
      found.push(channel);
    }
  }
  const conversations = conversationsOf(found, entries);
  for (const { channel, dayFiles } of conversations) {
    if (dayFiles.length === 0)
      skipped.add({ reason: "channel-without-messages", entryName: root + (channel.name || channel.sourceId) });
  }
  const context = { roster, names, uploadsByFileId: entries.uploadsByFileId };
  return readerOf({ archive, limits, context, conversations }, skipped.tallies());
}

function readerOf(opened: Opened, skippedOnOpening: ExportReader["skippedOnOpening"]): ExportReader {
  return {
    format: "slack",
    skippedOnOpening,
    people: () => opened.context.roster.byId.values(),
    channels: () => opened.conversations.map(({ channel }) => channel),
    messages: (options = {}) => behind(options.after, messagesOf(opened, options)),
  };
}

function halfExport(detail: string, entryName?: string): ImportRefusal {
  return new ImportRefusal("half-export", detail, entryName === undefined ? {} : { entryName });
}

interface ListSource {
  readonly archive: Archive;
  readonly limits: ImportLimits;
  readonly entryName: string;
}

interface Located<T> {
  readonly value: T;
  readonly line: number;
}

/** The objects of a list; what is no object comes out as an empty one, for the caller to report. */
async function* objectsOf(
  { archive, limits, entryName }: ListSource,
  maxRecords: number,
): AsyncGenerator<Located<JsonObject>> {
  let count = 0;
  for await (const batch of elementsOf({ archive, entryName, maxRecordBytes: limits.maxRecordBytes })) {
    count += batch.length;
    if (count > maxRecords) throw tooManyRecords(entryName, maxRecords);
    for (const record of batch) {
      const value = record.parse();
      yield { value: isJsonObject(value) ? value : {}, line: record.line };
    }
  }
}

function tooManyRecords(entryName: string, limit: number): ImportRefusal {
  return new ImportRefusal("too-many-records", `expected at most ${limit} records, got more`, { entryName });
}

async function rosterOf(source: ListSource, onSkipped: OnSkipped): Promise<SlackRoster> {
  const byId = new Map<string, Person>();
  const personIdByBotId = new Map<string, string>();
  for await (const { value, line } of objectsOf(source, source.limits.maxPeople)) {
    const person = personFromSlack(value);
    if (person === undefined || byId.has(person.sourceId)) {
      onSkipped({ reason: "malformed-person", entryName: source.entryName, line });
      continue;
    }
    byId.set(person.sourceId, person);
    const botId = botIdOf(value);
    if (botId !== undefined) personIdByBotId.set(botId, person.sourceId);
  }
  return { byId, personIdByBotId };
}

function namesOf(roster: SlackRoster): SlackNames & { readonly channels: Map<string, string> } {
  const channels = new Map<string, string>();
  return {
    channels,
    personName: (id) => roster.byId.get(id)?.displayName,
    channelName: (id) => channels.get(id) || undefined,
  };
}

/**
 * Joins each conversation to its folder, named after it or, for direct messages and by some tools, after its id. A
 * conversation without messages has no folder; a folder without a conversation means that a list is missing.
 */
function conversationsOf(
  channels: readonly Channel[],
  { root, dayFilesByFolder }: SlackEntries,
): readonly Conversation[] {
  const unclaimed = new Map(dayFilesByFolder);
  const conversations = channels.map((channel) => {
    const folder = [channel.name, channel.sourceId].find((name) => unclaimed.has(name)) ?? "";
    const dayFiles = unclaimed.get(folder) ?? [];
    unclaimed.delete(folder);
    return { channel, dayFiles };
  });
  const [stray] = unclaimed.keys();
  if (stray !== undefined)
    throw halfExport("expected each folder's conversation in a list, got none for this folder", root + stray);
  if (dayFilesByFolder.size === 0) throw halfExport("expected at least one day of messages, got none");
  return conversations;
}

async function* messagesOf(opened: Opened, options: MessagesOptions): AsyncGenerator<Message> {
  const { channel, after } = options;
  const wanted = opened.conversations.filter(
    (conversation) => channel === undefined || conversation.channel.sourceId === channel,
  );
  const first =
    after === undefined ? 0 : wanted.findIndex((conversation) => after.startsWith(`${conversation.channel.sourceId}/`));
  if (first === -1) return;
  for (const conversation of wanted.slice(first))
    yield* messagesOfConversation(opened, conversation, options.onSkipped);
}

async function* messagesOfConversation(
  opened: Opened,
  { channel, dayFiles }: Conversation,
  onSkipped: OnSkipped = () => {},
): AsyncGenerator<Message> {
  // How often each time was seen. Slack's times are unique in a channel, but what other tools write often is not.
  const timesSeen = new Map<number, number>();
  for (const { name: entryName, sizeBytes } of dayFiles) {
    if (sizeBytes > opened.limits.maxDayFileBytes) {
      const detail = `expected at most ${opened.limits.maxDayFileBytes} bytes a day, got ${sizeBytes}`;
      throw new ImportRefusal("entry-too-large", detail, { entryName });
    }
    for (const draft of await draftsOfDay(opened, entryName, onSkipped)) {
      const { microseconds, threadMicroseconds } = draft;
      const hasRoot = threadMicroseconds !== undefined && timesSeen.has(threadMicroseconds);
      if (threadMicroseconds !== undefined && !hasRoot) {
        onSkipped({ reason: "thread-root-missing", entryName, line: draft.line });
      }
      const occurrence = (timesSeen.get(microseconds) ?? 0) + 1;
      timesSeen.set(microseconds, occurrence);
      yield {
        sourceId: messageId(channel, microseconds, occurrence),
        channelSourceId: channel.sourceId,
        sentAtMs: msFromMicroseconds(microseconds),
        ...(hasRoot ? { threadRootSourceId: messageId(channel, threadMicroseconds, 1) } : {}),
        ...draft.content,
      };
    }
    if (timesSeen.size > opened.limits.maxIndexedMessages)
      throw tooManyRecords(entryName, opened.limits.maxIndexedMessages);
  }
}

function messageId(channel: Channel, microseconds: number, occurrence: number): MessageSourceId {
  const id = `${channel.sourceId}/${tsFromMicroseconds(microseconds)}`;
  return sourceId(occurrence === 1 ? id : `${id}/${occurrence}`);
}

async function draftsOfDay(opened: Opened, entryName: string, onSkipped: OnSkipped): Promise<readonly SlackDraft[]> {
  const drafts: SlackDraft[] = [];
  const { archive, limits, context } = opened;
  for await (const batch of elementsOf({ archive, entryName, maxRecordBytes: limits.maxRecordBytes })) {
    for (const record of batch) {
      const skip = (reason: SkipReason) => onSkipped({ reason, entryName, line: record.line });
      const draft = draftFromSlack({ value: record.parse(), line: record.line }, context, skip);
      if (draft !== undefined) drafts.push(draft);
    }
  }
  // Stable: equal times keep the file's order, which their ids are counted by.
  return drafts.sort((a, b) => a.microseconds - b.microseconds);
}
