/** Makes the database match the declared tables: adds what is missing, refuses what it does not know. */
import { columnDdl, tableDdl } from "../tables.ts";
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
      if (existing.length > 0)
        for (const [name, column] of Object.entries(table.columns))
          if (!existing.includes(name))
            await connection.exec(
              `ALTER TABLE "${table.name}" ADD COLUMN ${columnDdl(connection.dialect, name, column)}`,
            );
      for (const statement of tableDdl(connection.dialect, table)) await connection.exec(statement);
    }
    await connection.exec("COMMIT");
  } catch (error) {
    await connection.exec("ROLLBACK");
    throw error;
  }
};
