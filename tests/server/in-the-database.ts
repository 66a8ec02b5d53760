/** What somebody does who can write to the record database, and has neither the server's keys nor its other folders. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const SCRIPT = `const { DatabaseSync } = require("node:sqlite");
  const db = new DatabaseSync(process.argv[1]);
  db.exec("PRAGMA busy_timeout = 5000");
  db.prepare(process.argv[2]).run(...process.argv.slice(3));`;

/** From another process, since locks of one process are one. */
export const databaseOf =
  ({ folder }: { readonly folder: string }) =>
  (sql: string, ...values: readonly string[]): void => {
    execFileSync(process.execPath, ["-e", SCRIPT, join(folder, "records.db"), sql, ...values]);
  };
