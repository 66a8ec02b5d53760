/** A message as lines for people and as a plain object for programs. */
import type { MessageVersion, TimelineMessage } from "@warbler/sdk";
import type { Words } from "../words/index.ts";
import { onOneLine } from "./sanitise.ts";
import { localMinute, sizeText } from "./time-text.ts";

/**
 * `#12 2026-03-01 14:05 王芳: text`. Further lines of the text are indented: a message that contains a line break must
 * not be able to look like two messages. `seqOf` knows the numbers of messages that may be answered.
 */
export function messageText(message: TimelineMessage, words: Words, seqOf?: ReadonlyMap<string, number>): string {
  const { replyTo } = message;
  const answered = replyTo === undefined ? undefined : seqOf?.get(replyTo);
  const marks = [
    ...(message.author.isBot === true ? [words.roles.bot] : []),
    ...importedMarks(message, words),
    ...(message.edited ? [words.message.edited] : []),
    ...(replyTo === undefined ? [] : [words.message.reply(answered === undefined ? replyTo : `#${answered}`)]),
    ...(message.replies > 0 ? [words.message.thread(message.replies)] : []),
    ...[...message.reactions].map(([emoji, people]) => `${onOneLine(emoji)}${people.length}`),
  ];
  const author = message.importedAs?.author ?? message.author.name;
  const head = `#${message.seq} ${localMinute(message.atMs)} ${onOneLine(author)}`;
  const tail = marks.length === 0 ? "" : `  (${marks.join(", ")})`;
  return `${head}: ${bodyOf(message, words).replaceAll("\n", "\n    ")}${tail}`;
}

/** In an end-to-end room it is told who says so: nobody else vouches for it. */
function importedMarks({ imported, importedAs, author }: TimelineMessage, words: Words): readonly string[] {
  if (importedAs === undefined) return imported ? [words.message.imported] : [];
  const given = importedAs.reactions.map(({ emoji, count }) => `${onOneLine(emoji)}${count}`);
  return [words.message.importedBy(onOneLine(author.name), onOneLine(importedAs.format)), ...given];
}

function bodyOf(message: TimelineMessage, words: Words): string {
  if (message.erased) return words.message.erased;
  if (message.recalled) return words.message.recalled;
  if (message.undecryptable !== undefined) return words.message.undecryptable[message.undecryptable.reason];
  if (message.unreadable) return words.message.unreadable;
  const files = message.attachments.map((file) => words.message.file(onOneLine(file.name), sizeText(file.sizeBytes)));
  return [...(message.text === "" ? [] : [message.text]), ...files].join("\n");
}

/** A version that an edit replaced, above the message that it became. */
export function versionText({ atMs, text }: MessageVersion, words: Words): string {
  return `    ${words.message.earlier(localMinute(atMs))}: ${text.replaceAll("\n", "\n    ")}`;
}

/** The same for programs: no keys of files, no functions. */
export function messageJson(message: TimelineMessage) {
  return {
    id: message.id,
    room: message.room,
    seq: message.seq,
    author: message.author,
    atMs: message.atMs,
    imported: message.imported,
    importedAs: message.importedAs,
    text: message.text,
    edited: message.edited,
    edits: message.edits.map(({ atMs, text }) => ({ atMs, text })),
    recalled: message.recalled,
    erased: message.erased,
    unreadable: message.unreadable,
    undecryptable: message.undecryptable,
    replyTo: message.replyTo,
    thread: message.thread,
    replies: message.replies,
    mentions: message.mentions,
    reactions: Object.fromEntries(message.reactions),
    attachments: message.attachments.map(({ id, name, mediaType, sizeBytes, durationMs }) => ({
      ...{ id, name, mediaType, sizeBytes },
      ...(durationMs !== undefined && { durationMs }),
    })),
  };
}
