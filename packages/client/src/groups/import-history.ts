/**
 * Brings messages of another system into the room. One MLS message carries the key of a whole batch, each message is a record
 * of its own under a key that follows from it; both go to the server in one request, which takes all or nothing.
 */
import {
  CONTENT_KEY_BYTES,
  contentHash,
  contentPartBytes,
  importedContentKey,
  importedMessageId,
  NAMING_KEY_BYTES,
  sealContent,
} from "@warbler/crypto/content-key";
import {
  type ApiAnswer,
  LIMITS,
  MESSAGE_ID_RANDOM_BYTES,
  type MessageId,
  messageIdAt,
  RECORD_KINDS,
  type RoomId,
} from "@warbler/protocol";
import { WarblerError } from "../errors.ts";
import type { ImportedBatch, ImportSource, MessageToImport, RoomImport } from "../rooms/room-import.ts";
import { Lane } from "../sync/lane.ts";
import { firstSeqOf } from "../sync/room-window.ts";
import { encodeContent } from "../wire/content.ts";
import { encodeEndToEnd, encodeHistoryBatch } from "../wire/end-to-end.ts";
import { type ImportMark, importMark } from "./import-marks.ts";
import type { SealedHere } from "./intake.ts";
import { claimsOtherAuthor, openedFromBytes, openedKey } from "./opened-entry.ts";
import { bytesFromSealed, sealedKey } from "./sealed-entry.ts";
import { type SendContentDeps, sealOnce, sendContent } from "./send-content.ts";

/** Bytes that a record of a batch has beside its content part, and room for the record that opens it. */
const RECORD_OVERHEAD_BYTES = 128;
const MOST_BATCH_BYTES = LIMITS.importBodyBytes - 64 * 1024;

/** Beyond this the records are opened when they come back, like anybody else's. */
const MOST_SEALED_HERE = 10_000;

export interface ImportHistoryDeps extends Omit<SendContentDeps, "send"> {
  readonly room: RoomId;
  readonly sealedHere: Map<MessageId, SealedHere>;
}

interface Fresh {
  readonly message: MessageId;
  readonly content: Uint8Array;
}
type Answer = Pick<ApiAnswer<"importHistory">, "added" | "repeated"> & Partial<ApiAnswer<"importHistory">>;

/** Goes on with the import of this source, or begins it. Where two devices begin at once, both go on with the first one. */
export async function openImport(source: ImportSource, deps: ImportHistoryDeps): Promise<RoomImport> {
  const { store, room, platform, catchUp, fail } = deps;
  await catchUp();
  let mark = await importMark(store, source, room);
  if (mark === undefined) {
    const begun = { ...source, room, namingKey: platform.randomBytes(NAMING_KEY_BYTES) };
    await sendBatch(begun, [], deps, true);
    await catchUp();
    mark = await importMark(store, source, room);
  }
  // Taken out of the room meanwhile.
  if (mark === undefined) throw fail("not-joined-yet");
  return roomImport(mark, deps);
}

function roomImport(mark: ImportMark, deps: ImportHistoryDeps): RoomImport {
  const inOrder = new Lane();
  return {
    room: mark.room,
    add(messages) {
      if (messages.length > LIMITS.importBatchMessages) throw deps.fail("bad-request", { detail: "too many messages" });
      return inOrder.run(() => addMessages(mark, messages, deps));
    },
  };
}

async function addMessages(
  mark: ImportMark,
  messages: readonly MessageToImport[],
  deps: ImportHistoryDeps,
): Promise<ImportedBatch> {
  const refused: string[] = [];
  const fresh: Fresh[] = [];
  const taken = new Set<MessageId>();
  let repeated = 0;
  for (const message of messages) {
    const id = importedMessageId(mark.namingKey, message.sourceId);
    const content = contentOf(message, mark);
    const there = await whatIsThere(id, mark.room, deps);
    if (taken.has(id) || there === "imported") repeated += 1;
    else if (content === undefined || there === "other") refused.push(message.sourceId);
    else fresh.push({ message: id, content });
    taken.add(id);
  }
  let added = 0;
  let log: ImportedBatch["log"];
  for (const records of inBounds(fresh)) {
    const answer = await sendBatch(mark, records, deps);
    added += answer.added;
    repeated += answer.repeated;
    log = answer.log ?? log;
  }
  return { added, repeated, refused, ...(log !== undefined && { log }) };
}

/**
 * Who reads the room can work out which id a message of the export will get, and say something of their own under it: that is
 * no message of the import, and the report says so. What cannot be read here is taken for one.
 */
async function whatIsThere(
  message: MessageId,
  room: RoomId,
  { store }: ImportHistoryDeps,
): Promise<"imported" | "other" | undefined> {
  const seq = await firstSeqOf(store, room, message);
  const bytes = seq === undefined ? undefined : await store.read(openedKey(room, seq));
  const opened = bytes && openedFromBytes(bytes);
  if (opened === undefined) return seq === undefined ? undefined : "imported";
  const isOther = opened.kind === "silent" || (opened.kind === "content" && !claimsOtherAuthor(opened.content));
  return isOther ? "other" : "imported";
}

/** Undefined for what is over a limit: no member's client would show it. Exports have messages without text, which are taken as they are. */
function contentOf(message: MessageToImport, { format, namingKey }: ImportMark): Uint8Array | undefined {
  const { text, thread, attachments = [], reactions = [], author, atMs, editedAtMs = 0, action = false } = message;
  if (text.length > LIMITS.messageTextChars || attachments.length > LIMITS.attachmentsPerMessage) return undefined;
  const names = (all: readonly string[]) =>
    all.slice(0, LIMITS.importedReactionNames).map((name) => name.slice(0, LIMITS.displayNameChars));
  const given = reactions
    .filter(({ emoji }) => emoji.length > 0 && emoji.length <= LIMITS.emojiChars)
    .slice(0, LIMITS.importedReactions)
    .map((reaction) => ({ ...reaction, names: names(reaction.names) }));
  const content = encodeContent({
    case: "message",
    value: {
      text,
      mentions: [],
      mentionAll: false,
      replyTo: "",
      threadRoot: thread === undefined ? "" : importedMessageId(namingKey, thread),
      attachments,
      action,
      imported: { format, author: author.slice(0, LIMITS.displayNameChars), atMs, editedAtMs, reactions: given },
    },
  });
  return content.length > LIMITS.recordContentBytes ? undefined : content;
}

function inBounds(all: readonly Fresh[]): readonly (readonly Fresh[])[] {
  const batches: Fresh[][] = [];
  let sizeBytes = Number.POSITIVE_INFINITY;
  for (const one of all) {
    const bytes = contentPartBytes(one.content.length) + RECORD_OVERHEAD_BYTES;
    if (sizeBytes + bytes > MOST_BATCH_BYTES) {
      batches.push([]);
      sizeBytes = 0;
    }
    batches.at(-1)?.push(one);
    sizeBytes += bytes;
  }
  return batches;
}

async function sendBatch(
  { room, format, source, channel, namingKey }: Omit<ImportMark, "by">,
  contents: readonly Fresh[],
  deps: ImportHistoryDeps,
  begins = false,
): Promise<Answer> {
  const { store, platform, delivery } = deps;
  const message = messageIdAt(platform.nowMs(), platform.randomBytes(MESSAGE_ID_RANDOM_BYTES));
  // The messages first: what opens the batch says which they are.
  const batchKey = platform.randomBytes(CONTENT_KEY_BYTES);
  const messages = await Promise.all(contents.map((one) => sealMessage(one, batchKey, deps)));
  const parts = Uint8Array.from(messages.flatMap(({ part }) => [...contentHash(part)]));
  const content = encodeContent({ case: "import", value: { format, source, channel, namingKey, begins, parts } });
  const opening = { room, message, kind: "import", content } as const;
  const sealed = await sealOnce(opening, deps, batchKey);
  const batch = contentHash(sealed.part);
  const records = messages.map((one) => ({
    message: one.message,
    content: encodeEndToEnd({ content: one.part, batch }),
  }));
  // As with every content of this device: its own record is opened with what is kept here.
  await store.write([{ key: sealedKey(message), value: bytesFromSealed(sealed) }]);
  try {
    const answer = await sendContent<Answer>(opening, {
      ...deps,
      send: (frame) => delivery.addHistory(room, encodeHistoryBatch({ message, content: frame.content }, records)),
    });
    return "added" in answer ? answer : { added: records.length, repeated: 0, ...(answer.log && { log: answer.log }) };
  } catch (error) {
    // Otherwise it may have arrived.
    if (error instanceof WarblerError && !error.retryable)
      await store.write([{ key: sealedKey(message), value: undefined }]);
    throw error;
  }
}

async function sealMessage(
  { message, content }: Fresh,
  batchKey: Uint8Array,
  { room, account: author, device, deviceKey, sealedHere }: ImportHistoryDeps,
): Promise<{ readonly message: MessageId; readonly part: Uint8Array<ArrayBuffer> }> {
  const header = { room, author, device, message, kind: RECORD_KINDS.message };
  const contentKey = importedContentKey(batchKey, header);
  const part = await sealContent({ header, contentKey, device: deviceKey }, content);
  if (sealedHere.size < MOST_SEALED_HERE) sealedHere.set(message, { contentKey, part, content });
  return { message, part };
}
