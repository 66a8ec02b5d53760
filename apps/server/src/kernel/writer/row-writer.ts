/**
 * Writes rows as a plan's steps say: sealed where their columns are, tagged where they decide what somebody may, and noted
 * for the register and the versions of the scopes that they bear on.
 */
import { seal } from "@warbler/crypto";
import { LIMITS } from "@warbler/protocol";
import { DESTROYED } from "../keys/keyring.ts";
import type { RoleChange, RoleRegister } from "../keys/role-register.ts";
import { rowIdOf, type Vault } from "../keys/vault.ts";
import type { Cells, Requirement, Step } from "../plan.ts";
import {
  heldRoles,
  nameOfRounds,
  nameOfRow,
  nameOfValueRounds,
  policies,
  registerPlaceOf,
  registerScopeOf,
  roleAssignments,
  standingScope,
} from "../records.ts";
import type { Refusal } from "../result.ts";
import type { Row, Value, WriteConnection } from "../store/port.ts";
import type { Table } from "../tables.ts";
import { type Group, refuseWith } from "./group.ts";
import { hasTag, isToSeal, macColumn, whereSql, whereValues } from "./statements.ts";

/** Nothing that ends by itself lasts longer than a token may. */
const LONGEST_MS = Math.max(LIMITS.tokenMs, LIMITS.sessionAbsoluteMs);

export class RowWriter {
  readonly #connection: WriteConnection;
  readonly #vault: Vault;
  readonly #roles: RoleRegister;
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #statements = new Map<string, string>();

  constructor(parts: {
    readonly connection: WriteConnection;
    readonly vault: Vault;
    readonly roles: RoleRegister;
    readonly tables: ReadonlyMap<string, Table>;
  }) {
    this.#connection = parts.connection;
    this.#vault = parts.vault;
    this.#roles = parts.roles;
    this.#tables = parts.tables;
  }

  /** Rows from before there was a register: those with a genuine tag are taken as they are. */
  async adoptRoles(logSize: number): Promise<number> {
    const genuine: RoleChange[] = [];
    for (const table of [...this.#tables.values()].filter(hasTag)) {
      const rows = await this.#connection.all(`SELECT * FROM "${table.name}"`, []);
      for (const row of rows)
        if (row["tag"] !== null && this.#vault.isGenuine(table, row, row["tag"] as Uint8Array))
          genuine.push(roleChangeOf(table, row));
    }
    this.#roles.write({ roles: genuine }, logSize);
    return genuine.length;
  }

  async write(step: Exclude<Step, { do: "append" | "append-all" }>, group: Group): Promise<void> {
    const table = this.#tables.get(step.table);
    if (table === undefined) throw new Error(`no table ${step.table} is declared`);
    switch (step.do) {
      case "insert":
        this.#touch(table, step.row, group, step.ifExists === "replace");
        if (step.ifExists === "replace") await this.#retire(table, keyIn(table, step.row), step.row, group);
        this.#holdToRound(table, step.row, step.row, group);
        return this.insert(table, step.row, { ...step, group });
      case "update": {
        this.#touch(table, step.where, group);
        await this.#retire(table, step.where, step.set, group);
        this.#holdToRound(table, step.where, step.set, group);
        const set = await this.#sealedCells(table, step.set, { ...step.where, ...step.set }, group);
        if (hasTag(table)) return this.#replaceTagged(table, step.where, set, { ...step, group });
        const names = Object.keys(set);
        const sql = `UPDATE "${table.name}" SET ${names.map((name) => `"${name}" = ?`).join(", ")} WHERE ${whereSql(step.where)}`;
        const changed = await this.#connection.run(sql, [...Object.values(set), ...whereValues(step.where)]);
        if (changed === 0 && step.ifNone !== "ignore") refuseWith(step.ifNone);
        return;
      }
      case "delete": {
        this.#touch(table, step.where, group);
        await this.#retire(table, step.where, "removed", group);
        if (hasTag(table)) await this.#forgetTagged(table, step.where, group);
        const changed = await this.#connection.run(
          `DELETE FROM "${table.name}" WHERE ${whereSql(step.where)}`,
          whereValues(step.where),
        );
        if (changed === 0 && step.ifNone !== "ignore") refuseWith(step.ifNone);
        return;
      }
      case "require":
        return this.require(step);
    }
  }

  async require({ table, where, atLeast, atMost, refusal }: Requirement): Promise<void> {
    const row = await this.#connection.get(
      `SELECT count(*) AS n FROM "${table}" WHERE ${whereSql(where)}`,
      whereValues(where),
    );
    const n = Number(row?.["n"]);
    if (n < atLeast || n > atMost) refuseWith(refusal);
  }

  /** A row with a tag is read, changed and tagged anew as a whole. */
  async #replaceTagged(
    table: Table,
    where: Cells,
    set: Record<string, Value>,
    { ifNone, group }: { readonly ifNone: Refusal["code"] | "ignore"; readonly group: Group },
  ): Promise<void> {
    // A row that somebody changed or put back must not get a new tag by a change of another column.
    const rows = (await this.#rowsOf(table, where)).filter((row) => this.#isOwn(table, row, group));
    if (rows.length === 0 && ifNone !== "ignore") refuseWith(ifNone);
    for (const row of rows) {
      const { tag: _, ...rest } = row;
      await this.insert(table, { ...rest, ...set }, { ifExists: "replace", refusal: "internal", group });
    }
  }

  /** Notes what ends for good by these cells, or by being removed. */
  async #retire(table: Table, where: Cells, set: Cells | "removed", group: Group): Promise<void> {
    const { by, rows, values } = table.ends;
    const isSet = (column: string) => set === "removed" || (set[column] ?? null) !== null;
    const isOver = rows && (set === "removed" || by.some(isSet));
    // All but one, say: all are ended, and one is taken out again before it is committed. What was committed stays over.
    const isAgain = set !== "removed" && by.some((column) => set[column] === null);
    const replaced = values.filter((column) => set === "removed" || column in set);
    if (!isOver && !isAgain && replaced.length === 0) return;
    // By the clock, not by what the row says of itself: who can write to the database would have its end forgotten.
    const untilMs = "expires_ms" in table.columns ? group.atMs + LONGEST_MS : null;
    for (const row of await this.#meantBy(table, where)) {
      const name = nameOfRow(table, row);
      if (isAgain) group.retired.delete(name);
      if (isOver) group.retired.set(name, { name, untilMs });
      for (const column of replaced) this.#goOn(nameOfValueRounds(table, column, row), group);
    }
    if (isOver) this.#endRound(table, where, group);
  }

  /** The rows, and the one of that primary key where somebody took it out of the database meanwhile. */
  async #meantBy(table: Table, where: Cells): Promise<readonly Cells[]> {
    const rows = await this.#rowsOf(table, where);
    const key = keyIn(table, where);
    if (rows.length > 0 || Object.keys(key).length < table.primaryKey.length) return rows;
    return (await this.#rowsOf(table, key)).length === 0 ? [key] : [];
  }

  /** All rows of an owner end at once: their round is over, unless something else narrows them down. */
  #endRound(table: Table, where: Cells, group: Group): void {
    const { rounds, by } = table.ends;
    if (rounds === null || !(rounds.of in where)) return;
    const isAll = Object.keys(where).every((column) => column === rounds.of || by.includes(column));
    if (isAll) this.#goOn(nameOfRounds(table, where[rounds.of]), group);
  }

  #goOn(name: string, group: Group): void {
    group.rounds.set(name, this.#roundIn(name, group) + 1);
  }

  #roundIn(name: string, group: Group): number {
    return group.rounds.get(name) ?? this.#roles.roundAt(name);
  }

  #roundOf(table: Table, column: string, row: Cells, group: Group): number {
    return table.ends.values.includes(column) ? this.#roundIn(nameOfValueRounds(table, column, row), group) : 0;
  }

  /** What says of which round it is, is of the present one: a plan that was made before another one ended it is refused. */
  #holdToRound(table: Table, where: Cells, set: Cells, group: Group): void {
    const { rounds } = table.ends;
    if (rounds === null || !(rounds.column in set)) return;
    const owner = where[rounds.of];
    if (owner === undefined) throw new Error(`a round of ${table.name} is written without its owner`);
    if (set[rounds.column] !== this.#roundIn(nameOfRounds(table, owner), group)) refuseWith("permission-changed");
  }

  async #rowsOf(table: Table, where: Cells): Promise<Row[]> {
    return this.#connection.all(`SELECT * FROM "${table.name}" WHERE ${whereSql(where)}`, whereValues(where));
  }

  /** Whether the writer made the row as it is, and last of all. */
  #isOwn(table: Table, row: Row, group: Group): boolean {
    const { scope, account, tag } = roleChangeOf(table, row);
    const written = group.roles.get(`${scope}/${account}`);
    const current = written === undefined ? this.#roles.tagOf(scope, account) : written.tag;
    const isCurrent = current !== null && tag !== null && Buffer.compare(current, tag) === 0;
    return isCurrent && this.#vault.isGenuine(table, row, tag);
  }

  /** Rows that are removed, also those that somebody took out of the database meanwhile to put them back. */
  async #forgetTagged(table: Table, where: Cells, group: Group): Promise<void> {
    for (const row of await this.#rowsOf(table, where)) this.#noteRole(table, { ...row, tag: null }, group);
    const [key = "", ...rest] = table.primaryKey;
    const owner = Object.keys(where).join() === key ? where[key] : undefined;
    if (table.name === roleAssignments.name || typeof owner !== "string" || rest.length === 0) return;
    const scope = registerScopeOf(table.name, owner);
    for (const account of this.#roles.tagsOf(scope, Number.MAX_SAFE_INTEGER).keys())
      if (!group.roles.has(`${scope}/${account}`))
        group.roles.set(`${scope}/${account}`, { scope, account, tag: null });
  }

  #noteRole(table: Table, row: Row, group: Group): void {
    const change = roleChangeOf(table, row);
    group.roles.set(`${change.scope}/${change.account}`, change);
  }

  async insert(
    table: Table,
    row: Cells,
    {
      ifExists,
      refusal,
      group,
    }: {
      readonly ifExists: "refuse" | "keep" | "replace";
      readonly refusal: Refusal["code"];
      readonly group: Group;
    },
  ): Promise<void> {
    const values = await this.#sealedCells(table, row, row, group);
    const mac = macColumn(table);
    if (mac !== undefined) values[mac] = this.#vault.tagOf(table, values);
    const names = Object.keys(values);
    const cacheName = `${table.name} ${ifExists} ${names.join()}`;
    let sql = this.#statements.get(cacheName);
    if (sql === undefined) {
      const keys = table.primaryKey.map((name) => `"${name}"`).join(", ");
      const rest = names.filter((name) => !table.primaryKey.includes(name));
      const replace =
        rest.length === 0
          ? "DO NOTHING"
          : `DO UPDATE SET ${rest.map((name) => `"${name}" = excluded."${name}"`).join(", ")}`;
      const conflict = ifExists === "replace" ? ` ON CONFLICT (${keys}) ${replace}` : " ON CONFLICT DO NOTHING";
      sql = `INSERT INTO "${table.name}" (${names.map((name) => `"${name}"`).join(", ")}) VALUES (${names.map(() => "?").join(", ")})${conflict}`;
      this.#statements.set(cacheName, sql);
    }
    const changed = await this.#connection.run(sql, Object.values(values));
    if (changed === 0 && ifExists === "refuse") refuseWith(refusal);
    if (changed > 0 && hasTag(table)) this.#noteRole(table, values, group);
  }

  async #sealedCells(table: Table, cells: Cells, row: Cells, group: Group): Promise<Record<string, Value>> {
    const values: Record<string, Value> = {};
    for (const [name, cell] of Object.entries(cells)) {
      if (!isToSeal(cell)) {
        values[name] = cell;
        continue;
      }
      const under = table.columns[name]?.under;
      if (under === undefined) throw new Error(`${table.name}.${name} is not a sealed column`);
      const found = this.#vault.keyFor(table, under, row);
      if (found === DESTROYED) return refuseWith("erased");
      values[name] = seal(
        found.key,
        {
          table: table.name,
          column: name,
          rowId: rowIdOf(table, row, this.#roundOf(table, name, row, group)),
          keyId: found.id,
        },
        cell.toSeal,
      );
    }
    return values;
  }

  /**
   * Writing a role raises the version of its scope: grants decided before it no longer count. Changing what somebody is in
   * the organisation raises the version of that as well, on which all their grants were decided, whatever they act on.
   */
  #touch(table: Table, cells: Cells, group: Group, isChange = true): void {
    switch (table.name) {
      case roleAssignments.name: {
        const scope = scopeOf(cells);
        group.touched.add(scope);
        if (scope === "org" && isChange) group.touched.add(standingScope(accountOf(cells)));
        return;
      }
      case heldRoles.name:
        group.touched.add(heldRoles.name).add(standingScope(accountOf(cells)));
        return;
      case policies.name:
        // It bears on whatever is decided in the organisation.
        group.touched.add(policies.name).add("org");
        return;
    }
  }
}

/** Rows with a tag say who may do what, or who decided it: the register is of nothing else. */
const roleChangeOf = (table: Table, row: Row): RoleChange => ({
  ...registerPlaceOf(table, row),
  tag: (row["tag"] as Uint8Array | null | undefined) ?? null,
});

const keyIn = (table: Table, row: Cells): Cells =>
  Object.fromEntries(table.primaryKey.flatMap((key) => (row[key] === undefined ? [] : [[key, row[key]]])));

function accountOf({ account }: Cells): string {
  if (typeof account !== "string") throw new Error("a role in the organisation is written for a person by name");
  return account;
}

function scopeOf({ scope }: Cells): string {
  if (typeof scope !== "string") throw new Error("a role is written for a scope by name");
  return scope;
}
