/** One message of an export as the records it becomes: the message, its further pieces, its edit, its reactions. */
import { type AccountId, type ApiInput, base64urlFromBytes, LIMITS } from "@warbler/protocol";
import { shownEmoji } from "../emoji.ts";
import type { Message } from "../records.ts";
import { pieces, shortSourceId } from "./clean-text.ts";
import type { UploadedFile } from "./uploads.ts";

export type ImportedRecord = ApiInput<"importRecords">["records"][number];

/** `accounts` knows every author, listed or not; `attachments` are those that were uploaded for this message. */
export function recordsOfMessage(
  message: Message,
  accounts: ReadonlyMap<string, AccountId>,
  attachments: readonly UploadedFile[],
): readonly ImportedRecord[] {
  const author = accounts.get(message.authorSourceId);
  if (author === undefined) throw new Error(`expected an account for the author of every message, got none`);
  const sourceId = shortSourceId(message.sourceId);
  const base = { author, atMs: message.sentAtMs, kind: "message" } as const;
  const root = message.threadRootSourceId;
  const thread = root === undefined ? {} : { threadRoot: shortSourceId(root) };
  const more = beyondText(message, accounts, attachments);
  const [text = "", ...further] = pieces(message.text);
  const records: ImportedRecord[] = [{ ...base, ...thread, ...more, sourceId, text }];
  // A message may be longer elsewhere than here: its further pieces follow it.
  for (const [at, piece] of further.entries()) {
    records.push({ ...base, ...thread, sourceId: derivedId(message, `piece ${at + 1}`), text: piece });
  }
  if (message.editedAtMs !== undefined) {
    // Exports hold the last text only; the edit tells that and when there was another. It replaces the whole message.
    const edit = { author, atMs: message.editedAtMs, kind: "edit", target: sourceId, text } as const;
    records.push({ ...edit, ...more, sourceId: derivedId(message, "edit") });
  }
  for (const { emoji, personSourceIds } of message.reactions) {
    const shown = shownEmoji(emoji);
    for (const person of personSourceIds) {
      const reactor = accounts.get(person);
      if (reactor === undefined || shown === undefined) continue;
      const reaction = { author: reactor, atMs: message.sentAtMs, kind: "reaction", target: sourceId } as const;
      records.push({ ...reaction, emoji: shown, sourceId: derivedId(message, `${emoji} ${person}`) });
    }
  }
  return records;
}

/** What a message has beside its text. */
function beyondText(
  message: Message,
  accounts: ReadonlyMap<string, AccountId>,
  attachments: readonly UploadedFile[],
): Pick<ImportedRecord, "action" | "mentions" | "attachments"> {
  const mentions = message.mentions.flatMap((person) => accounts.get(person) ?? []);
  return {
    ...(message.kind !== "message" && { action: true }),
    ...(mentions.length > 0 && { mentions: mentions.slice(0, LIMITS.mentionsPerMessage) }),
    ...(attachments.length > 0 && {
      attachments: attachments.slice(0, LIMITS.attachmentsPerMessage).map((file) => ({
        ...file,
        key: base64urlFromBytes(file.key),
        sha256: base64urlFromBytes(file.sha256),
      })),
    }),
  };
}

function derivedId(message: Message, what: string): string {
  return shortSourceId(`${message.sourceId} ${what}`);
}
