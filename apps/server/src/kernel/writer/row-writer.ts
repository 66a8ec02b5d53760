/**
 * Writes rows as a plan's steps say: sealed where their columns are, tagged where they decide what somebody may, and noted
 * for the register and the versions of the scopes that they bear on.
 */
import { seal } from "@warbler/crypto";
import { DESTROYED } from "../keys/keyring.ts";
import type { RoleChange, RoleRegister } from "../keys/role-register.ts";
import { rowIdOf, type Vault } from "../keys/vault.ts";
import type { Cells, Requirement, Step } from "../plan.ts";
import { heldRoles, policies, registerPlaceOf, roleAssignments, standingScope } from "../records.ts";
import type { Refusal } from "../result.ts";
import type { Row, Value, WriteConnection } from "../store/port.ts";
import type { Table } from "../tables.ts";
import { type Group, refuseWith } from "./group.ts";
import { hasTag, isToSeal, whereSql, whereValues } from "./statements.ts";

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
    this.#roles.write(genuine, logSize);
    return genuine.length;
  }

  async write(step: Exclude<Step, { do: "append" | "append-all" }>, group: Group): Promise<void> {
    const table = this.#tables.get(step.table);
    if (table === undefined) throw new Error(`no table ${step.table} is declared`);
    switch (step.do) {
      case "insert":
        this.#touch(table, step.row, group, step.ifExists === "replace");
        return this.insert(table, step.row, { ...step, group });
      case "update": {
        this.#touch(table, step.where, group);
        const set = await this.#sealedCells(table, step.set, { ...step.where, ...step.set });
        if (hasTag(table)) return this.#replaceTagged(table, step.where, set, { ...step, group });
        const names = Object.keys(set);
        const sql = `UPDATE "${table.name}" SET ${names.map((name) => `"${name}" = ?`).join(", ")} WHERE ${whereSql(step.where)}`;
        const changed = await this.#connection.run(sql, [...Object.values(set), ...whereValues(step.where)]);
        if (changed === 0 && step.ifNone !== "ignore") refuseWith(step.ifNone);
        return;
      }
      case "delete": {
        this.#touch(table, step.where, group);
        if (hasTag(table))
          for (const row of await this.#rowsOf(table, step.where)) this.#noteRole(table, { ...row, tag: null }, group);
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
    const values = await this.#sealedCells(table, row, row);
    if (hasTag(table)) values["tag"] = this.#vault.tagOf(table, values);
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

  async #sealedCells(table: Table, cells: Cells, row: Cells): Promise<Record<string, Value>> {
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
        { table: table.name, column: name, rowId: rowIdOf(table, row), keyId: found.id },
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

function accountOf({ account }: Cells): string {
  if (typeof account !== "string") throw new Error("a role in the organisation is written for a person by name");
  return account;
}

function scopeOf({ scope }: Cells): string {
  if (typeof scope !== "string") throw new Error("a role is written for a scope by name");
  return scope;
}
