/** One message of an export as the records it becomes: the message, its further pieces, its edit, its reactions. */
import type { Message } from "@warbler/imports";
import { type AccountId, type ApiInput, LIMITS } from "@warbler/protocol";
import { pieces, shortSourceId } from "./clean-text.ts";

export type ImportedRecord = ApiInput<"importRecords">["records"][number];
export type ImportedAttachment = NonNullable<ImportedRecord["attachments"]>[number];

/** `accounts` knows every author, listed or not; `attachments` are those that were uploaded for this message. */
export function recordsOfMessage(
  message: Message,
  accounts: ReadonlyMap<string, AccountId>,
  attachments: readonly ImportedAttachment[],
): readonly ImportedRecord[] {
  const author = accounts.get(message.authorSourceId);
  if (author === undefined) throw new Error(`expected an account for the author of every message, got none`);
  const sourceId = shortSourceId(message.sourceId);
  const records: ImportedRecord[] = [];
  const base = { author, atMs: message.sentAtMs, kind: "message" } as const;
  const threadRoot = message.threadRootSourceId === undefined ? undefined : shortSourceId(message.threadRootSourceId);
  const thread = threadRoot === undefined ? {} : { threadRoot };

  // A message may be longer elsewhere than here: its further pieces follow it.
  for (const [at, text] of pieces(message.text).entries()) {
    const record = { ...base, ...thread, sourceId: at === 0 ? sourceId : derivedId(message, `piece ${at}`), text };
    records.push(at === 0 ? firstPiece(record, message, { accounts, attachments }) : record);
  }
  if (message.editedAtMs !== undefined) {
    // Exports hold the last text only; the edit tells that and when there was another.
    const [text = ""] = pieces(message.text);
    const edit = { author, atMs: message.editedAtMs, kind: "edit", target: sourceId, text } as const;
    records.push({ ...edit, sourceId: derivedId(message, "edit") });
  }
  for (const { emoji, personSourceIds } of message.reactions) {
    for (const person of personSourceIds) {
      const reactor = accounts.get(person);
      const shown = `:${emoji}:`;
      if (reactor === undefined || shown.length > LIMITS.emojiChars) continue;
      const reaction = { author: reactor, atMs: message.sentAtMs, kind: "reaction", target: sourceId } as const;
      records.push({ ...reaction, emoji: shown, sourceId: derivedId(message, `${emoji} ${person}`) });
    }
  }
  return records;
}

function firstPiece(
  record: ImportedRecord,
  message: Message,
  { accounts, attachments }: { accounts: ReadonlyMap<string, AccountId>; attachments: readonly ImportedAttachment[] },
): ImportedRecord {
  const mentions =
    message.mentions.length === 0
      ? []
      : message.mentions.flatMap((person) => accounts.get(person) ?? []).slice(0, LIMITS.mentionsPerMessage);
  return {
    ...record,
    ...(message.kind !== "message" && { action: true }),
    ...(mentions.length > 0 && { mentions }),
    ...(attachments.length > 0 && { attachments: attachments.slice(0, LIMITS.attachmentsPerMessage) }),
  };
}

function derivedId(message: Message, what: string): string {
  return shortSourceId(`${message.sourceId} ${what}`);
}
