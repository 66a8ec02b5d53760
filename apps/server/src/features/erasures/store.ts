/** The only SQL about erasures as people see them: what there is to erase, and what was. */
import { type ErasureId, RECORD_KINDS } from "@warbler/protocol";
import type { Erasure, ErasureRow } from "../../kernel/erasure.ts";
import type { facts } from "../../kernel/records.ts";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";

const startOf = (month: number): number => Date.UTC(Math.floor(month / 12), month % 12, 1);

export const erasureStore = (reader: Reader) => {
  const countOf = async (where: string, values: readonly (string | number)[]): Promise<number> =>
    (await reader.get<{ n: number }>(`SELECT count(*) AS n FROM "records" WHERE ${where}`, values))?.n ?? 0;
  return {
    /** Records that it would erase, erased ones included; by its number only a message. Of a person: one pass over the record, which has no index by author. */
    records: (erasure: Erasure): Promise<number> => {
      switch (erasure.what) {
        case "message":
          return countOf('"room" = ? AND "seq" = ? AND "kind" = ?', [erasure.room, erasure.seq, RECORD_KINDS.message]);
        case "person":
          return countOf('"author" = ?', [erasure.account]);
        case "room":
          return countOf('"room" = ?', [erasure.room]);
        case "month":
          return countOf('"room" = ? AND "at_ms" >= ? AND "at_ms" < ?', [
            erasure.room,
            startOf(erasure.month),
            startOf(erasure.month + 1),
          ]);
      }
    },
    erasure: (id: ErasureId) => reader.get<ErasureRow>('SELECT * FROM "erasures" WHERE "id" = ?', [id]),
    newest: (limit: number) =>
      reader.all<ErasureRow>('SELECT * FROM "erasures" ORDER BY "intended_ms" DESC, "id" LIMIT ?', [limit]),
    /** Facts about erasures since a time, oldest first. */
    factsSince: (atMs: number) =>
      reader.all<RowOf<typeof facts>>(
        `SELECT * FROM "facts" WHERE "kind" IN ('erasure.intended', 'erasure.completed', 'erasure.withdrawn') AND "at_ms" >= ? ORDER BY "leaf", "position"`,
        [atMs],
      ),
  };
};
