/** One message of a Slack day file, as far as it can be told without its neighbours. */
import type { ArchiveEntry } from "../archive.ts";
import { cardText, textWithCards } from "../card-text.ts";
import { shownEmoji } from "../emoji.ts";
import { shownFileName } from "../file-name.ts";
import {
  isJsonObject,
  type JsonObject,
  numberField,
  objectField,
  objectsField,
  textField,
  textsField,
} from "../json/fields.ts";
import {
  type Attachment,
  type Message,
  type PersonSourceId,
  type Reaction,
  type SkipReason,
  type SystemEvent,
  sourceId,
} from "../records.ts";
import { markdownFromSlack, type SlackNames } from "./markdown-from-slack.ts";
import { authorFromSlack, type SlackRoster } from "./slack-roster.ts";
import { microsecondsFromTs, msFromMicroseconds } from "./slack-time.ts";

export interface SlackContext {
  readonly roster: SlackRoster;
  readonly names: SlackNames;
  readonly uploadsByFileId: ReadonlyMap<string, ArchiveEntry>;
}

type WithoutPlace<M> = M extends Message
  ? Omit<M, "sourceId" | "channelSourceId" | "sentAtMs" | "threadRootSourceId">
  : never;

/** A message before its channel gives it an id and a thread. */
export interface SlackDraft {
  readonly microseconds: number;
  /** The `ts` of the thread's first message, when that is another one. */
  readonly threadMicroseconds: number | undefined;
  readonly content: WithoutPlace<Message>;
  readonly line: number;
}

/** Undefined when nothing of the message is taken; `skip` is told why, and of each part that is left out. */
export function draftFromSlack(
  record: { readonly value: unknown; readonly line: number },
  context: SlackContext,
  skip: (reason: SkipReason) => void,
): SlackDraft | undefined {
  const message = isJsonObject(record.value) ? record.value : {};
  const microseconds = microsecondsFromTs(message["ts"]);
  const subtype = textField(message, "subtype");
  if (subtype !== undefined && EVENTS_ABOUT_MESSAGES.has(subtype)) {
    skip("edit-or-deletion-event");
    return undefined;
  }
  if (microseconds === undefined) {
    skip("malformed-message");
    return undefined;
  }
  const threadMicroseconds = microsecondsFromTs(message["thread_ts"]);
  return {
    microseconds,
    threadMicroseconds: threadMicroseconds === microseconds ? undefined : threadMicroseconds,
    content: contentOf(message, subtype, context, skip),
    line: record.line,
  };
}

const EVENTS_ABOUT_MESSAGES: ReadonlySet<string> = new Set(["message_changed", "message_deleted", "message_replied"]);

const SYSTEM_EVENT_BY_SUBTYPE: ReadonlyMap<string, SystemEvent> = new Map([
  ["channel_join", "joined"],
  ["group_join", "joined"],
  ["bot_add", "joined"],
  ["channel_leave", "left"],
  ["group_leave", "left"],
  ["bot_remove", "left"],
  ["channel_topic", "topic-changed"],
  ["group_topic", "topic-changed"],
  ["channel_purpose", "purpose-changed"],
  ["group_purpose", "purpose-changed"],
  ["channel_name", "renamed"],
  ["group_name", "renamed"],
  ["channel_archive", "archived"],
  ["group_archive", "archived"],
  ["channel_unarchive", "unarchived"],
  ["group_unarchive", "unarchived"],
  ["pinned_item", "pinned"],
  ["unpinned_item", "unpinned"],
  ["tombstone", "deleted-message"],
  ["bot_enable", "other"],
  ["bot_disable", "other"],
  ["channel_convert_to_private", "other"],
  ["channel_posting_permissions", "other"],
  ["huddle_thread", "other"],
  ["joiner_notification", "other"],
  ["reminder_add", "other"],
  ["sh_room_created", "other"],
]);

function contentOf(
  message: JsonObject,
  subtype: string | undefined,
  context: SlackContext,
  skip: (reason: SkipReason) => void,
): WithoutPlace<Message> {
  const { text, mentions, unlistedMentions } = markdownFromSlack(markupOf(message), context.names);
  for (let i = 0; i < unlistedMentions; i += 1) skip("mention-of-unlisted-person");
  const editedMicroseconds = microsecondsFromTs(objectField(message, "edited")?.["ts"]);
  const event = subtype === undefined ? undefined : SYSTEM_EVENT_BY_SUBTYPE.get(subtype);
  const content = {
    ...authorFromSlack(message, context.roster),
    text,
    ...(editedMicroseconds === undefined ? {} : { editedAtMs: msFromMicroseconds(editedMicroseconds) }),
    mentions,
    reactions: reactionsOf(message, context, skip),
    attachments: attachmentsOf(message, context, skip),
  };
  // A subtype we do not know counts as somebody's words: hiding those would be worse than showing an event as a message.
  if (event === undefined) return { ...content, kind: subtype === "me_message" ? "me" : "message" };
  return { ...content, kind: "system", event };
}

/** Everything the message says, still in Slack's markup. Blocks repeat the text, so they count only where it is empty. */
function markupOf(message: JsonObject): string {
  const text = textField(message, "text") ?? "";
  const cards = objectsField(message, "attachments").map((card) => cardText(card, (title, url) => `<${url}|${title}>`));
  const whole = textWithCards(text, cards);
  return whole === "" ? objectsField(message, "blocks").map(blockText).filter(Boolean).join("\n") : whole;
}

/** Source: https://api.slack.com/reference/block-kit/blocks, the blocks that carry text of their own. */
function blockText(block: JsonObject): string {
  const texts = [block, ...objectsField(block, "fields"), ...objectsField(block, "elements")];
  return texts
    .map((part) => textField(part, "text") ?? textField(objectField(part, "text") ?? {}, "text"))
    .filter((text) => text !== undefined)
    .join("\n");
}

function reactionsOf(
  message: JsonObject,
  { roster }: SlackContext,
  skip: (reason: SkipReason) => void,
): readonly Reaction[] {
  return objectsField(message, "reactions").flatMap((reaction) => {
    const emoji = textField(reaction, "name");
    const users = [...new Set(textsField(reaction, "users"))];
    const listed = users.filter((user) => roster.byId.has(user));
    for (let i = listed.length; i < users.length; i += 1) skip("reaction-by-unlisted-person");
    const isTooLong = emoji !== undefined && shownEmoji(emoji) === undefined;
    if (isTooLong) skip("reaction-too-long");
    if (emoji === undefined || isTooLong || listed.length === 0) return [];
    return [{ emoji, personSourceIds: listed.map((user) => sourceId<PersonSourceId>(user)) }];
  });
}

function attachmentsOf(
  message: JsonObject,
  { uploadsByFileId }: SlackContext,
  skip: (reason: SkipReason) => void,
): readonly Attachment[] {
  const single = objectField(message, "file");
  const files = single === undefined ? objectsField(message, "files") : [single, ...objectsField(message, "files")];
  return files.flatMap((file) => {
    const id = textField(file, "id");
    if (id === undefined || textField(file, "mode") === "tombstone") {
      skip("file-deleted-at-source");
      return [];
    }
    const entry = uploadsByFileId.get(id);
    if (entry === undefined) skip("file-not-in-export");
    const mimeType = textField(file, "mimetype");
    const sizeBytes = entry?.sizeBytes ?? numberField(file, "size");
    return [
      {
        sourceId: id,
        name: shownFileName(textField(file, "name") ?? textField(file, "title") ?? id),
        ...(mimeType === undefined ? {} : { mimeType }),
        ...(sizeBytes === undefined ? {} : { sizeBytes }),
        ...(entry === undefined ? {} : { entryName: entry.name }),
      },
    ];
  });
}
