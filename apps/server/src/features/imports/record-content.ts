/** Turns a record of an import into the content it gets here. */
import { type ApiParsed, type AttachmentId, bytesFromBase64url, isId, type MessageId } from "@warbler/protocol";
import { ContentSchema, create, type MessageInitShape, type MessageSchema, toBinary } from "@warbler/protocol/wire";

export type ImportedRecord = ApiParsed<"importRecords">["records"][number];

type MessageInit = MessageInitShape<typeof MessageSchema>;

export interface ImportedContent {
  readonly bytes: Uint8Array;
  /** The message that an edit is about. */
  readonly revises?: MessageId;
  readonly attachments?: readonly AttachmentId[];
}

/** The content's bytes, or what the record lacks. `idOf` gives the message id of a source id. */
export function contentOf(
  record: ImportedRecord,
  idOf: (sourceId: string) => MessageId,
): ImportedContent | { readonly lacks: string } {
  const target = record.target === undefined ? undefined : idOf(record.target);
  switch (record.kind) {
    case "message": {
      const message = messageOf(record, target, record.threadRoot === undefined ? "" : idOf(record.threadRoot));
      return typeof message === "string"
        ? { lacks: message }
        : { ...encode({ case: "message", value: message }), attachments: filesOf(record) };
    }
    case "edit": {
      const message = messageOf(record, undefined, "");
      if (target === undefined) return { lacks: "target" };
      return typeof message === "string"
        ? { lacks: message }
        : { ...encode({ case: "edit", value: { target, message } }), revises: target, attachments: filesOf(record) };
    }
    case "reaction": {
      if (target === undefined || record.emoji === undefined || record.emoji === "")
        return { lacks: "target or emoji" };
      return encode({ case: "reaction", value: { target, emoji: record.emoji } });
    }
  }
}

const filesOf = ({ attachments = [] }: ImportedRecord): AttachmentId[] =>
  attachments.flatMap(({ id }) => (isId<AttachmentId>(id) ? [id] : []));

function messageOf(record: ImportedRecord, replyTo: string | undefined, threadRoot: string): MessageInit | string {
  const attachments = [];
  for (const file of record.attachments ?? []) {
    const key = bytesFromBase64url(file.key);
    const sha256 = bytesFromBase64url(file.sha256);
    if (key?.length !== 32 || sha256?.length !== 32 || !isId(file.id)) return "attachment key, hash or id";
    attachments.push({ ...file, key, sha256 });
  }
  return {
    text: record.text ?? "",
    mentions: [...(record.mentions ?? [])],
    replyTo: replyTo ?? "",
    threadRoot,
    attachments,
    action: record.action ?? false,
  };
}

function encode(body: MessageInitShape<typeof ContentSchema>["body"]): { readonly bytes: Uint8Array } {
  return { bytes: toBinary(ContentSchema, create(ContentSchema, body === undefined ? {} : { body })) };
}
