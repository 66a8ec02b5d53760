/**
 * The store port: what the kernel needs of a database. Two adapters keep these promises and run one acceptance suite:
 * embedded SQLite and PostgreSQL. Statements use `?` and double-quoted names; each adapter makes them its own.
 */
import type { Kysely } from "kysely";
import type { Dialect, Table } from "../tables.ts";

export type Value = string | number | null | Uint8Array;
export type Row = Record<string, Value>;
type Awaitable<T> = T | Promise<T>;

/**
 * The one connection that writes. Only one process holds it at a time, and losing it makes every later call fail.
 * After `commit` returns, what was written survives a crash of the process and of the machine.
 */
export interface WriteConnection {
  readonly dialect: Dialect;
  exec(sql: string): Awaitable<void>;
  /** Runs a statement and returns the number of rows it changed. */
  run(sql: string, values: readonly Value[]): Awaitable<number>;
  get(sql: string, values: readonly Value[]): Awaitable<Row | undefined>;
  all(sql: string, values: readonly Value[]): Awaitable<Row[]>;
  close(): Awaitable<void>;
}

/** The query builder without what writes. */
export type Selecting<Schema> = Pick<Kysely<Schema>, "selectFrom" | "fn">;
/** A statement that only reads. */
export type Select = `SELECT ${string}`;

/** Reads what is committed, and cannot write: neither its types nor its connections let it. Each statement sees one moment. */
export interface Reader {
  readonly dialect: Dialect;
  /** A typed query builder over the tables a feature declares. */
  query<Schema>(): Selecting<Schema>;
  /** For the few hot statements. */
  all<R>(sql: Select, values: readonly Value[]): Promise<R[]>;
  get<R>(sql: Select, values: readonly Value[]): Promise<R | undefined>;
  close(): Promise<void>;
}

export interface StoreLocation {
  readonly dialect: Dialect;
  /** A file for SQLite, a connection URL for PostgreSQL. */
  readonly at: string;
}

/** Makes missing tables, columns and indexes; refuses a database whose columns this version does not know. */
export type Migrate = (connection: WriteConnection, tables: readonly Table[]) => Promise<void>;
