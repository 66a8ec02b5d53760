/** PostgreSQL: one connection writes and is fenced by an advisory lock it holds; a pool reads. */
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Reader, Row, Selecting, Value, WriteConnection } from "./port.ts";

// int8 as a number: every count and time of ours is below 2^53, and the columns are checked where they are written.
pg.types.setTypeParser(20, (text) => Number(text));

// "Warbler" in ASCII, cut to a 53-bit number: the lock that lets one writer in.
const WRITER_LOCK = 0x57_61_72_62_6c_65;

const cached = new Map<string, string>();
/** Our statements write `?` for a value and never inside a text. */
function numbered(sql: string): string {
  let text = cached.get(sql);
  if (text === undefined) {
    let at = 0;
    text = sql.replaceAll("?", () => `$${++at}`);
    cached.set(sql, text);
  }
  return text;
}

const forPg = (values: readonly Value[]) =>
  values.map((value) => (value instanceof Uint8Array && !Buffer.isBuffer(value) ? Buffer.from(value) : value));

export async function openPostgresWriter(url: string): Promise<WriteConnection> {
  const client = new pg.Client({ connectionString: url, application_name: "warbler-writer" });
  // Without a listener a lost connection would end the process with a stack trace; the next statement reports it instead.
  client.on("error", () => undefined);
  await client.connect();
  const lock = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1) AS held", [WRITER_LOCK]);
  if (lock.rows[0]?.held !== true) {
    await client.end();
    throw new Error("another server is writing to this database");
  }
  await client.query("SET synchronous_commit = on");
  const query = (sql: string, values: readonly Value[]) =>
    client.query<Row>({ text: numbered(sql), values: forPg(values) });
  return {
    dialect: "postgres",
    exec: async (sql) => void (await client.query(sql)),
    run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
    get: async (sql, values) => (await query(sql, values)).rows[0],
    all: async (sql, values) => (await query(sql, values)).rows,
    close: () => client.end(),
  };
}

export function openPostgresReader(url: string): Reader {
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    application_name: "warbler-reader",
    options: "-c default_transaction_read_only=on",
  });
  pool.on("error", () => undefined);
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const query = async (sql: string, values: readonly Value[]) =>
    (await pool.query({ text: numbered(sql), values: forPg(values) })).rows;
  return {
    dialect: "postgres",
    query: <Schema>() => kysely as unknown as Selecting<Schema>,
    all: async <R>(sql: string, values: readonly Value[]) => (await query(sql, values)) as R[],
    get: async <R>(sql: string, values: readonly Value[]) => (await query(sql, values))[0] as R | undefined,
    close: () => kysely.destroy(),
  };
}
