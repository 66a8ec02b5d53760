/**
 * What goes with the erasure of a recall: the message it took back. With the recall's content gone nobody could tell any
 * more which message that was, and it would be shown and found again. And with a message go its edits, which say it anew.
 */
import { keyringEntryText, type MonthNumber, monthOf } from "@warbler/crypto";
import { type AccountId, type MessageId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import type { Vault } from "./keys/vault.ts";
import { revisions } from "./records.ts";
import type { Reader } from "./store/port.ts";
import type { Destruction } from "./writer/protocol.ts";

interface RecalledRecordsDeps {
  readonly reader: Reader;
  readonly vault: Pick<Vault, "isGenuine">;
}

export interface Place {
  readonly room: RoomId;
  readonly seq: number;
  readonly at_ms: number;
}

const REVISION = 'v."target", v."seq" AS "by", v."kind", v."mark"' as const;
interface Revision extends Place {
  readonly target: MessageId;
  readonly by: number;
  readonly kind: number;
  readonly mark: Uint8Array | null;
}

/** Recalls of a condition, joined with the messages they took back. */
const TAKEN_BACK = `SELECT t."room", t."seq", t."at_ms", ${REVISION} FROM "revisions" AS v
  JOIN "records" AS r ON r."room" = v."room" AND r."seq" = v."seq"
  JOIN "records" AS t ON t."room" = v."room" AND t."message" = v."target"
  WHERE v."kind" = ${RECORD_KINDS.recall}` as const;

/** Edits of one message, joined with that message; in end-to-end rooms those that a member named who erases it. */
const EDITS = `SELECT r."room", r."seq", r."at_ms", ${REVISION} FROM "records" AS t
  JOIN "revisions" AS v ON v."room" = t."room" AND v."target" = t."message" AND v."kind" = ${RECORD_KINDS.edit}
  JOIN "records" AS r ON r."room" = v."room" AND r."seq" = v."seq"` as const;

export function recalledRecords({ reader, vault }: RecalledRecordsDeps) {
  /** Those that the writer made: no key is destroyed by the word of whoever can write to the database. */
  const genuine = async (sql: `SELECT ${string}`, values: readonly (string | number)[]): Promise<Place[]> =>
    (await reader.all<Revision>(sql, values)).flatMap(({ room, seq, at_ms, target, by, kind, mark }) =>
      mark !== null && vault.isGenuine(revisions, { room, target, seq: by, kind }, mark) ? [{ room, seq, at_ms }] : [],
    );
  return {
    /** The record itself, its edits, and what it took back where it is a recall. */
    andItself: async (room: RoomId, seq: number): Promise<Place[]> => [
      ...(await reader.all<Place>('SELECT "room", "seq", "at_ms" FROM "records" WHERE "room" = ? AND "seq" = ?', [
        room,
        seq,
      ])),
      ...(await genuine(`${EDITS} WHERE t."room" = ? AND t."seq" = ?`, [room, seq])),
      ...(await genuine(`${TAKEN_BACK} AND v."room" = ? AND v."seq" = ?`, [room, seq])),
    ],
    byAuthor: (author: AccountId) => genuine(`${TAKEN_BACK} AND r."author" = ?`, [author]),
    inMonth: (room: RoomId, month: MonthNumber) =>
      genuine(`${TAKEN_BACK} AND v."room" = ? AND r."at_ms" >= ? AND r."at_ms" < ?`, [
        room,
        startOf(month),
        startOf(month + 1),
      ]),
  };
}

/** The leaves of records, gathered by their trees. */
export function puncturesOf(places: readonly Place[]): Destruction["punctures"] {
  const seqsByTree = new Map<string, number[]>();
  for (const { room, seq, at_ms } of places) {
    const tree = keyringEntryText({ kind: "tree", roomId: room, month: monthOf(at_ms) });
    seqsByTree.set(tree, [...(seqsByTree.get(tree) ?? []), seq]);
  }
  return [...seqsByTree].map(([tree, seqs]) => ({ tree, seqs }));
}

const startOf = (month: number): number => Date.UTC(Math.floor(month / 12), month % 12, 1);
