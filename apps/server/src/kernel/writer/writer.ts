/**
 * The one writer. It applies plans in order: each under its own savepoint, so that one that fails does not take its group
 * down; the whole group in one transaction with one fsync. Records, rows and the log have a file each; keys are durable in
 * the keyring before the group is. What it returned is durable and in the log.
 */
import type { Keyring } from "../keys/keyring.ts";
import type { RoleRegister } from "../keys/role-register.ts";
import { purposeName, type Vault } from "../keys/vault.ts";
import { type AppendedRecord, isLoneAppend, type Outcome, type Receipt, type WirePlan } from "../plan.ts";
import { kernelTables, standingScope } from "../records.ts";
import { migrate } from "../store/migrate.ts";
import type { WriteConnection } from "../store/port.ts";
import type { Table } from "../tables.ts";
import { type Group, newGroup, Refused, savepointOf } from "./group.ts";
import { type LogHead, LogWriter } from "./log-writer.ts";
import { RecordWriter } from "./record-writer.ts";
import { RowWriter } from "./row-writer.ts";

export interface GroupResult {
  readonly outcomes: readonly Outcome[];
  readonly head: LogHead;
  /** Policy scopes whose version rose, with the new version. */
  readonly versions: readonly (readonly [scope: string, version: number])[];
}

export interface Started {
  readonly head: LogHead;
  /** Roles that were taken over since there was no register of them; 0 in ordinary starts. */
  readonly adoptedRoles: number;
}

export class Writer {
  readonly #connection: WriteConnection;
  readonly #keyring: Keyring;
  readonly #roles: RoleRegister;
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #nowMs: () => number;
  readonly #rows: RowWriter;
  readonly #records: RecordWriter;
  readonly #log: LogWriter;
  readonly #versions = new Map<string, number>();

  constructor(parts: {
    readonly connection: WriteConnection;
    readonly keyring: Keyring;
    readonly vault: Vault;
    readonly roles: RoleRegister;
    readonly tables: readonly Table[];
    readonly nowMs: () => number;
  }) {
    this.#connection = parts.connection;
    this.#keyring = parts.keyring;
    this.#roles = parts.roles;
    this.#nowMs = parts.nowMs;
    this.#tables = new Map([...kernelTables, ...parts.tables].map((table) => [table.name, table]));
    this.#rows = new RowWriter({ ...parts, tables: this.#tables });
    this.#records = new RecordWriter({ ...parts, rows: this.#rows });
    this.#log = new LogWriter({ ...parts, rows: this.#rows });
  }

  /** Migrates, makes the purpose keys, and takes the log up again; refuses a log that does not hash to its own head. */
  async start(): Promise<Started> {
    await migrate(this.#connection, [...this.#tables.values()]);
    for (const purpose of ["records", "policy", "blind", "audit"] as const) this.#keyring.ensure(purposeName(purpose));
    this.#keyring.flush();
    await this.#log.reload();
    const { head } = this.#log;
    this.#roles.settle(head.size, this.#nowMs());
    const adoptedRoles = this.#roles.isNew ? await this.#rows.adoptRoles(head.size) : 0;
    return { head, adoptedRoles };
  }

  async applyGroup(plans: readonly WirePlan[]): Promise<GroupResult> {
    const group = newGroup(this.#log.head.size, this.#nowMs());
    const outcomes: Outcome[] = [];
    await this.#connection.exec("BEGIN");
    try {
      for (const plan of plans) outcomes.push(await this.#applyOne(plan, group));
      const log = await this.#log.writeLeaves(group);
      await this.#records.writeHeads(group);
      this.#keyring.flush();
      const { roles, retired, rounds } = group;
      if (roles.size + retired.size + rounds.size > 0)
        this.#roles.write({ roles: roles.values(), retired: retired.values(), rounds }, log.size);
      await this.#connection.exec("COMMIT");
      this.#log.keep(log);
    } catch (error) {
      await this.#abandon();
      throw error;
    }
    this.#records.keepHeads(group);
    const versions = [...group.touched].map((scope) => [scope, (this.#versions.get(scope) ?? 0) + 1] as const);
    for (const [scope, version] of versions) this.#versions.set(scope, version);
    return { outcomes, head: this.#log.head, versions };
  }

  async #abandon(): Promise<void> {
    this.#records.forgetHeads();
    try {
      await this.#connection.exec("ROLLBACK");
      await this.#log.reload();
    } catch {
      // The connection is gone: the error that brought us here is the one to report.
    }
  }

  async #applyOne(plan: WirePlan, group: Group): Promise<Outcome> {
    const isStale = (scope: string, version: number) =>
      (this.#versions.get(scope) ?? 0) !== version || group.touched.has(scope);
    if (
      (plan.scope !== null && isStale(plan.scope, plan.version)) ||
      (plan.by !== null && isStale(standingScope(plan.by), plan.standing))
    )
      return { ok: false, refusal: { code: "permission-changed" } };
    // It is refused before it has written anything, and most plans are that: no savepoint.
    if (isLoneAppend(plan)) return this.#outcomeOf(plan, group);
    const putBack = savepointOf(group);
    await this.#connection.exec("SAVEPOINT plan");
    const outcome = await this.#outcomeOf(plan, group);
    if (!outcome.ok) {
      await this.#connection.exec("ROLLBACK TO SAVEPOINT plan");
      putBack();
    }
    await this.#connection.exec("RELEASE SAVEPOINT plan");
    return outcome;
  }

  async #outcomeOf(plan: WirePlan, group: Group): Promise<Outcome> {
    try {
      return { ok: true, receipt: await this.#applySteps(plan, group) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { ok: false, refusal: error.refusal };
    }
  }

  async #applySteps(plan: WirePlan, group: Group): Promise<Receipt> {
    const appended: AppendedRecord[] = [];
    let added = 0;
    let found = 0;
    for (const step of plan.steps) {
      if (step.do === "append") appended.push(await this.#records.append(step.record, group, step.only));
      else if (step.do === "append-all")
        for (const record of step.records) {
          if ((await this.#records.append(record, group)).repeated) found++;
          else added++;
        }
      else await this.#rows.write(step, group);
    }
    const [first] = appended;
    const fact = plan.fact.about.length > 0 ? await this.#log.recordFact(plan, group) : first;
    if (fact === undefined) throw new Error(`a plan tells no fact: ${plan.fact.kind}`);
    return { leaf: fact.leaf, position: fact.position, atMs: group.atMs, records: appended, added, found };
  }
}
