/** One Mattermost post or reply as a neutral message. Its text is Markdown already. */
import type { ArchiveEntry } from "../archive.ts";
import { cardText, textWithCards } from "../card-text.ts";
import { shownEmoji, withEmoji } from "../emoji.ts";
import { shownFileName } from "../file-name.ts";
import { type JsonObject, objectField, objectsField, textField, timeMsField } from "../json/fields.ts";
import {
  type Attachment,
  type ChannelSourceId,
  type Message,
  type MessageSourceId,
  type Person,
  type PersonSourceId,
  type Reaction,
  type SkipReason,
  type SystemEvent,
  sourceId,
} from "../records.ts";
import type { RawPost } from "./mattermost-lines.ts";
import { unlistedPerson } from "./mattermost-people.ts";

export interface MattermostContext {
  readonly people: ReadonlyMap<string, Person>;
  /** The archive's entry of an attachment's `path`, if it is there. */
  readonly entryOf: (path: string) => ArchiveEntry | undefined;
  readonly skip: (reason: SkipReason) => void;
}

export interface Place {
  readonly sourceId: MessageSourceId;
  readonly channelSourceId: ChannelSourceId;
  readonly threadRootSourceId: MessageSourceId | undefined;
}

export function messageFromMattermost(
  { post, username, sentAtMs }: RawPost,
  place: Place,
  context: MattermostContext,
): Message {
  const type = textField(post, "type") ?? "";
  const text = textOf(post, type);
  const editedAtMs = timeMsField(post, "edit_at");
  const { threadRootSourceId, ...ids } = place;
  const message = {
    ...ids,
    ...(threadRootSourceId === undefined ? {} : { threadRootSourceId }),
    authorSourceId: sourceId<PersonSourceId>(username),
    ...(context.people.has(username) ? {} : { unlistedAuthor: unlistedPerson(username) }),
    sentAtMs,
    text,
    // Zero is how Mattermost writes "never".
    ...(editedAtMs === undefined || editedAtMs === 0 ? {} : { editedAtMs }),
    mentions: mentionsIn(text, context.people),
    reactions: reactionsOf(post, context),
    attachments: attachmentsOf(post, context),
  };
  if (type.startsWith("system_")) return { ...message, kind: "system", event: eventOf(type) };
  return { ...message, kind: type === "me" ? "me" : "message" };
}

function textOf(post: JsonObject, type: string): string {
  const text = emojified(textField(post, "message") ?? "");
  // "/me waves" is stored as "*waves*".
  if (type === "me") return text.replace(/^\*(.*)\*$/s, "$1");
  const cards = objectsField(objectField(post, "props") ?? {}, "attachments");
  return textWithCards(
    text,
    cards.map((card) => cardText(card, (title, url) => `[${title}](${url})`)),
  );
}

/** What Markdown shows as it stands keeps the names: code, links, and text after a backslash. */
function emojified(text: string): string {
  const shown = /(```[\s\S]*?```|`[^`\n]*`|https?:\/\/[^\s<>]+|\\.)/;
  return text
    .split(shown)
    .map((part, at) => (at % 2 === 0 ? withEmoji(part) : part))
    .join("");
}

function eventOf(type: string): SystemEvent {
  if (/^system_(join|add)_/.test(type)) return "joined";
  if (/^system_(leave|remove)_/.test(type)) return "left";
  return EVENTS.get(type) ?? "other";
}

/** Source: the post types of Mattermost's server, `model/post.go`. */
const EVENTS: ReadonlyMap<string, SystemEvent> = new Map([
  ["system_add_to_channel", "joined"],
  ["system_header_change", "topic-changed"],
  ["system_purpose_change", "purpose-changed"],
  ["system_displayname_change", "renamed"],
  ["system_channel_deleted", "archived"],
  ["system_channel_restored", "unarchived"],
]);

/** Mentions are words of the text; one inside code is none. A user name may be followed by punctuation it could contain. */
function mentionsIn(text: string, people: ReadonlyMap<string, Person>): readonly PersonSourceId[] {
  if (!text.includes("@")) return [];
  const prose = text.replace(/```[\s\S]*?```|`[^`\n]*`/g, " ");
  const names = [...prose.matchAll(/(?<![\w@.+-])@([a-z0-9][a-z0-9._-]{0,63})/gi)].map((match) =>
    listedName(match[1] ?? "", people),
  );
  return [...new Set(names.filter((name) => name !== undefined))].map((name) => sourceId<PersonSourceId>(name));
}

function listedName(written: string, people: ReadonlyMap<string, Person>): string | undefined {
  const name = written.toLowerCase();
  return [name, name.replace(/[._-]+$/, "")].find((candidate) => people.has(candidate));
}

function reactionsOf(post: JsonObject, { people, skip }: MattermostContext): readonly Reaction[] {
  const byEmoji = new Map<string, Set<string>>();
  for (const reaction of objectsField(post, "reactions")) {
    const emoji = textField(reaction, "emoji_name");
    const user = textField(reaction, "user");
    if (emoji === undefined || user === undefined || !people.has(user)) {
      skip("reaction-by-unlisted-person");
      continue;
    }
    if (shownEmoji(emoji) === undefined) {
      skip("reaction-too-long");
      continue;
    }
    byEmoji.set(emoji, (byEmoji.get(emoji) ?? new Set()).add(user));
  }
  return [...byEmoji].map(([emoji, users]) => ({
    emoji,
    personSourceIds: [...users].map((user) => sourceId<PersonSourceId>(user)),
  }));
}

function attachmentsOf(post: JsonObject, { entryOf, skip }: MattermostContext): readonly Attachment[] {
  return objectsField(post, "attachments").flatMap((attachment) => {
    const path = textField(attachment, "path");
    if (path === undefined) return [];
    const entry = entryOf(path);
    if (entry === undefined) skip("file-not-in-export");
    return [
      {
        sourceId: path,
        name: shownFileName(path),
        ...(entry === undefined ? {} : { sizeBytes: entry.sizeBytes, entryName: entry.name }),
      },
    ];
  });
}
