// Services that a machine may lack. Their tests are skipped with a sentence that says what to do, or fail with that
// sentence where WARBLER_REQUIRE_SERVICES=1 promises that nothing is left out, as in continuous integration.
import { randomBytes } from "node:crypto";
import { Client } from "pg";

/** Why a service cannot be used here, and what would change that. */
export type Missing = { readonly missing: string };

/** A database that tests may fill with schemas of their own, and must leave as they found it. */
export type Postgres = { readonly url: string };

const DEFAULT_POSTGRES_URL = "postgres://root@127.0.0.1:5432/test";
const PROBE_TIMEOUT_MS = 3_000;

/**
 * The PostgreSQL of WARBLER_TEST_POSTGRES_URL, by default an empty database `test` on this machine, if it answers.
 * Throws where services are required and it does not.
 */
export async function postgres(): Promise<Postgres | Missing> {
  const url = process.env["WARBLER_TEST_POSTGRES_URL"] ?? DEFAULT_POSTGRES_URL;
  const client = new Client({ connectionString: url, connectionTimeoutMillis: PROBE_TIMEOUT_MS });
  // A connection that breaks after the question was answered is none of our business.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("SELECT 1");
    return { url };
  } catch (error) {
    const { hostname, port, pathname } = new URL(url);
    const reason = error instanceof Error ? error.message : String(error);
    return orFail(
      `No PostgreSQL: ${hostname}:${port || 5432}${pathname} does not answer (${reason}). ` +
        "Start one with that database, or set WARBLER_TEST_POSTGRES_URL.",
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A database of its own, dropped when disposed of. Throws the sentence of what is missing. */
export async function freshDatabase(): Promise<Postgres & AsyncDisposable> {
  const server = await postgres();
  if (!("url" in server)) throw new Error(server.missing);
  const name = `warbler_test_${randomBytes(8).toString("hex")}`;
  const administer = async (sql: string) => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await administer(`CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    [Symbol.asyncDispose]: () => administer(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/** What statements find in the database at `url`, without the server. */
export async function rowsIn(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return [await client.query(sql)].flat().flatMap(({ rows }) => rows);
  } finally {
    await client.end();
  }
}

/** The answer of a service that is not there: `sentence`, thrown where WARBLER_REQUIRE_SERVICES=1. */
export function orFail(sentence: string): Missing {
  if (process.env["WARBLER_REQUIRE_SERVICES"] === "1") throw new Error(sentence);
  return { missing: sentence };
}
