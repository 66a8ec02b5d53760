/** What a record of an end-to-end room was found to say, and its form in the store, under the record's number. */
import { LIMITS, RECORD_KINDS, ROOM_ROLES, type RoomId, type RoomRole } from "@warbler/protocol";
import type { RoomRecord } from "../sync/room-record.ts";
import type { OpenedRecord } from "../timeline/opened-record.ts";
import { contentFromBytes, erasedContent, type RecordContent, type SaidEvent } from "../timeline/record-content.ts";
import type { UndecryptableReason } from "../timeline/timeline-message.ts";
import { decodeContent } from "../wire/content.ts";
import {
  decoded,
  joined,
  readBytes,
  readDouble,
  readMessages,
  readText,
  readUint32,
  writeBytes,
  writeDouble,
  writeMessage,
  writeText,
  writeUint32,
} from "../wire/protobuf.ts";
import { encodeEvent, readEvent } from "./room-events.ts";

export type OpenedEntry =
  | {
      readonly kind: "content";
      /** 32 bytes; with the record it is all that is needed to open it again, or to disclose it. */
      readonly contentKey: Uint8Array;
      /** Bytes of a `Content`. */
      readonly content: Uint8Array;
      /** The author's role at that epoch; absent where the key came from elsewhere than the group. */
      readonly authorRole?: RoomRole;
    }
  | { readonly kind: "events"; readonly events: readonly SaidEvent[] }
  | { readonly kind: "undecryptable"; readonly reason: UndecryptableReason; readonly sinceMs: number }
  | { readonly kind: "silent" };

export const SILENT: OpenedEntry = { kind: "silent" };
const NUMBERS = { content: 1, events: 2, undecryptable: 3, silent: 4 } as const;
const REASONS = ["before-joining", "needs-recovery", "key-missing", "tampered"] as const;

export function openedPrefix(room: RoomId): string {
  return `opened/${room}/`;
}

export function openedKey(room: RoomId, seq: number): string {
  return `${openedPrefix(room)}${String(seq).padStart(10, "0")}`;
}

/** In protobuf's encoding: kind 1, contentKey 2, content 3, authorRole 4, events 5 (what, account, name, role), reason 6, sinceMs 7. */
export function bytesFromOpened(entry: OpenedEntry): Uint8Array {
  const kind = writeUint32(1, NUMBERS[entry.kind]);
  switch (entry.kind) {
    case "content":
      return joined([
        kind,
        writeBytes(2, entry.contentKey),
        writeBytes(3, entry.content),
        writeText(4, entry.authorRole ?? ""),
      ]);
    case "events":
      return joined([kind, ...entry.events.map((event) => writeMessage(5, encodeEvent(event)))]);
    case "undecryptable":
      return joined([kind, writeText(6, entry.reason), writeDouble(7, entry.sinceMs)]);
    case "silent":
      return kind;
  }
}

export function openedFromBytes(bytes: Uint8Array): OpenedEntry | undefined {
  return decoded(bytes, (fields): OpenedEntry | undefined => {
    switch (readUint32(fields, 1)) {
      case NUMBERS.content: {
        const authorRole = ROOM_ROLES.find((role) => role === readText(fields, 4));
        const [contentKey, content] = [readBytes(fields, 2), readBytes(fields, 3)];
        return { kind: "content", contentKey, content, ...(authorRole !== undefined && { authorRole }) };
      }
      case NUMBERS.events:
        return { kind: "events", events: readMessages(fields, 5, readEvent) };
      case NUMBERS.undecryptable: {
        const reason = REASONS.find((known) => known === readText(fields, 6));
        return reason && { kind: "undecryptable", reason, sinceMs: readDouble(fields, 7) };
      }
      case NUMBERS.silent:
        return SILENT;
      default:
        return undefined;
    }
  });
}

/** The record with what it says, for the timeline. */
export function openedRecord(record: RoomRecord, entry: OpenedEntry): OpenedRecord {
  const authorRole = entry.kind === "content" ? entry.authorRole : undefined;
  return { record, content: contentIn(record, entry), ...(authorRole !== undefined && { authorRole }) };
}

/** Name and topic, when that is what the record says. */
export function describedBy(
  record: RoomRecord,
  entry: OpenedEntry,
): { readonly name: string; readonly topic: string } | undefined {
  if (record.kind !== RECORD_KINDS.describe || entry.kind !== "content" || record.erased) return undefined;
  const body = decodeContent(entry.content);
  if (body?.case !== "describe") return undefined;
  const { name, topic } = body.value;
  return { name: name.slice(0, LIMITS.roomNameChars), topic: topic.slice(0, LIMITS.roomTopicChars) };
}

/** Whether it is a message with the words of somebody in another system, which only a record of a batch may be. */
export function claimsOtherAuthor(content: Uint8Array): boolean {
  const body = decodeContent(content);
  return body?.case === "message" && body.value.imported !== undefined;
}

function contentIn(record: RoomRecord, entry: OpenedEntry): RecordContent {
  const isMessage = record.kind === RECORD_KINDS.message;
  if (record.erased) return erasedContent(record.kind);
  switch (entry.kind) {
    case "content":
      return contentFromBytes(entry.content, record.kind);
    case "undecryptable":
      // What would have happened to some message is not shown until it can be read.
      return isMessage ? { kind: "undecryptable", reason: entry.reason, sinceMs: entry.sinceMs } : { kind: "silent" };
    case "events":
      return { kind: "events", events: entry.events };
    case "silent":
      return { kind: "silent" };
  }
}
