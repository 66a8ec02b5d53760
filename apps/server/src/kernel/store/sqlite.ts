/** Embedded SQLite: WAL, one fsync per commit (`synchronous=FULL`), one writer, readers beside it. */
import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { MOST_LOG_PAGES } from "./checkpoints.ts";
import type { Reader, Row, Selecting, Value, WriteConnection } from "./port.ts";

type Prepared = Database.Statement<Value[], Row>;

function prepareOnce(db: Database.Database): (sql: string) => Prepared {
  const prepared = new Map<string, Prepared>();
  return (sql) => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = db.prepare<Value[], Row>(sql);
      prepared.set(sql, statement);
    }
    return statement;
  };
}

/** The message of the error a second server meets; a thread hands on nothing else of an error. */
export const FOLDER_IN_USE = "another server is using this data folder";

export function openSqliteWriter(path: string): WriteConnection {
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("secure_delete = ON");
  db.pragma("temp_store = MEMORY");
  // Few pages are written again soon, and a commit that moved pages looks through all that are kept here.
  db.pragma("cache_size = -16384");
  // A page that is written again and again is copied into the database once a checkpoint.
  db.pragma(`wal_autocheckpoint = ${MOST_LOG_PAGES}`);
  // A second server on the same file would break the log: the lock is held for as long as this connection lives.
  const fence = new Database(`${path}.lock`);
  try {
    // Already a pragma reads the file, so a lock that another server holds is met here.
    fence.pragma("journal_mode = MEMORY");
    fence.pragma("locking_mode = EXCLUSIVE");
    fence.exec("BEGIN EXCLUSIVE; COMMIT");
  } catch (cause) {
    fence.close();
    db.close();
    throw new Error(FOLDER_IN_USE, { cause });
  }
  const statement = prepareOnce(db);
  return {
    dialect: "sqlite",
    exec: (sql) => void statement(sql).run(),
    run: (sql, values) => statement(sql).run(...values).changes,
    get: (sql, values) => statement(sql).get(...values),
    all: (sql, values) => statement(sql).all(...values),
    close: () => {
      db.pragma("wal_checkpoint(TRUNCATE)");
      db.close();
      fence.close();
    },
  };
}

export function openSqliteReader(path: string): Reader {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  db.pragma("temp_store = MEMORY");
  db.pragma("cache_size = -65536");
  const statement = prepareOnce(db);
  const kysely = new Kysely<unknown>({ dialect: new SqliteDialect({ database: db }) });
  return {
    dialect: "sqlite",
    query: <Schema>() => kysely as unknown as Selecting<Schema>,
    all: async <R>(sql: string, values: readonly Value[]) => statement(sql).all(...values) as R[],
    get: async <R>(sql: string, values: readonly Value[]) => statement(sql).get(...values) as R | undefined,
    close: async () => {
      await kysely.destroy();
    },
  };
}
