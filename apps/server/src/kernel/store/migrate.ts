/**
 * Makes the database match the declared tables: adds what is missing, renews the words that a choice may be, refuses what
 * it does not know.
 */
import { type Column, columnDdl, indexName, type Table, tableDdl } from "../tables.ts";
import type { Migrate, WriteConnection } from "./port.ts";

/** What is in the database, asked once for all tables: asking for each takes PostgreSQL seconds. */
interface Existing {
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
  readonly indexes: ReadonlySet<string>;
  /** SQLite: how each table was made. PostgreSQL: what each check asks. */
  readonly rules: ReadonlyMap<string, string>;
}

const QUERIES = {
  sqlite: {
    columns: `SELECT made.name AS place, info.name AS name FROM sqlite_schema AS made, pragma_table_info(made.name) AS info
      WHERE made.type = 'table'`,
    indexes: "SELECT name FROM sqlite_schema WHERE type = 'index'",
    rules: "SELECT name, sql AS rule FROM sqlite_schema WHERE type = 'table'",
  },
  postgres: {
    columns: `SELECT pg_class.relname AS place, attname AS name FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
      WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped`,
    indexes:
      "SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'i'",
    rules: `SELECT conname AS name, pg_get_constraintdef(oid) AS rule FROM pg_constraint
      WHERE connamespace = current_schema()::regnamespace AND contype = 'c'`,
  },
} as const;

async function whatExists(connection: WriteConnection): Promise<Existing> {
  const queries = QUERIES[connection.dialect];
  const columns = new Map<string, Set<string>>();
  for (const { place, name } of await connection.all(queries.columns, [])) {
    const ofTable = columns.get(String(place)) ?? new Set();
    columns.set(String(place), ofTable.add(String(name)));
  }
  const indexes = new Set((await connection.all(queries.indexes, [])).map(({ name }) => String(name)));
  const rules = new Map(
    (await connection.all(queries.rules, [])).map(({ name, rule }) => [String(name), String(rule)]),
  );
  return { columns, indexes, rules };
}

/** Those that were there already: what was added now has the words of now. */
const choicesOf = ({ name: place, columns }: Table, existing: Existing): [name: string, column: Column][] =>
  Object.entries(columns).filter(([name, { kind }]) => kind === "choice" && existing.columns.get(place)?.has(name));

/**
 * SQLite cannot change a CHECK in place: the table is made anew, and its rows go over. Its indexes are made afterwards.
 * Whether that was needed.
 */
async function renewChoicesOnSqlite(connection: WriteConnection, table: Table, existing: Existing): Promise<boolean> {
  const isCurrent = ([name, column]: [string, Column]) =>
    existing.rules.get(table.name)?.includes(columnDdl("sqlite", name, column));
  if (choicesOf(table, existing).every(isCurrent)) return false;
  const fresh: Table = { ...table, name: `${table.name}_renewed`, indexes: [] };
  const names = Object.keys(table.columns)
    .map((name) => `"${name}"`)
    .join(", ");
  for (const statement of tableDdl("sqlite", fresh)) await connection.exec(statement);
  await connection.exec(`INSERT INTO "${fresh.name}" (${names}) SELECT ${names} FROM "${table.name}"`);
  await connection.exec(`DROP TABLE "${table.name}"`);
  await connection.exec(`ALTER TABLE "${fresh.name}" RENAME TO "${table.name}"`);
  return true;
}

async function renewChoicesOnPostgres(connection: WriteConnection, table: Table, existing: Existing): Promise<void> {
  for (const [name, column] of choicesOf(table, existing)) {
    const constraint = `${table.name}_${name}_check`;
    // Each word once, as PostgreSQL prints it.
    const words = [...(existing.rules.get(constraint) ?? "").matchAll(/'([^']*)'/g)].map(([, word]) => word);
    const declared = column.choices ?? [];
    if (words.length === declared.length && declared.every((word) => words.includes(word))) continue;
    const rule = columnDdl("postgres", name, column).slice(columnDdl("postgres", name, column).indexOf("CHECK"));
    await connection.exec(`ALTER TABLE "${table.name}" DROP CONSTRAINT "${constraint}"`);
    await connection.exec(`ALTER TABLE "${table.name}" ADD CONSTRAINT "${constraint}" ${rule}`);
  }
}

/** Brings a table that is there up to date; whether its indexes are there too. */
async function upgrade(connection: WriteConnection, table: Table, existing: Existing): Promise<boolean> {
  const columns = existing.columns.get(table.name) ?? new Set();
  const unknown = [...columns].filter((name) => !(name in table.columns));
  if (unknown.length > 0)
    throw new Error(
      `table ${table.name} has columns this version does not know: ${unknown.join(", ")}. Was a newer version here?`,
    );
  const missing = Object.entries(table.columns).filter(([name]) => !columns.has(name));
  for (const [name, column] of missing)
    await connection.exec(`ALTER TABLE "${table.name}" ADD COLUMN ${columnDdl(connection.dialect, name, column)}`);
  if (connection.dialect === "postgres") await renewChoicesOnPostgres(connection, table, existing);
  else if (await renewChoicesOnSqlite(connection, table, existing)) return false;
  return table.indexes.every((columns) => existing.indexes.has(indexName(table.name, columns)));
}

export const migrate: Migrate = async (connection, tables) => {
  await connection.exec("BEGIN");
  try {
    const existing = await whatExists(connection);
    for (const table of tables) {
      if (existing.columns.has(table.name) && (await upgrade(connection, table, existing))) continue;
      for (const statement of tableDdl(connection.dialect, table)) await connection.exec(statement);
    }
    await connection.exec("COMMIT");
  } catch (error) {
    await connection.exec("ROLLBACK");
    throw error;
  }
};
