/**
 * Searched texts in runs of records, as the store keeps them: a search after a restart reads one value for a thousand records.
 * Each is made when it is first needed, once all its records are processed, and dropped when one of them is erased.
 */
import { type AccountId, isId, type MessageId, type RoomId } from "@warbler/protocol";
import {
  decoded,
  type Fields,
  joined,
  readBool,
  readDouble,
  readMessages,
  readText,
  readUint32,
  writeBool,
  writeDouble,
  writeMessage,
  writeText,
  writeUint32,
} from "../../wire/protobuf.ts";
import type { SearchedRecord } from "./message-index.ts";

export const SEGMENT_RECORDS = 1_024;

/** The segment with the number `segment` is about the records from `segment * 1024` on. */
export function segmentKey(room: RoomId, segment: number): string {
  return `searched-texts/${room}/${String(segment).padStart(8, "0")}`;
}

const KINDS = ["message", "edit", "recall"] as const;

/** In protobuf's encoding, for each record: kind 1, seq 2, message or target 3, author 4, atMs 5, text 6, isModerator 7, importedAuthor 8, hasFiles 9. */
export function bytesFromSegment(records: readonly SearchedRecord[]): Uint8Array {
  return joined(records.map((record) => writeMessage(1, encodeRecord(record))));
}

export function segmentFromBytes(bytes: Uint8Array): readonly SearchedRecord[] | undefined {
  return decoded(bytes, (fields) => readMessages(fields, 1, readRecord).flatMap((record) => record ?? []));
}

function encodeRecord(record: SearchedRecord): Uint8Array {
  const isMessage = record.kind === "message";
  return joined([
    writeText(1, record.kind),
    writeUint32(2, record.seq),
    writeText(3, isMessage ? record.message : record.target),
    writeText(4, record.author),
    writeDouble(5, isMessage ? record.atMs : 0),
    writeText(6, record.text),
    writeBool(7, !isMessage && record.isModerator),
    writeText(8, isMessage ? (record.importedAuthor ?? "") : ""),
    writeBool(9, isMessage && record.hasFiles === true),
  ]);
}

function readRecord(fields: Fields): SearchedRecord | undefined {
  const kind = KINDS.find((known) => known === readText(fields, 1));
  const [seq, id, author, text] = [
    readUint32(fields, 2),
    readText(fields, 3),
    readText(fields, 4),
    readText(fields, 6),
  ];
  if (kind === undefined || !isId<MessageId>(id) || !isId<AccountId>(author)) return undefined;
  if (kind === "message") {
    const importedAuthor = readText(fields, 8);
    const said = { kind, seq, message: id, author, atMs: readDouble(fields, 5), text, hasFiles: readBool(fields, 9) };
    return importedAuthor === "" ? said : { ...said, importedAuthor };
  }
  return { kind, seq, target: id, author, isModerator: readBool(fields, 7), text };
}
