/** One record that waits to be sent, and its form in the store. */
import { isId, type MessageId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import {
  decoded,
  joined,
  readBool,
  readBytes,
  readDouble,
  readText,
  writeBool,
  writeBytes,
  writeDouble,
  writeText,
} from "../wire/protobuf.ts";
import type { PendingSend } from "./sending.ts";

export interface OutboxEntry {
  /** Place in the order of the room; a number is used once. */
  readonly order: number;
  readonly room: RoomId;
  /** Chosen once: every try carries it, so that the record has the message exactly once. */
  readonly message: MessageId;
  readonly kind: PendingSend["kind"];
  readonly content: Uint8Array;
  readonly queuedAtMs: number;
  /** Code of the refusal, when the server refused it for good. */
  readonly failed?: string;
  readonly text?: string;
  /** For a room at an end-to-end level: the content never leaves this client as it is here. */
  readonly endToEnd?: boolean;
}

const KINDS = ["message", "edit", "recall", "reaction", "pin", "describe"] as const;
export const OUTBOX_PREFIX = "outbox/";
/** Messages whose files are on their way up. */
export const UPLOADING = "uploading/";

/** The message's id is part of the key, so that two programs on one store never overwrite each other's entries. */
export function outboxKey({ order, message }: OutboxEntry): string {
  return `${OUTBOX_PREFIX}${String(order).padStart(15, "0")}/${message}`;
}

/** In protobuf's encoding: order 1, room 2, message 3, kind 4, content 5, queuedAtMs 6, failed 7, text 8, endToEnd 9. */
export function bytesFromEntry(entry: OutboxEntry): Uint8Array {
  const { order, room, message, kind, content, queuedAtMs, failed = "", text = "", endToEnd = false } = entry;
  return joined([
    writeDouble(1, order),
    writeText(2, room),
    writeText(3, message),
    writeText(4, kind),
    writeBytes(5, content),
    writeDouble(6, queuedAtMs),
    writeText(7, failed),
    writeText(8, text),
    writeBool(9, endToEnd),
  ]);
}

export function entryFromBytes(bytes: Uint8Array): OutboxEntry | undefined {
  return decoded(bytes, (fields) => {
    const room = readText(fields, 2);
    const message = readText(fields, 3);
    const failed = readText(fields, 7);
    const text = readText(fields, 8);
    const kind = KINDS.find((known) => known === readText(fields, 4));
    if (!isId<RoomId>(room) || !isId<MessageId>(message) || kind === undefined) return undefined;
    return {
      order: readDouble(fields, 1),
      room,
      message,
      kind,
      content: readBytes(fields, 5),
      queuedAtMs: readDouble(fields, 6),
      ...(failed !== "" && { failed }),
      ...(text !== "" && { text }),
      ...(readBool(fields, 9) && { endToEnd: true }),
    };
  });
}

export function kindNumber(kind: OutboxEntry["kind"]): number {
  return RECORD_KINDS[kind];
}
