/**
 * Tables are declared in column kinds, and there is no kind for plain text about a person. One declaration yields the row
 * type, the DDL for both databases, and the data map.
 *
 * `id` an identifier · `timeMs` · `count` a whole number · `flag` · `choice` a word of a closed list · `digest` 32 bytes that
 * reveal nothing (hash of random or salted input) · `blind` a keyed lookup value (HMAC) · `mac` the row's authentication
 * tag, made by the writer · `sealed` AES-256-GCM under a key that can be destroyed · `endToEnd` ciphertext that clients
 * made for clients, sealed once more so that erasure reaches it: the seal comes off, but nothing here opens what is inside.
 */
import type { AnyId, RoleName } from "@warbler/protocol";

export type ColumnKind =
  | "id"
  | "timeMs"
  | "count"
  | "flag"
  | "choice"
  | "digest"
  | "blind"
  | "mac"
  | "sealed"
  | "endToEnd"
  | "public";

/** Which key seals a column: the table's own, a person's, a room's, or the record's (see `records.ts`). Names are columns of the row. */
export type SealedUnder =
  | { readonly key: "table" }
  | { readonly key: "subject"; readonly of: string }
  | { readonly key: "room"; readonly of: string }
  | { readonly key: "record" };

declare const valueType: unique symbol;
declare const sealedType: unique symbol;
declare const endToEndType: unique symbol;

/**
 * The sealed bytes of a `T`, bound to its table and column (`"table.column"`) and, by the seal, to its row. Only the writer
 * makes them, only the vault opens them.
 */
export type Sealed<T, Place extends string = string> = Uint8Array & {
  readonly [sealedType]: { readonly value: T; readonly place: Place };
};

/**
 * What clients encrypted for clients. It is no `Uint8Array` to the compiler, so that nothing that parses, opens or searches
 * bytes can take it: it is made by `endToEndCiphertext` from what a client sent, and leaves by `relayed`.
 */
export interface EndToEndCiphertext {
  readonly [endToEndType]: "ciphertext";
}
/** End-to-end ciphertext under the seal of its table, column and row. */
export interface SealedEndToEnd {
  readonly [endToEndType]: "sealed";
}
/** The claim that a client sent these bytes as ciphertext for other clients. */
export const endToEndCiphertext = (bytes: Uint8Array): EndToEndCiphertext => bytes as unknown as EndToEndCiphertext;
/** The bytes as they travel on to a client. */
export const relayed = (ciphertext: EndToEndCiphertext): Uint8Array => ciphertext as unknown as Uint8Array;

export interface Column<K extends ColumnKind = ColumnKind, T = unknown, N extends boolean = boolean> {
  readonly kind: K;
  readonly nullable: N;
  readonly choices?: readonly string[];
  readonly under?: SealedUnder;
  /** What a sealed column holds, in words, for the data map. */
  readonly holds?: string;
  readonly [valueType]?: T;
}

export type Columns = Readonly<Record<string, Column>>;

export interface Table<Name extends string = string, C extends Columns = Columns> {
  readonly name: Name;
  readonly columns: C;
  readonly primaryKey: readonly string[];
  readonly unique: readonly (readonly string[])[];
  readonly indexes: readonly (readonly string[])[];
  readonly ends: Ends;
}

/**
 * What never counts again, by the register: a row once one of the columns `by` is set, or a row that says so is removed; and a sealed
 * value once another one is in its place, or its row is removed. The primary key of what ends is never used again.
 *
 * Who takes a row out of the database hides it from its end. So rows and values say of which *round* they are: a round of values goes on
 * with each that is set, one of rows whenever all rows of an owner end at once, and what is of an earlier one does not count.
 */
export interface Ends {
  readonly by: readonly string[];
  readonly rows: boolean;
  readonly values: readonly string[];
  readonly rounds: Rounds | null;
}
/** Rounds of the rows that have the same value in the column `of`; `column` says of which one a row is, where it is not 0. */
export interface Rounds {
  readonly of: string;
  readonly column: string;
}
const NEVER_ENDS: Ends = { by: [], rows: false, values: [], rounds: null };

type ValueOf<C> =
  C extends Column<infer K, infer T, infer N>
    ?
        | (K extends "digest" | "blind" | "mac" | "public" ? Uint8Array : K extends "flag" ? 0 | 1 : T)
        | (N extends true ? null : never)
    : never;
type StoredOf<C, Place extends string> =
  C extends Column<infer K, infer T, infer N>
    ? K extends "sealed"
      ? Sealed<T, Place> | (N extends true ? null : never)
      : K extends "endToEnd"
        ? SealedEndToEnd | (N extends true ? null : never)
        : ValueOf<C>
    : never;

/** A row as read: sealed columns are opaque. */
export type RowOf<T> =
  T extends Table<infer Name, infer C> ? { readonly [K in keyof C]: StoredOf<C[K], `${Name}.${K & string}`> } : never;

/** Names of the columns of a kind. */
type ColumnsOf<T, Kind extends ColumnKind> =
  T extends Table<string, infer C>
    ? { [K in keyof C]: C[K]["kind"] extends Kind ? K : never }[keyof C] & string
    : never;
/** Names of the columns that hold something sealed. */
export type SealedColumns<T> = ColumnsOf<T, "sealed">;
/** Names of the columns that hold ciphertext of clients. */
export type EndToEndColumns<T> = ColumnsOf<T, "endToEnd">;

type MacColumns<C extends Columns> = { [K in keyof C]: C[K]["kind"] extends "mac" ? K : never }[keyof C];
type NullableColumns<C extends Columns> = { [K in keyof C]: C[K]["nullable"] extends true ? K : never }[keyof C];
/** A row to insert: sealed columns take their value, which the writer seals; `mac` columns are the writer's. */
export type InsertOf<T> =
  T extends Table<string, infer C>
    ? { readonly [K in Exclude<keyof C, MacColumns<C> | NullableColumns<C>>]: ValueOf<C[K]> } & {
        readonly [K in NullableColumns<C>]?: ValueOf<C[K]>;
      }
    : never;

const column = <K extends ColumnKind, T>(kind: K, extra: Partial<Column> = {}): Column<K, T, false> =>
  ({ kind, nullable: false, ...extra }) as Column<K, T, false>;

export const id = <T extends AnyId | RoleName | "org">() => column<"id", T>("id");
export const timeMs = () => column<"timeMs", number>("timeMs");
export const count = () => column<"count", number>("count");
export const flag = () => column<"flag", 0 | 1>("flag");
export const choice = <const T extends readonly string[]>(choices: T) =>
  column<"choice", T[number]>("choice", { choices });
export const digest = () => column<"digest", Uint8Array>("digest");
export const blind = () => column<"blind", Uint8Array>("blind");
export const mac = () => column<"mac", Uint8Array>("mac");
/** Bytes that are published anyway: leaf entries, tiles, ciphertext made by clients. `holds` says which. */
export const publicBytes = (holds: string) => column<"public", Uint8Array>("public", { holds });
/** Text, numbers or small objects (as JSON), or bytes, sealed. `holds` says what, for the data map. */
export const sealed = <T extends string | number | object>(under: SealedUnder, holds: string) =>
  column<"sealed", T>("sealed", { under, holds });
/** Ciphertext of clients, sealed once more. `holds` says of what, for the data map. */
export const endToEnd = (under: SealedUnder, holds: string) =>
  column<"endToEnd", EndToEndCiphertext>("endToEnd", { under, holds });
export const nullable = <K extends ColumnKind, T>(of: Column<K, T, false>): Column<K, T, true> => ({
  ...of,
  nullable: true,
});

export function table<const Name extends string, C extends Columns>(
  name: Name,
  columns: C,
  keys: {
    readonly primaryKey: readonly (keyof C & string)[];
    readonly unique?: readonly (readonly (keyof C & string)[])[];
    readonly indexes?: readonly (readonly (keyof C & string)[])[];
    /** Its rows end for good: by these columns once they are set, or by removal alone. */
    readonly endedBy?: readonly (keyof C & string)[];
    /** Sealed values that end for good once they are replaced. */
    readonly replaced?: readonly (keyof C & string)[];
    /** All its rows of one owner can end at once. */
    readonly rounds?: { readonly of: keyof C & string; readonly column: keyof C & string };
  },
): Table<Name, C> {
  for (const [columnName, { under }] of Object.entries(columns)) {
    if (under && "of" in under && !(under.of in columns))
      throw new Error(`${name}.${columnName} is sealed under the key of ${under.of}, which is no column`);
  }
  const { primaryKey, unique = [], indexes = [], endedBy, replaced = [], rounds = null } = keys;
  const ends = { ...NEVER_ENDS, by: endedBy ?? [], rows: endedBy !== undefined, values: replaced, rounds };
  return { name, columns, primaryKey, unique, indexes, ends };
}

/** The Kysely schema of some tables, by name. */
export type Schema<Tables extends readonly Table[]> = { [T in Tables[number] as T["name"]]: RowOf<T> };

/** First bytes of everything sealed; the database checks them too. */
export const SEAL_MARK_HEX = "5701";

export type Dialect = "sqlite" | "postgres";

const TYPES = {
  sqlite: { text: "TEXT", integer: "INTEGER", bytes: "BLOB" },
  postgres: { text: 'TEXT COLLATE "C"', integer: "BIGINT", bytes: "BYTEA" },
} as const;

/** SQL type and CHECK of one column: what the kind promises, the database holds to. */
export function columnDdl(dialect: Dialect, name: string, { kind, nullable: mayBeNull, choices }: Column): string {
  const type = TYPES[dialect];
  const octets =
    dialect === "sqlite"
      ? (column: string) => `typeof("${column}") = 'blob' AND length("${column}")`
      : (column: string) => `octet_length("${column}")`;
  const check = (condition: string) => ` CHECK (${mayBeNull ? `"${name}" IS NULL OR (${condition})` : condition})`;
  const nullness = mayBeNull ? "" : " NOT NULL";
  const text = dialect === "sqlite" ? `typeof("${name}") = 'text' AND ` : "";
  switch (kind) {
    case "id":
      return `"${name}" ${type.text}${nullness}${check(`${text}length("${name}") BETWEEN 1 AND 64`)}`;
    case "choice":
      return `"${name}" ${type.text}${nullness}${check(`"${name}" IN (${(choices ?? []).map((word) => `'${word}'`).join(", ")})`)}`;
    case "timeMs":
    case "count":
      return `"${name}" ${type.integer}${nullness}${check(dialect === "sqlite" ? `typeof("${name}") = 'integer'` : `"${name}" IS NOT NULL`)}`;
    case "flag":
      return `"${name}" ${type.integer}${nullness}${check(`"${name}" IN (0, 1)`)}`;
    case "digest":
    case "blind":
    case "mac":
      return `"${name}" ${type.bytes}${nullness}${check(`${octets(name)} = 32`)}`;
    case "public":
      return `"${name}" ${type.bytes}${nullness}`;
    case "sealed":
    case "endToEnd": {
      const mark =
        dialect === "sqlite"
          ? `substr("${name}", 1, 2) = x'${SEAL_MARK_HEX}'`
          : `substring("${name}" from 1 for 2) = '\\x${SEAL_MARK_HEX}'::bytea`;
      return `"${name}" ${type.bytes}${nullness}${check(`${octets(name)} >= 30 AND ${mark}`)}`;
    }
  }
}

/** The statements that make a table and its indexes where they are missing. */
export function tableDdl(dialect: Dialect, { name, columns, primaryKey, unique, indexes }: Table): string[] {
  const list = (names: readonly string[]) => names.map((one) => `"${one}"`).join(", ");
  const lines = [
    ...Object.entries(columns).map(([columnName, of]) => columnDdl(dialect, columnName, of)),
    `PRIMARY KEY (${list(primaryKey)})`,
    ...unique.map((names) => `UNIQUE (${list(names)})`),
  ];
  return [
    `CREATE TABLE IF NOT EXISTS "${name}" (\n  ${lines.join(",\n  ")}\n)`,
    ...indexes.map((names) => `CREATE INDEX IF NOT EXISTS "${indexName(name, names)}" ON "${name}" (${list(names)})`),
  ];
}

export const indexName = (table: string, columns: readonly string[]): string => `${table}_by_${columns.join("_")}`;
