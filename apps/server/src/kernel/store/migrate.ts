/**
 * Makes the database match the declared tables: adds what is missing, renews the words that a choice may be, refuses what
 * it does not know.
 */
import { type Column, columnDdl, type Table, tableDdl } from "../tables.ts";
import type { Migrate, WriteConnection } from "./port.ts";

async function existingColumns(connection: WriteConnection, table: string): Promise<string[]> {
  const rows =
    connection.dialect === "sqlite"
      ? await connection.all(`SELECT name FROM pragma_table_info(?)`, [table])
      : await connection.all(
          "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ?",
          [table],
        );
  return rows.map(({ name }) => String(name));
}

const choicesOf = ({ columns }: Table): [name: string, column: Column][] =>
  Object.entries(columns).filter(([, { kind }]) => kind === "choice");

/** SQLite cannot change a CHECK in place: the table is made anew, and its rows go over. Its indexes are made afterwards. */
async function renewChoicesOnSqlite(connection: WriteConnection, table: Table): Promise<void> {
  const stored = await connection.get(`SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?`, [table.name]);
  const isCurrent = ([name, column]: [string, Column]) =>
    String(stored?.["sql"]).includes(columnDdl("sqlite", name, column));
  if (choicesOf(table).every(isCurrent)) return;
  const fresh: Table = { ...table, name: `${table.name}_renewed`, indexes: [] };
  const names = Object.keys(table.columns)
    .map((name) => `"${name}"`)
    .join(", ");
  for (const statement of tableDdl("sqlite", fresh)) await connection.exec(statement);
  await connection.exec(`INSERT INTO "${fresh.name}" (${names}) SELECT ${names} FROM "${table.name}"`);
  await connection.exec(`DROP TABLE "${table.name}"`);
  await connection.exec(`ALTER TABLE "${fresh.name}" RENAME TO "${table.name}"`);
}

async function renewChoicesOnPostgres(connection: WriteConnection, table: Table): Promise<void> {
  for (const [name, column] of choicesOf(table)) {
    const constraint = `${table.name}_${name}_check`;
    const stored = await connection.get(
      "SELECT pg_get_constraintdef(oid) AS rule FROM pg_constraint WHERE conrelid = to_regclass(?) AND conname = ?",
      [`"${table.name}"`, constraint],
    );
    // Each word once, as PostgreSQL prints it.
    const words = [...String(stored?.["rule"]).matchAll(/'([^']*)'/g)].map(([, word]) => word);
    const declared = column.choices ?? [];
    if (words.length === declared.length && declared.every((word) => words.includes(word))) continue;
    const rule = columnDdl("postgres", name, column).slice(columnDdl("postgres", name, column).indexOf("CHECK"));
    await connection.exec(`ALTER TABLE "${table.name}" DROP CONSTRAINT "${constraint}"`);
    await connection.exec(`ALTER TABLE "${table.name}" ADD CONSTRAINT "${constraint}" ${rule}`);
  }
}

export const migrate: Migrate = async (connection, tables) => {
  await connection.exec("BEGIN");
  try {
    for (const table of tables) {
      const existing = await existingColumns(connection, table.name);
      const unknown = existing.filter((name) => !(name in table.columns));
      if (unknown.length > 0)
        throw new Error(
          `table ${table.name} has columns this version does not know: ${unknown.join(", ")}. Was a newer version here?`,
        );
      if (existing.length > 0) {
        for (const [name, column] of Object.entries(table.columns))
          if (!existing.includes(name))
            await connection.exec(
              `ALTER TABLE "${table.name}" ADD COLUMN ${columnDdl(connection.dialect, name, column)}`,
            );
        if (connection.dialect === "sqlite") await renewChoicesOnSqlite(connection, table);
        else await renewChoicesOnPostgres(connection, table);
      }
      for (const statement of tableDdl(connection.dialect, table)) await connection.exec(statement);
    }
    await connection.exec("COMMIT");
  } catch (error) {
    await connection.exec("ROLLBACK");
    throw error;
  }
};
