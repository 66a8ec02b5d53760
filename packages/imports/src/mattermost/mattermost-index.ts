/**
 * The first pass over a Mattermost file: its people and channels, and of each message only channel, author, time and
 * size. The file is in no useful order (posts by random id, replies under their posts), so that the index is what
 * lets later passes hand out messages by time without ever holding the file.
 */
import { textField, textsField } from "../json/fields.ts";
import { type JsonRecord, linesOf } from "../json/records-of.ts";
import { type Channel, type Person, type PersonSourceId, type SkipReason, sourceId } from "../records.ts";
import { ImportRefusal } from "../refusal.ts";
import type { OnSkipped } from "../skipped.ts";
import { channelKeyOf, lineFrom, type MattermostFile, type MattermostLine, postsOn } from "./mattermost-lines.ts";
import {
  type ChannelWithoutMembers,
  channelFromMattermost,
  channelKeysOfUser,
  channelSourceId,
  directChannel,
  membersOfDirect,
  personFromMattermost,
} from "./mattermost-people.ts";

/** Messages are numbered from 0 in the file's order, a post before its replies; lines likewise, blank ones left out. */
export interface MattermostIndex {
  readonly people: ReadonlyMap<string, Person>;
  readonly channels: readonly Channel[];
  readonly channelNumberByKey: ReadonlyMap<string, number>;
  readonly messagesOnLine: readonly number[];
  readonly channelNumbers: readonly number[];
  readonly authorNumbers: readonly number[];
  readonly sentAtMs: readonly number[];
  /** As `sentAtMs`, but for a reply never earlier than its post: files with such replies exist. */
  readonly dueAtMs: readonly number[];
  readonly sizeBytes: readonly number[];
}

interface Draft {
  readonly file: MattermostFile;
  readonly onSkipped: OnSkipped;
  readonly people: Map<string, Person>;
  readonly channels: ChannelWithoutMembers[];
  readonly members: Set<string>[];
  readonly channelNumberByKey: Map<string, number>;
  readonly authorNumberByName: Map<string, number>;
  readonly messagesOnLine: number[];
  readonly channelNumbers: number[];
  readonly authorNumbers: number[];
  readonly sentAtMs: number[];
  readonly dueAtMs: number[];
  readonly sizeBytes: number[];
}

export async function indexMattermost(file: MattermostFile, onSkipped: OnSkipped): Promise<MattermostIndex> {
  const draft: Draft = {
    file,
    onSkipped,
    people: new Map(),
    channels: [],
    members: [],
    channelNumberByKey: new Map(),
    authorNumberByName: new Map(),
    messagesOnLine: [],
    channelNumbers: [],
    authorNumbers: [],
    sentAtMs: [],
    dueAtMs: [],
    sizeBytes: [],
  };
  const { archive, entryName, limits } = file;
  for await (const batch of linesOf({ archive, entryName, maxRecordBytes: limits.maxRecordBytes })) {
    for (const record of batch) {
      const line = lineFrom(record.parse());
      if (draft.messagesOnLine.length === 0) checkVersion(line, record, file);
      const before = draft.sentAtMs.length;
      takeLine(draft, line, record);
      draft.messagesOnLine.push(draft.sentAtMs.length - before);
    }
    checkCounts(draft);
  }
  if (draft.messagesOnLine.length === 0)
    throw new ImportRefusal("half-export", "expected a version line, got an empty file", { entryName });
  const channels = await Promise.all(
    draft.channels.map((channel, number) => withMembers(channel, draft.members[number])),
  );
  return { ...draft, channels };
}

function checkVersion({ type, whole }: MattermostLine, { line }: JsonRecord, { entryName }: MattermostFile): void {
  if (type !== "version") {
    throw new ImportRefusal("half-export", "expected the version on the first line, got something else", {
      entryName,
      line,
    });
  }
  if (whole["version"] !== 1) {
    throw new ImportRefusal("unsupported-version", "expected bulk import version 1, got another", { entryName, line });
  }
}

function checkCounts({ people, channels, sentAtMs, file: { limits, entryName } }: Draft): void {
  const isWithin =
    people.size <= limits.maxPeople &&
    channels.length <= limits.maxChannels &&
    sentAtMs.length <= limits.maxIndexedMessages;
  if (!isWithin)
    throw new ImportRefusal("too-many-records", "expected a file within the limits, got more records", { entryName });
}

function takeLine(draft: Draft, line: MattermostLine, record: JsonRecord): void {
  switch (line.type) {
    case "version":
    case "team":
      return;
    case "user":
    case "bot":
      return takePerson(draft, line.type, line, record);
    case "channel":
      return takeChannel(draft, channelFromMattermost(line.body), [], record);
    case "direct_channel": {
      const members = membersOfDirect(line.body);
      return takeChannel(draft, directChannel(members, textField(line.body, "header")), members, record);
    }
    case "post":
    case "direct_post":
      return takePosts(draft, line, record);
    case "emoji":
      return skip(draft, "custom-emoji", record);
    default:
      // `scheme` and `role` are how Mattermost stores permissions; newer versions add line types of that sort.
      return skip(draft, "permissions-and-settings", record);
  }
}

function skip({ onSkipped, file }: Draft, reason: SkipReason, { line }: JsonRecord): void {
  onSkipped({ reason, entryName: file.entryName, line });
}

function takePerson(draft: Draft, type: "user" | "bot", { body }: MattermostLine, record: JsonRecord): void {
  const person = personFromMattermost(type, body);
  if (person === undefined || draft.people.has(person.name)) return skip(draft, "malformed-person", record);
  draft.people.set(person.name, person);
  for (const key of channelKeysOfUser(body)) {
    const number = draft.channelNumberByKey.get(key);
    if (number !== undefined) draft.members[number]?.add(person.name);
  }
}

function takeChannel(
  draft: Draft,
  channel: ChannelWithoutMembers | undefined,
  members: readonly string[],
  record: JsonRecord,
): void {
  if (channel === undefined || draft.channelNumberByKey.has(channel.key))
    return skip(draft, "malformed-channel", record);
  draft.channelNumberByKey.set(channel.key, draft.channels.length);
  draft.channels.push(channel);
  draft.members.push(new Set(members));
}

function takePosts(draft: Draft, line: MattermostLine, record: JsonRecord): void {
  const { root, replies, malformed } = postsOn(line);
  for (let i = 0; i < malformed; i += 1) skip(draft, "malformed-message", record);
  if (root === undefined) for (const _ of replies) skip(draft, "thread-root-missing", record);
  const posts = root === undefined ? replies : [root, ...replies];
  if (posts.length === 0) return;
  const channelNumber = channelNumberOf(draft, line, record);
  for (const { username, sentAtMs } of posts) {
    const authorNumber = draft.authorNumberByName.get(username) ?? draft.authorNumberByName.size;
    draft.authorNumberByName.set(username, authorNumber);
    draft.channelNumbers.push(channelNumber);
    draft.authorNumbers.push(authorNumber);
    draft.sentAtMs.push(sentAtMs);
    draft.dueAtMs.push(Math.max(sentAtMs, root?.sentAtMs ?? 0));
    draft.sizeBytes.push(Math.ceil(record.sizeBytes / posts.length));
  }
}

function channelNumberOf(draft: Draft, line: MattermostLine, record: JsonRecord): number {
  const key = channelKeyOf(line);
  const listed = key === undefined ? undefined : draft.channelNumberByKey.get(key);
  if (listed !== undefined) return listed;
  const members = line.type === "direct_post" ? textsField(line.body, "channel_members") : [];
  const channel = directChannel(members, undefined);
  if (channel === undefined) {
    const where = { entryName: draft.file.entryName, line: record.line };
    throw new ImportRefusal("half-export", "expected a post in a channel listed before, got another channel", where);
  }
  // Mattermost, too, opens a direct conversation at its first post.
  takeChannel(draft, channel, members, record);
  return draft.channels.length - 1;
}

async function withMembers(
  { key, ...channel }: ChannelWithoutMembers,
  members: ReadonlySet<string> = new Set(),
): Promise<Channel> {
  const memberSourceIds = [...members].map((name) => sourceId<PersonSourceId>(name));
  return { sourceId: await channelSourceId(key), ...channel, memberSourceIds };
}
