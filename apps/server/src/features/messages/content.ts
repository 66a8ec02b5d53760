/** Parses what a client wants to say in a `sealed` room: one `Content`, within limits, canonical, with ids that are ids. */
import {
  type AccountId,
  type AttachmentId,
  isId,
  isReaction,
  LIMITS,
  type MessageId,
  RECORD_KINDS,
  type RecordKind,
  type ShownDetail,
} from "@warbler/protocol";
import { type Content, ContentSchema, fromBinary, type Message, toBinary } from "@warbler/protocol/wire";
import { ok, type Result, refuse } from "../../kernel/result.ts";

export interface ParsedContent {
  readonly kind: Exclude<RecordKind, "event" | "handshake" | "proposal" | "describe" | "import">;
  readonly body: Exclude<Content["body"], { case: undefined } | { case: "event" | "describe" | "import" }>;
  /** The message this one is about or answers. */
  readonly targets: readonly MessageId[];
  /** The message that this edit or recall is about. */
  readonly revises?: MessageId;
  /** It mentions somebody or answers somebody. */
  readonly addresses: boolean;
  /** The files it has. */
  readonly attachments: readonly AttachmentId[];
}

const CASES: Readonly<Record<number, ParsedContent["kind"]>> = {
  [RECORD_KINDS.message]: "message",
  [RECORD_KINDS.edit]: "edit",
  [RECORD_KINDS.recall]: "recall",
  [RECORD_KINDS.reaction]: "reaction",
  [RECORD_KINDS.pin]: "pin",
};

export function parseContent(kind: number, bytes: Uint8Array): Result<ParsedContent> {
  const expected = CASES[kind];
  if (expected === undefined) return refuse("bad-request", "unknown record kind");
  if (bytes.length === 0 || bytes.length > LIMITS.recordContentBytes)
    return refuse("body-too-large", `content of 1 to ${LIMITS.recordContentBytes} bytes, got ${bytes.length}`);
  let content: Content;
  try {
    content = fromBinary(ContentSchema, bytes);
  } catch {
    return refuse("bad-request", "expected a Content");
  }
  // A field that is said twice is read in two ways, and clients show no such message. What is newer than this server is kept, and counts.
  if (toBinary(ContentSchema, content).length !== bytes.length) return refuse("bad-request", "expected a Content");
  const { body } = content;
  if (body.case !== expected || body.case === undefined)
    return refuse("bad-request", `expected a Content of kind ${expected}`);
  switch (body.case) {
    case "message": {
      const wrong = faultOf(body.value);
      if (wrong !== undefined) return refuse("bad-request", wrong);
      const targets = [body.value.replyTo, body.value.threadRoot].filter((text) => text !== "");
      return ok({
        kind: expected,
        body,
        targets: targets.filter((text) => isId<MessageId>(text)),
        addresses: body.value.mentions.length > 0 || body.value.mentionAll || body.value.replyTo !== "",
        attachments: filesOf(body.value),
      });
    }
    case "edit": {
      const wrong = body.value.message === undefined ? "an edit has a message" : faultOf(body.value.message);
      return wrong === undefined ? targeting(expected, body, body.value.target) : refuse("bad-request", wrong);
    }
    case "reaction": {
      if (!isReaction(body.value.emoji)) return refuse("bad-request", "expected an emoji");
      return targeting(expected, body, body.value.target);
    }
    case "recall":
    case "pin":
      return targeting(expected, body, body.value.target);
  }
}

function targeting(kind: ParsedContent["kind"], body: ParsedContent["body"], target: string): Result<ParsedContent> {
  return isId<MessageId>(target)
    ? ok({
        kind,
        body,
        targets: [target],
        ...((kind === "edit" || kind === "recall") && { revises: target }),
        addresses: false,
        attachments: body.case === "edit" && body.value.message !== undefined ? filesOf(body.value.message) : [],
      })
    : refuse("bad-request", "expected the id of a message");
}

const filesOf = ({ attachments }: Message): AttachmentId[] =>
  attachments.flatMap(({ id }) => (isId<AttachmentId>(id) ? [id] : []));

/** What is wrong with a message, or undefined. */
function faultOf({ text, mentions, replyTo, threadRoot, attachments, imported }: Message): ShownDetail | undefined {
  if (text.length > LIMITS.messageTextChars)
    return `text of at most ${LIMITS.messageTextChars} characters, got ${text.length}`;
  // What a sealed room has from elsewhere came by an import, which the server vouches for.
  if (imported !== undefined) return "a message that this member wrote";
  if (text.trim() === "" && attachments.length === 0) return "a message has text or a file";
  if (mentions.length > LIMITS.mentionsPerMessage || !mentions.every((one) => isId<AccountId>(one)))
    return "expected account ids in mentions";
  if (![replyTo, threadRoot].every((one) => one === "" || isId<MessageId>(one)))
    return "expected message ids in replyTo and threadRoot";
  if (attachments.length > LIMITS.attachmentsPerMessage)
    return `at most ${LIMITS.attachmentsPerMessage} files, got ${attachments.length}`;
  const isWhole = attachments.every(
    ({ id, name, mediaType, sizeBytes, chunkBytes, key, sha256 }) =>
      isId<AttachmentId>(id) &&
      name.length >= 1 &&
      name.length <= 255 &&
      mediaType.length <= 100 &&
      Number.isSafeInteger(sizeBytes) &&
      sizeBytes >= 0 &&
      sizeBytes <= LIMITS.attachmentBytes &&
      chunkBytes >= 1_024 &&
      chunkBytes <= LIMITS.attachmentChunkBytes &&
      key.length === 32 &&
      sha256.length === 32,
  );
  return isWhole ? undefined : "expected files with id, name, sizes, key and hash";
}
