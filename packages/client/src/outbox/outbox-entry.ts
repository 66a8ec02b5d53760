/** One record that waits to be sent, and its form in the store. */
import {
  base64urlFromBytes,
  bytesFromBase64url,
  isId,
  type MessageId,
  RECORD_KINDS,
  type RoomId,
} from "@warbler/protocol";
import * as z from "zod/mini";
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
}

const storedEntry = z.object({
  order: z.int(),
  room: z.custom<RoomId>((value) => typeof value === "string" && isId(value)),
  message: z.custom<MessageId>((value) => typeof value === "string" && isId(value)),
  kind: z.enum(["message", "edit", "recall", "reaction", "pin"]),
  content: z.string(),
  queuedAtMs: z.int(),
  failed: z.optional(z.string()),
  text: z.optional(z.string()),
});

export const OUTBOX_PREFIX = "outbox/";

/** The message's id is part of the key, so that two programs on one store never overwrite each other's entries. */
export function outboxKey({ order, message }: OutboxEntry): string {
  return `${OUTBOX_PREFIX}${String(order).padStart(15, "0")}/${message}`;
}

export function bytesFromEntry(entry: OutboxEntry): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ ...entry, content: base64urlFromBytes(entry.content) }));
}

export function entryFromBytes(bytes: Uint8Array): OutboxEntry | undefined {
  try {
    const { content, failed, text, ...rest } = storedEntry.parse(JSON.parse(new TextDecoder().decode(bytes)));
    const decoded = bytesFromBase64url(content);
    if (decoded === undefined) return undefined;
    return { ...rest, content: decoded, ...(failed !== undefined && { failed }), ...(text !== undefined && { text }) };
  } catch {
    return undefined;
  }
}

export function kindNumber(kind: OutboxEntry["kind"]): number {
  return RECORD_KINDS[kind];
}
