/** The only SQL about the audit log's facts and leaves. */
import type { AccountId, RoomId } from "@warbler/protocol";
import type { facts } from "../../kernel/records.ts";
import type { Reader, Value } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";

export type FactRow = RowOf<typeof facts>;

export interface FactFilter {
  readonly subject?: AccountId | undefined;
  readonly kind?: string | undefined;
  readonly afterMs?: number | undefined;
  readonly beforeMs?: number | undefined;
  readonly beforeLeaf?: number | undefined;
  readonly leaf?: number | undefined;
}

export const auditStore = (reader: Reader) => ({
  leaf: (leaf: number) =>
    reader.get<{ entry: Uint8Array; members: Uint8Array }>('SELECT "entry", "members" FROM "leaves" WHERE "leaf" = ?', [
      leaf,
    ]),
  placeOf: (room: RoomId, seq: number) =>
    reader.get<{ leaf: number; position: number }>(
      'SELECT "leaf", "position" FROM "records" WHERE "room" = ? AND "seq" = ?',
      [room, seq],
    ),
  /** Newest first. */
  facts: (filter: FactFilter, limit: number): Promise<FactRow[]> => {
    const conditions: [string, Value | undefined][] = [
      ['"subject" = ?', filter.subject],
      ['"kind" = ?', filter.kind],
      ['"at_ms" > ?', filter.afterMs],
      ['"at_ms" < ?', filter.beforeMs],
      ['"leaf" < ?', filter.beforeLeaf],
      ['"leaf" = ?', filter.leaf],
    ];
    const given = conditions.filter((one): one is [string, Value] => one[1] !== undefined);
    const where = given.length === 0 ? "" : `WHERE ${given.map(([sql]) => sql).join(" AND ")}`;
    return reader.all(`SELECT * FROM "facts" ${where} ORDER BY "leaf" DESC, "position" LIMIT ?`, [
      ...given.map(([, value]) => value),
      limit,
    ]);
  },
});
