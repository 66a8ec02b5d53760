/** `Content` of `sync.proto`: what a record says. */
import {
  caseOf,
  decoded,
  type Fields,
  joined,
  type ReadCase,
  readBool,
  readBytes,
  readDouble,
  readMessage,
  readMessages,
  readOneof,
  readText,
  readTexts,
  readUint32,
  writeBool,
  writeBytes,
  writeDouble,
  writeMessage,
  writeText,
  writeTexts,
  writeUint32,
} from "./protobuf.ts";

export interface WireAttachment {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly chunkBytes: number;
  readonly key: Uint8Array;
  readonly sha256: Uint8Array;
  readonly durationMs?: number;
}
export interface WireMessage {
  readonly text: string;
  readonly mentions: readonly string[];
  readonly mentionAll: boolean;
  readonly replyTo: string;
  readonly threadRoot: string;
  readonly attachments: readonly WireAttachment[];
  readonly action: boolean;
  readonly imported?: WireImported | undefined;
}
export interface WireImported {
  readonly format: string;
  readonly author: string;
  readonly atMs: number;
  readonly editedAtMs: number;
  readonly reactions: readonly {
    readonly emoji: string;
    readonly names: readonly string[];
    readonly count: number;
  }[];
}
export interface WireImport {
  readonly format: string;
  readonly source: string;
  readonly channel: string;
  readonly namingKey: Uint8Array;
  readonly begins: boolean;
  /** SHA-256 of the content part of each message that the batch brings, one after the other. */
  readonly parts: Uint8Array;
}
export interface WireEvent {
  readonly what: string;
  readonly account: string;
  readonly name: string;
  readonly role: string;
  readonly room: string;
}
export type WireContent =
  | { readonly case: "message"; readonly value: WireMessage }
  | { readonly case: "edit"; readonly value: { readonly target: string; readonly message: WireMessage | undefined } }
  | { readonly case: "recall"; readonly value: { readonly target: string } }
  | {
      readonly case: "reaction";
      readonly value: { readonly target: string; readonly emoji: string; readonly removed: boolean };
    }
  | { readonly case: "pin"; readonly value: { readonly target: string; readonly removed: boolean } }
  | { readonly case: "event"; readonly value: WireEvent }
  | { readonly case: "describe"; readonly value: { readonly name: string; readonly topic: string } }
  | { readonly case: "import"; readonly value: WireImport };

const NUMBERS = { message: 1, edit: 2, recall: 3, reaction: 4, pin: 5, describe: 7, import: 8 } as const;
const CASES: ReadonlyMap<number, ReadCase<WireContent>> = new Map<number, ReadCase<WireContent>>([
  [NUMBERS.message, caseOf("message", readWireMessage)],
  [
    NUMBERS.edit,
    caseOf("edit", (edit) => ({ target: readText(edit, 1), message: readMessage(edit, 2, readWireMessage) })),
  ],
  [NUMBERS.recall, caseOf("recall", (recall) => ({ target: readText(recall, 1) }))],
  [NUMBERS.reaction, caseOf("reaction", readReaction)],
  [NUMBERS.pin, caseOf("pin", (pin) => ({ target: readText(pin, 1), removed: readBool(pin, 2) }))],
  [6, caseOf("event", readEvent)],
  [NUMBERS.describe, caseOf("describe", (said) => ({ name: readText(said, 1), topic: readText(said, 2) }))],
  [NUMBERS.import, caseOf("import", readImport)],
]);

/** Undefined for bytes that are no `Content` of this version. */
export function decodeContent(bytes: Uint8Array): WireContent | undefined {
  return decoded(bytes, (fields) => readOneof(fields, CASES));
}

export function encodeContent(content: Exclude<WireContent, { case: "event" }>): Uint8Array<ArrayBuffer> {
  return joined([writeMessage(NUMBERS[content.case], encodeBody(content))]);
}

function encodeBody(content: Exclude<WireContent, { case: "event" }>): Uint8Array {
  switch (content.case) {
    case "message":
      return encodeMessage(content.value);
    case "edit": {
      const { target, message } = content.value;
      return joined([
        writeText(1, target),
        ...(message === undefined ? [] : [writeMessage(2, encodeMessage(message))]),
      ]);
    }
    case "recall":
      return writeText(1, content.value.target);
    case "reaction": {
      const { target, emoji, removed } = content.value;
      return joined([writeText(1, target), writeText(2, emoji), writeBool(3, removed)]);
    }
    case "pin": {
      const { target, removed } = content.value;
      return joined([writeText(1, target), writeBool(2, removed)]);
    }
    case "describe":
      return joined([writeText(1, content.value.name), writeText(2, content.value.topic)]);
    case "import": {
      const { format, source, channel, namingKey, begins, parts } = content.value;
      return joined([
        writeText(1, format),
        writeText(2, source),
        writeText(3, channel),
        writeBytes(4, namingKey),
        writeBool(5, begins),
        writeBytes(6, parts),
      ]);
    }
  }
}

function encodeMessage(message: WireMessage): Uint8Array {
  const { text, mentions, mentionAll, replyTo, threadRoot, attachments, action, imported } = message;
  return joined([
    writeText(1, text),
    writeTexts(2, mentions),
    writeBool(3, mentionAll),
    writeText(4, replyTo),
    writeText(5, threadRoot),
    ...attachments.map((attachment) => writeMessage(6, encodeAttachment(attachment))),
    writeBool(7, action),
    ...(imported === undefined ? [] : [writeMessage(8, encodeImported(imported))]),
  ]);
}

function encodeImported({ format, author, atMs, editedAtMs, reactions }: WireImported): Uint8Array {
  return joined([
    writeText(1, format),
    writeText(2, author),
    writeDouble(3, atMs),
    writeDouble(4, editedAtMs),
    ...reactions.map(({ emoji, names, count }) =>
      writeMessage(5, joined([writeText(1, emoji), writeTexts(2, names), writeUint32(3, count)])),
    ),
  ]);
}

function encodeAttachment(attachment: WireAttachment): Uint8Array {
  const { id, name, mediaType, sizeBytes, chunkBytes, key, sha256, durationMs = 0 } = attachment;
  return joined([
    writeText(1, id),
    writeText(2, name),
    writeText(3, mediaType),
    writeDouble(4, sizeBytes),
    writeUint32(5, chunkBytes),
    writeBytes(6, key),
    writeBytes(7, sha256),
    writeUint32(8, durationMs),
  ]);
}

function readWireMessage(fields: Fields): WireMessage {
  return {
    text: readText(fields, 1),
    mentions: readTexts(fields, 2),
    mentionAll: readBool(fields, 3),
    replyTo: readText(fields, 4),
    threadRoot: readText(fields, 5),
    attachments: readMessages(fields, 6, readAttachment),
    action: readBool(fields, 7),
    imported: readMessage(fields, 8, readImported),
  };
}

function readImported(fields: Fields): WireImported {
  return {
    format: readText(fields, 1),
    author: readText(fields, 2),
    atMs: readDouble(fields, 3),
    editedAtMs: readDouble(fields, 4),
    reactions: readMessages(fields, 5, (reaction) => ({
      emoji: readText(reaction, 1),
      names: readTexts(reaction, 2),
      count: readUint32(reaction, 3),
    })),
  };
}

function readImport(fields: Fields): WireImport {
  return {
    format: readText(fields, 1),
    source: readText(fields, 2),
    channel: readText(fields, 3),
    namingKey: readBytes(fields, 4),
    begins: readBool(fields, 5),
    parts: readBytes(fields, 6),
  };
}

function readAttachment(fields: Fields): WireAttachment {
  return {
    id: readText(fields, 1),
    name: readText(fields, 2),
    mediaType: readText(fields, 3),
    sizeBytes: readDouble(fields, 4),
    chunkBytes: readUint32(fields, 5),
    key: readBytes(fields, 6),
    sha256: readBytes(fields, 7),
    durationMs: readUint32(fields, 8),
  };
}

function readReaction(fields: Fields) {
  return { target: readText(fields, 1), emoji: readText(fields, 2), removed: readBool(fields, 3) };
}

function readEvent(fields: Fields): WireEvent {
  return {
    what: readText(fields, 1),
    account: readText(fields, 2),
    name: readText(fields, 3),
    role: readText(fields, 4),
    room: readText(fields, 5),
  };
}
