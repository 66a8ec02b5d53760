/**
 * Tagged rows that count: made by the writer, and how the register says they are now. Any other is told, once it is wrong again and
 * again.
 */
import { timingSafeEqual } from "node:crypto";
import type { AccountId } from "@warbler/protocol";
import type { RoleRegister } from "../keys/role-register.ts";
import type { Vault } from "../keys/vault.ts";
import { policies, registerPlaceOf, registerScopeOf, type Scope } from "../records.ts";
import type { Reader } from "../store/port.ts";
import type { RowOf, Table } from "../tables.ts";

/** A tagged row that does not count, or one that somebody took out. */
export interface WrongRow {
  readonly scope: Scope | "held_roles" | "policies" | "features";
  /** Whose role it is; nobody's where it is no role. */
  readonly account: AccountId | null;
  /** The writer never made it; it made it, but that is not how it is now; it is now, but was taken out. */
  readonly how: "forged" | "replayed" | "missing";
  /** Table and key, where it is a feature's. */
  readonly row?: string;
}

export interface GenuineDeps {
  readonly vault: Pick<Vault, "isGenuine">;
  readonly roles: Pick<RoleRegister, "tagsOf">;
  readonly onWrongRow: (row: WrongRow) => void;
}

/** A row with the size of the log at its moment; all its columns are null where there is none. */
export type AtLogSize<R> = { readonly [K in keyof R]: R[K] | null } & { readonly log_size: number };

const READS_BEFORE_ALARM = 5;

/** What is read, and the row that was found genuine before in a row's place, if one was. */
export interface Looking<R> {
  readonly table: Table;
  readonly scope: string;
  readonly before?: (row: R) => R | undefined;
}

/** The rows that the writer made and that are the present; others are told, once they are wrong again and again. */
export async function genuineRows<R extends { readonly tag: Uint8Array }>(
  deps: GenuineDeps,
  of: Looking<R>,
  read: () => Promise<readonly AtLogSize<R>[]>,
): Promise<{ readonly rows: readonly R[]; readonly wrong: readonly WrongRow[] }> {
  for (let attempt = 1; ; attempt++) {
    const found = sorted(deps, of, await read());
    // The register may have gone on since the rows were read.
    if (found.wrong.length > 0 && attempt < READS_BEFORE_ALARM) continue;
    for (const row of found.wrong) deps.onWrongRow(row);
    return found;
  }
}

function sorted<R extends { readonly tag: Uint8Array }>(
  { vault, roles }: GenuineDeps,
  { table, scope, before = () => undefined }: Looking<R>,
  read: readonly AtLogSize<R>[],
) {
  const columns = Object.keys(table.columns);
  const current = roles.tagsOf(scope, read[0]?.log_size ?? 0);
  const rows: R[] = [];
  const wrong: WrongRow[] = [];
  for (const { log_size: _, ...row } of read) {
    if (row.tag === null) continue;
    const genuine = row as unknown as R;
    const place = registerPlaceOf(table, genuine);
    const tag = current.get(place.account);
    current.delete(place.account);
    // What is the same in all that its tag is over, and in the tag, has been looked at: of an organisation's roles one has changed.
    const isGenuine = isSame(columns, before(genuine), genuine) || vault.isGenuine(table, genuine, genuine.tag);
    if (!isGenuine) wrong.push(wrongRow(place, "forged"));
    else if (tag === undefined || !timingSafeEqual(tag, genuine.tag)) wrong.push(wrongRow(place, "replayed"));
    else rows.push(genuine);
  }
  for (const account of current.keys()) wrong.push(wrongRow({ scope, account }, "missing"));
  return { rows, wrong };
}

function isSame(
  columns: readonly string[],
  before: Readonly<Record<string, unknown>> | undefined,
  row: Readonly<Record<string, unknown>>,
): boolean {
  return before !== undefined && columns.every((name) => isSameValue(before[name], row[name]));
}

const isSameValue = (one: unknown, other: unknown): boolean =>
  one instanceof Uint8Array && other instanceof Uint8Array ? Buffer.compare(one, other) === 0 : one === other;

function wrongRow(place: { readonly scope: string; readonly account: string }, how: WrongRow["how"]): WrongRow {
  if (place.scope.includes("/"))
    return { scope: "features", account: null, how, row: `${place.scope}/${place.account}` };
  const [account = ""] = place.account.split("/");
  return {
    scope: place.scope as WrongRow["scope"],
    account: place.scope === policies.name ? null : (account as AccountId),
    how,
  };
}

/** Tagged rows of features. */
export interface TaggedRows {
  /** The rows whose primary key begins with `owner`. `isWhole` is false where any of them was changed, put back or taken out. */
  of<T extends Table>(
    table: T,
    owner: string,
  ): Promise<{ readonly rows: readonly RowOf<T>[]; readonly isWhole: boolean }>;
  /** Every owner that has or should have rows. */
  owners(table: Table): Promise<readonly string[]>;
}

export function taggedRows(
  deps: GenuineDeps & { readonly roles: Pick<RoleRegister, "tagsOf" | "scopes">; readonly reader: Reader },
): TaggedRows {
  const { reader, roles } = deps;
  return {
    async of<T extends Table>(table: T, owner: string) {
      const [key = ""] = table.primaryKey;
      const sql = `SELECT h."size" AS "log_size", r.*
  FROM (SELECT COALESCE(MAX("size"), 0) AS "size" FROM "log_head") AS h
  LEFT JOIN "${table.name}" AS r ON r."${key}" = ?` as const;
      const scope = registerScopeOf(table.name, owner);
      const { rows, wrong } = await genuineRows(deps, { table, scope }, () =>
        reader.all<AtLogSize<RowOf<T> & { readonly tag: Uint8Array }>>(sql, [owner]),
      );
      return { rows, isWhole: wrong.length === 0 };
    },
    async owners({ name, primaryKey: [key = ""] }) {
      const stored = await reader.all<{ owner: string }>(`SELECT DISTINCT "${key}" AS "owner" FROM "${name}"`, []);
      const prefix = registerScopeOf(name, "");
      const registered = roles.scopes().filter((scope) => scope.startsWith(prefix));
      return [...new Set([...stored.map(({ owner }) => owner), ...registered.map((one) => one.slice(prefix.length))])];
    },
  };
}
