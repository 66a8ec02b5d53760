/** The only SQL about the audit log's facts and leaves. */
import { ACCOUNT_FACTS, type AccountId, type FactKind, type RoomId } from "@warbler/protocol";
import type { facts } from "../../kernel/records.ts";
import type { Reader, Value } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";

export type FactRow = RowOf<typeof facts>;

export interface FactFilter {
  readonly subject?: AccountId | undefined;
  readonly kind?: string | undefined;
  readonly kinds?: readonly FactKind[];
  readonly afterMs?: number | undefined;
  readonly beforeMs?: number | undefined;
  readonly beforeLeaf?: number | undefined;
  readonly afterLeaf?: number | undefined;
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
  /** Of the account itself, oldest first. */
  accountFacts: (subject: AccountId, afterLeaf: number, limit: number): Promise<FactRow[]> =>
    reader.all(
      `SELECT * FROM "facts" WHERE "subject" = ? AND "leaf" > ? AND "kind" IN (${ACCOUNT_FACTS.map(() => "?").join(", ")}) ORDER BY "leaf", "position" LIMIT ?`,
      [subject, afterLeaf, ...ACCOUNT_FACTS, limit],
    ),
  /** Newest first. */
  facts: (filter: FactFilter, limit: number): Promise<FactRow[]> => {
    const conditions: [string, Value | undefined][] = [
      ['"subject" = ?', filter.subject],
      ['"kind" = ?', filter.kind],
      ['"at_ms" > ?', filter.afterMs],
      ['"at_ms" < ?', filter.beforeMs],
      ['"leaf" < ?', filter.beforeLeaf],
      ['"leaf" > ?', filter.afterLeaf],
      ['"leaf" = ?', filter.leaf],
    ];
    const given = conditions.filter((one): one is [string, Value] => one[1] !== undefined);
    const { kinds = [] } = filter;
    const sql = [
      ...given.map(([one]) => one),
      ...(kinds.length > 0 ? [`"kind" IN (${kinds.map(() => "?").join(", ")})`] : []),
    ];
    const where = sql.length === 0 ? "" : `WHERE ${sql.join(" AND ")}`;
    return reader.all(`SELECT * FROM "facts" ${where} ORDER BY "leaf" DESC, "position" LIMIT ?`, [
      ...given.map(([, value]) => value),
      ...kinds,
      limit,
    ]);
  },
});
