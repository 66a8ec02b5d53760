/**
 * A plan is what a write wants done, as plain data: what must hold, what to write, and the fact that tells it. The one
 * writer applies plans in order, each under a savepoint, in groups that share one transaction and one fsync.
 */
import type { AccountId, DeviceId, ErrorCode, FactDetail, FactKind, MessageId, RoomId } from "@warbler/protocol";
import type { Scope } from "./records.ts";
import type { Refusal } from "./result.ts";
import type { InsertOf, RowOf, Table } from "./tables.ts";

export type Plain = string | number | null | Uint8Array;
/** Plain text on its way to be sealed by the writer; it never reaches the database as it is. */
export interface ToSeal {
  readonly toSeal: Uint8Array;
}
export type Cell = Plain | ToSeal;
export type Cells = Readonly<Record<string, Cell>>;

/** A record to append to a room. The writer gives it its seq, seals it and links it into the room's chain. */
export interface RecordToAppend {
  readonly room: RoomId;
  readonly message: MessageId;
  readonly author: AccountId;
  readonly device: DeviceId | null;
  readonly kind: number;
  readonly atMs: number;
  readonly imported: boolean;
  readonly content: Uint8Array;
  /** The message that this edit or recall is about. */
  readonly revises?: MessageId;
  /** It mentions somebody or answers somebody. */
  readonly addresses?: boolean;
  /** The content is an `EndToEnd`: a repetition is told by its content part, since the MLS part is made anew for each try. */
  readonly endToEnd?: true;
}

/** Refuses unless between `atLeast` and `atMost` rows are there. */
export interface Requirement {
  readonly do: "require";
  readonly table: string;
  readonly where: Cells;
  readonly atLeast: number;
  readonly atMost: number;
  readonly refusal: ErrorCode;
}

export type Step =
  | {
      readonly do: "insert";
      readonly table: string;
      readonly row: Cells;
      readonly ifExists: "refuse" | "keep" | "replace";
      readonly refusal: ErrorCode;
    }
  | {
      readonly do: "update";
      readonly table: string;
      readonly where: Cells;
      readonly set: Cells;
      readonly ifNone: ErrorCode | "ignore";
    }
  | { readonly do: "delete"; readonly table: string; readonly where: Cells; readonly ifNone: ErrorCode | "ignore" }
  | Requirement
  /**
   * The same message id with the same content is answered with the first seq, with other content it is refused. What `only`
   * requires is asked of new records alone.
   */
  | { readonly do: "append"; readonly record: RecordToAppend; readonly only?: Requirement }
  /** As `append`, many at once, for imports: repeated ones are skipped and counted. */
  | { readonly do: "append-all"; readonly records: readonly RecordToAppend[] };

/** What the fact tells about one person (or, without a subject, about the server itself). */
export interface FactAbout {
  readonly subject: AccountId | null;
  readonly detail: FactDetail;
}

/** What travels to the writer. */
export interface WirePlan {
  readonly steps: readonly Step[];
  readonly fact: { readonly kind: FactKind; readonly about: readonly FactAbout[] };
  /** The policy scope and version the grant was decided on. */
  readonly scope: Scope | null;
  readonly version: number;
  /** Who acts, and the version of what they are in the organisation. */
  readonly by: AccountId | null;
  readonly standing: number;
}

/** A plan whose one step appends a record, and whose fact is that record. */
export function isLoneAppend(plan: WirePlan | undefined): boolean {
  return (
    plan !== undefined && plan.steps.length === 1 && plan.steps[0]?.do === "append" && plan.fact.about.length === 0
  );
}

/** Where and when a plan's fact was recorded. */
export interface Receipt {
  readonly leaf: number;
  readonly position: number;
  readonly atMs: number;
  /** One for each `append` step. */
  readonly records: readonly AppendedRecord[];
  /** Records that `append-all` steps added, and those found there already. */
  readonly added: number;
  readonly found: number;
}

export interface AppendedRecord {
  readonly seq: number;
  readonly leaf: number;
  readonly position: number;
  readonly atMs: number;
  readonly salt: Uint8Array;
  readonly commitment: Uint8Array;
  readonly repeated: boolean;
}

export type Outcome =
  | { readonly ok: true; readonly receipt: Receipt }
  | { readonly ok: false; readonly refusal: Refusal };

/** Names a fact kind together with what its listeners are told. */
export interface FactType<Notice> {
  readonly kind: FactKind;
  readonly notice?: Notice;
}
export const factType = <Notice>(kind: FactKind): FactType<Notice> => ({ kind });

/** At least one: a plan that tells nothing cannot be made. */
export type NonEmpty<T> = readonly [T, ...T[]];

export const isNonEmpty = <T>(list: readonly T[]): list is NonEmpty<T> => list.length > 0;

export interface Plan<Notice = unknown> {
  readonly steps: readonly Step[];
  readonly fact: FactType<Notice>;
  readonly about: readonly FactAbout[];
  /** What listeners get beside the receipt; never leaves this process. */
  readonly notice: Notice;
}

const utf8 = new TextEncoder();
/** The bytes that stand for a sealed value: bytes as they are, text and everything else as JSON. */
export const bytesToSeal = (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : utf8.encode(JSON.stringify(value));

/** Cells of a row by the table's declaration: whatever its column kind calls sealed goes to be sealed. */
export function cellsOf<T extends Table>(table: T, values: Readonly<Record<string, unknown>>): Cells {
  const cells: Record<string, Cell> = {};
  for (const [name, value] of Object.entries(values)) {
    const column = table.columns[name];
    if (column === undefined) throw new Error(`${table.name} has no column ${name}`);
    if (value === undefined) continue;
    const isSealed = column.kind === "sealed" || column.kind === "endToEnd";
    cells[name] = isSealed && value !== null ? { toSeal: bytesToSeal(value) } : (value as Plain);
  }
  return cells;
}

export const insert = <T extends Table>(table: T, row: InsertOf<T>, refusal: ErrorCode = "bad-request"): Step => ({
  do: "insert",
  table: table.name,
  row: cellsOf(table, row),
  ifExists: "refuse",
  refusal,
});
export const insertOrKeep = <T extends Table>(table: T, row: InsertOf<T>): Step => ({
  do: "insert",
  table: table.name,
  row: cellsOf(table, row),
  ifExists: "keep",
  refusal: "internal",
});
export const insertOrReplace = <T extends Table>(table: T, row: InsertOf<T>): Step => ({
  do: "insert",
  table: table.name,
  row: cellsOf(table, row),
  ifExists: "replace",
  refusal: "internal",
});
/** `where` must name the whole primary key when a sealed column is set, since the seal is bound to the row. */
export const update = <T extends Table>(
  table: T,
  where: Partial<RowOf<T>>,
  set: Partial<InsertOf<T>>,
  ifNone: ErrorCode | "ignore" = "not-found",
): Step => ({
  do: "update",
  table: table.name,
  where: cellsOf(table, where),
  set: cellsOf(table, set),
  ifNone,
});
export const remove = <T extends Table>(
  table: T,
  where: Partial<RowOf<T>>,
  ifNone: ErrorCode | "ignore" = "not-found",
): Step => ({ do: "delete", table: table.name, where: cellsOf(table, where), ifNone });
/** Refuses the plan unless between `atLeast` and `atMost` rows are there when it is applied. */
export const requireRows = <T extends Table>(
  table: T,
  where: Partial<RowOf<T>>,
  refusal: ErrorCode,
  atLeast = 1,
  atMost = Number.MAX_SAFE_INTEGER,
): Requirement => ({
  do: "require",
  table: table.name,
  where: cellsOf(table, where),
  atLeast,
  atMost,
  refusal,
});
export const append = (record: RecordToAppend, only?: Requirement): Step => ({
  do: "append",
  record,
  ...(only !== undefined && { only }),
});
export const appendAll = (all: readonly RecordToAppend[]): Step => ({ do: "append-all", records: all });

/** The same detail about several people, each once. */
export function aboutEach(first: AccountId, others: Iterable<AccountId>, detail: FactDetail): NonEmpty<FactAbout> {
  const rest = new Set(others);
  rest.delete(first);
  return [{ subject: first, detail }, ...[...rest].map((subject) => ({ subject, detail }))];
}

export function plan<Notice>(
  fact: FactType<Notice>,
  about: NonEmpty<FactAbout>,
  steps: readonly Step[],
  notice: Notice,
): Plan<Notice> {
  return { steps, fact, about, notice };
}

/** A plan whose fact is the record that it appends, after `steps`. */
export function appending<Notice>(
  fact: FactType<Notice>,
  steps: readonly Step[],
  record: RecordToAppend,
  notice: Notice,
  only?: Requirement,
): Plan<Notice> {
  return { steps: [...steps, append(record, only)], fact, about: [], notice };
}
