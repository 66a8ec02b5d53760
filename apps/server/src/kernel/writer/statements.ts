/** The writer's statements, and how cells become their conditions and values. */
import type { Cell, Cells } from "../plan.ts";
import { records } from "../records.ts";
import type { Value } from "../store/port.ts";
import type { Table } from "../tables.ts";

const RECORD_COLUMNS = Object.keys(records.columns);
export const RECORD_INSERT = `INSERT INTO "records" (${RECORD_COLUMNS.map((name) => `"${name}"`).join(", ")}) VALUES (${RECORD_COLUMNS.map(() => "?").join(", ")}) ON CONFLICT ("message", "room") DO NOTHING`;
export const REVISION_INSERT =
  'INSERT INTO "revisions" ("room", "target", "seq", "kind", "mark") VALUES (?, ?, ?, ?, ?)';
export const ADDRESSED_INSERT = 'INSERT INTO "addressed" ("room", "seq") VALUES (?, ?)';
export const RECORD_BY_MESSAGE = 'SELECT * FROM "records" WHERE "room" = ? AND "message" = ?';
export const HEAD_UPSERT =
  'INSERT INTO "room_heads" ("room", "last_seq", "last_commitment") VALUES (?, ?, ?) ON CONFLICT ("room") DO UPDATE SET "last_seq" = excluded."last_seq", "last_commitment" = excluded."last_commitment"';
export const LOG_HEAD_UPSERT =
  'INSERT INTO "log_head" ("id", "size", "root") VALUES (1, ?, ?) ON CONFLICT ("id") DO UPDATE SET "size" = excluded."size", "root" = excluded."root"';

export const isToSeal = (cell: Cell): cell is { readonly toSeal: Uint8Array } =>
  typeof cell === "object" && cell !== null && "toSeal" in cell;
/** The column that authenticates a row, where there is one. */
export const macColumn = (table: Table): string | undefined =>
  Object.keys(table.columns).find((name) => table.columns[name]?.kind === "mac");
/** Of those that the register remembers. */
export const hasTag = (table: Table): boolean => table.columns["tag"]?.kind === "mac";
export const whereSql = (where: Cells): string =>
  Object.entries(where)
    .map(([name, value]) => (value === null ? `"${name}" IS NULL` : `"${name}" = ?`))
    .join(" AND ") || "1 = 1";
export const whereValues = (where: Cells): Value[] =>
  Object.values(where).filter((value): value is Exclude<Value, null> => value !== null && !isToSeal(value));
