/**
 * What ended for good: rows that were ended or removed, and values that were replaced, by the register beside the keyring. Who can
 * write to the database and kept an old genuine row, say of a session before its end, puts back nothing that counts; nor does who
 * took it out before all of somebody's sessions were ended.
 */
import type { RoleRegister } from "../keys/role-register.ts";
import type { Erased, Vault } from "../keys/vault.ts";
import { nameOfRounds, nameOfRow, nameOfValueRounds } from "../records.ts";
import type { Reader } from "../store/port.ts";
import type { RowOf, Sealed, SealedColumns, Table } from "../tables.ts";
import type { WrongRow } from "./genuine.ts";

type AnyRow = Readonly<Record<string, unknown>>;

export interface Retired {
  /** Whether the row ended, whatever it says of itself now. */
  row(table: Table, row: AnyRow): Promise<boolean>;
  /** Of which round a row of this owner is that is made now. */
  round(table: Table, owner: string): number;
  /** The sealed value of a column that ends when it is replaced; undefined where that has happened. */
  value<T extends Table, C extends keyof RowOf<T> & string>(
    table: T,
    column: C & SealedColumns<T>,
    row: RowOf<T>,
  ): Promise<(RowOf<T>[C] extends Sealed<infer V> | null ? V : never) | Erased | undefined>;
}

export function retiredOver(deps: {
  readonly reader: Reader;
  readonly vault: Pick<Vault, "openOfRound">;
  readonly roles: Pick<RoleRegister, "retiredAt" | "roundAt">;
  readonly onWrongRow: (row: WrongRow) => void;
}): Retired {
  const { reader, vault, roles, onWrongRow } = deps;

  const putBack = (row: string) => onWrongRow({ scope: "features", account: null, how: "replayed", row });
  /** The row as it is now, with the size that the log has then. */
  const rowNow = (table: Table, row: AnyRow) => {
    const where = table.primaryKey.map((key) => `"${key}" = ?`).join(" AND ");
    return reader.get<AnyRow & { readonly log_size: number }>(
      `SELECT h."size" AS "log_size", r.*
  FROM (SELECT COALESCE(MAX("size"), 0) AS "size" FROM "log_head") AS h
  LEFT JOIN "${table.name}" AS r ON ${where}`,
      table.primaryKey.map((key) => row[key] as string | number | Uint8Array),
    );
  };

  const isOfRound = ({ name, ends }: Table, row: AnyRow, logSize?: number): boolean =>
    ends.rounds === null ||
    roles.roundAt(nameOfRounds({ name }, row[ends.rounds.of]), logSize) === (row[ends.rounds.column] ?? 0);

  return {
    async row(table, row) {
      const name = nameOfRow(table, row);
      const size = roles.retiredAt(name);
      if (size === undefined && isOfRound(table, row)) return false;
      const now = await rowNow(table, row);
      // What ends it is durable in the register before it is committed.
      const isOver =
        now !== undefined && ((size !== undefined && now.log_size >= size) || !isOfRound(table, row, now.log_size));
      if (!isOver) return false;
      const shown = [...table.primaryKey, ...table.ends.by];
      if (table.ends.rounds !== null) shown.push(table.ends.rounds.column);
      // Otherwise the row was read before the commit, and is as it should be now.
      if (shown.every((column) => isSame(now[column], row[column]))) putBack(name);
      return true;
    },
    round: (table, owner) => roles.roundAt(nameOfRounds(table, owner)),
    async value(table, column, row) {
      const name = nameOfValueRounds(table, column, row);
      const value = vault.openOfRound(table, column, row, roles.roundAt(name));
      if (value !== undefined) return value;
      const now = await rowNow(table, row);
      const sealed = now?.[column];
      if (now === undefined || !isSame(sealed, row[column as keyof typeof row])) return undefined;
      const inThatRound = vault.openOfRound(table, column, row, roles.roundAt(name, now.log_size));
      if (inThatRound === undefined) putBack(name);
      return inThatRound;
    },
  };
}

const isSame = (a: unknown, b: unknown): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.compare(a, b) === 0 : a === b;
