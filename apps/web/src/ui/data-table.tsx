/** Rows of values: sorted by the head of a column, chosen one by one or all, and as long as one asks for more. */
import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { useWords } from "../words/use-words.ts";
import { Button } from "./button.tsx";
import css from "./data-table.module.css";
import { join } from "./join.ts";

export interface Column<Row> {
  readonly name: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** By what the column sorts; it does not without. */
  readonly by?: (row: Row) => string | number;
  /** Left out where the page is narrow. */
  readonly spare?: true;
}

export interface Choice<Key> {
  readonly chosen: ReadonlySet<Key>;
  readonly onChoose: (chosen: ReadonlySet<Key>) => void;
}

interface DataTableProps<Row, Key extends string> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => Key;
  readonly nameOf: (row: Row) => string;
  /** The column's name, with `-` before it for the other way round. */
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  readonly choice?: Choice<Key>;
}

const SHOWN_AT_ONCE = 100;

export function DataTable<Row, Key extends string>(props: DataTableProps<Row, Key>) {
  const { label, rows, columns, keyOf, nameOf, sort, onSort, choice } = props;
  const { table } = useWords();
  const [most, setMost] = useState(SHOWN_AT_ONCE);
  const sorted = useMemo(() => sortedBy(rows, columns, sort), [rows, columns, sort]);
  const toggle = (key: Key) => {
    const chosen = new Set(choice?.chosen);
    if (!chosen.delete(key)) chosen.add(key);
    choice?.onChoose(chosen);
  };
  const areAllChosen = rows.length > 0 && rows.every((row) => choice?.chosen.has(keyOf(row)));
  return (
    <div className={css.frame}>
      <table className={css.table} aria-label={label}>
        <thead>
          <tr>
            {choice !== undefined && (
              <th className={css.box}>
                <input
                  type="checkbox"
                  aria-label={table.all}
                  checked={areAllChosen}
                  onChange={() => choice.onChoose(new Set(areAllChosen ? [] : rows.map(keyOf)))}
                />
              </th>
            )}
            {columns.map((column) => (
              <Head key={column.name} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, most).map((row) => {
            const key = keyOf(row);
            return (
              <tr key={key} aria-selected={choice?.chosen.has(key)}>
                {choice !== undefined && (
                  <td className={css.box}>
                    <input
                      type="checkbox"
                      aria-label={nameOf(row)}
                      checked={choice.chosen.has(key)}
                      onChange={() => toggle(key)}
                    />
                  </td>
                )}
                {columns.map(({ name, cell, spare }) => (
                  <td key={name} className={join(spare === true && css.spare)}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length > most && (
        <Button kind="quiet" onClick={() => setMost(most + SHOWN_AT_ONCE)}>
          {table.more(rows.length - most)}
        </Button>
      )}
    </div>
  );
}

function Head<Row>({
  column: { name, title, by, spare },
  sort,
  onSort,
}: {
  readonly column: Column<Row>;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}) {
  const isUp = sort === name;
  const isDown = sort === `-${name}`;
  return (
    <th
      className={join(spare === true && css.spare)}
      aria-sort={isUp ? "ascending" : isDown ? "descending" : undefined}
    >
      {by === undefined ? (
        title
      ) : (
        <button type="button" className={css.sort} onClick={() => onSort(isUp ? `-${name}` : name)}>
          {title}
          {isUp && <ArrowUp size={14} aria-hidden />}
          {isDown && <ArrowDown size={14} aria-hidden />}
        </button>
      )}
    </th>
  );
}

function sortedBy<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: string): readonly Row[] {
  const isDown = sort.startsWith("-");
  const by = columns.find(({ name }) => name === sort.replace(/^-/, ""))?.by;
  if (by === undefined) return rows;
  const sign = isDown ? -1 : 1;
  return rows.toSorted((a, b) => sign * compared(by(a), by(b)));
}

const compared = (a: string | number, b: string | number): number =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
