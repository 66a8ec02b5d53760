/**
 * The one writer. It applies plans in order: each under its own savepoint, so that one that fails does not take its group
 * down; the whole group in one transaction with one fsync. Seqs, seals, row tags, commitments and leaves are made here,
 * and keys are durable in the keyring before the group is. What it returned is durable and in the log.
 */

import { open, seal } from "@warbler/crypto";
import { canonicalFact, canonicalRecord, FACTS, isBatched, type RoomId } from "@warbler/protocol";
import { EndToEndSchema, fromBinary } from "@warbler/protocol/wire";
import {
  appendEntries,
  batchLeafOf,
  commitToFact,
  commitToRecord,
  emptyTileLog,
  encodeBatchLeaf,
  openTileLog,
  roomChainStart,
  type TileLog,
} from "@warbler/transparency";
import { DESTROYED, type Keyring } from "../keys/keyring.ts";
import type { RoleChange, RoleRegister } from "../keys/role-register.ts";
import { purposeName, rowIdOf, type Vault } from "../keys/vault.ts";
import { nodeHasher } from "../log/hasher.ts";
import { storedTiles } from "../log/stored-tiles.ts";
import {
  type AppendedRecord,
  type Cells,
  isLoneAppend,
  type Outcome,
  type Receipt,
  type RecordToAppend,
  type Requirement,
  type Step,
  type WirePlan,
} from "../plan.ts";
import {
  facts,
  heldRoles,
  kernelTables,
  policies,
  registerPlaceOf,
  roleAssignments,
  standingScope,
} from "../records.ts";
import type { Refusal } from "../result.ts";
import { migrate } from "../store/migrate.ts";
import type { Row, Value, WriteConnection } from "../store/port.ts";
import type { Table } from "../tables.ts";
import {
  ADDRESSED_INSERT,
  HEAD_UPSERT,
  hasTag,
  isToSeal,
  LOG_HEAD_UPSERT,
  RECORD_BY_MESSAGE,
  RECORD_INSERT,
  REVISION_INSERT,
  whereSql,
  whereValues,
} from "./statements.ts";

export interface GroupResult {
  readonly outcomes: readonly Outcome[];
  readonly head: { readonly size: number; readonly root: Uint8Array };
  /** Policy scopes whose version rose, with the new version. */
  readonly versions: readonly (readonly [scope: string, version: number])[];
}

export interface Started {
  readonly head: GroupResult["head"];
  /** Roles that were taken over since there was no register of them; 0 in ordinary starts. */
  readonly adoptedRoles: number;
}

interface Head {
  readonly seq: number;
  readonly commitment: Uint8Array;
}

/** What a group has gathered so far; a plan that fails is cut off again. */
interface Group {
  nextLeaf: number;
  batchLeaf: number | undefined;
  readonly batch: Uint8Array[];
  readonly singles: { readonly leaf: number; readonly kind: number; readonly commitments: readonly Uint8Array[] }[];
  readonly heads: Map<RoomId, Head>;
  readonly touched: Set<string>;
  /** Role rows written, by scope and account. */
  readonly roles: Map<string, RoleChange>;
  readonly atMs: number;
}

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}
const refuseWith = (code: Refusal["code"], detail?: string): never => {
  throw new Refused({ code, ...(detail !== undefined && { detail }) });
};

const CACHED_HEADS = 50_000;

export class Writer {
  readonly #connection: WriteConnection;
  readonly #keyring: Keyring;
  readonly #vault: Vault;
  readonly #roles: RoleRegister;
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #nowMs: () => number;
  readonly #heads = new Map<RoomId, Head>();
  readonly #versions = new Map<string, number>();
  readonly #statements = new Map<string, string>();
  #log: TileLog = emptyTileLog(nodeHasher);

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
    this.#vault = parts.vault;
    this.#roles = parts.roles;
    this.#nowMs = parts.nowMs;
    this.#tables = new Map([...kernelTables, ...parts.tables].map((table) => [table.name, table]));
  }

  /** Migrates, makes the purpose keys, and takes the log up again; refuses a log that does not hash to its own head. */
  async start(): Promise<Started> {
    await migrate(this.#connection, [...this.#tables.values()]);
    for (const purpose of ["records", "policy", "blind", "audit"] as const) this.#keyring.ensure(purposeName(purpose));
    this.#keyring.flush();
    await this.#reload();
    this.#roles.settle(this.#log.size);
    const adoptedRoles = this.#roles.isNew ? await this.#adoptRoles() : 0;
    return { head: { size: this.#log.size, root: this.#log.root }, adoptedRoles };
  }

  /** Rows from before there was a register: those with a genuine tag are taken as they are. */
  async #adoptRoles(): Promise<number> {
    const genuine: RoleChange[] = [];
    for (const table of [...this.#tables.values()].filter(hasTag)) {
      const rows = await this.#connection.all(`SELECT * FROM "${table.name}"`, []);
      for (const row of rows)
        if (this.#vault.isGenuine(table, row, row["tag"] as Uint8Array)) genuine.push(roleChangeOf(table, row));
    }
    this.#roles.write(genuine, this.#log.size);
    return genuine.length;
  }

  async applyGroup(plans: readonly WirePlan[]): Promise<GroupResult> {
    const group: Group = {
      nextLeaf: this.#log.size,
      batchLeaf: undefined,
      batch: [],
      singles: [],
      heads: new Map(),
      touched: new Set(),
      roles: new Map(),
      atMs: this.#nowMs(),
    };
    const outcomes: Outcome[] = [];
    await this.#connection.exec("BEGIN");
    try {
      for (const plan of plans) outcomes.push(await this.#applyOne(plan, group));
      const log = await this.#writeLeaves(group);
      for (const [room, head] of group.heads)
        await this.#connection.run(HEAD_UPSERT, [room, head.seq, head.commitment]);
      this.#keyring.flush();
      if (group.roles.size > 0) this.#roles.write(group.roles.values(), log.size);
      await this.#connection.exec("COMMIT");
      this.#log = log;
    } catch (error) {
      await this.#abandon();
      throw error;
    }
    if (this.#heads.size > CACHED_HEADS) this.#heads.clear();
    for (const [room, head] of group.heads) this.#heads.set(room, head);
    const versions = [...group.touched].map((scope) => [scope, (this.#versions.get(scope) ?? 0) + 1] as const);
    for (const [scope, version] of versions) this.#versions.set(scope, version);
    return { outcomes, head: { size: this.#log.size, root: this.#log.root }, versions };
  }

  async #abandon(): Promise<void> {
    this.#heads.clear();
    try {
      await this.#connection.exec("ROLLBACK");
      await this.#reload();
    } catch {
      // The connection is gone: the error that brought us here is the one to report.
    }
  }

  async #reload(): Promise<void> {
    const row = await this.#connection.get('SELECT "size", "root" FROM "log_head" WHERE "id" = 1', []);
    if (row === undefined) {
      this.#log = emptyTileLog(nodeHasher);
      return;
    }
    const head = { size: Number(row["size"]), root: row["root"] as Uint8Array };
    const opened = await openTileLog(head, storedTiles(this.#connection), nodeHasher);
    if (!opened.ok) throw new Error(`the audit log on disk does not match its head: ${JSON.stringify(opened.refusal)}`);
    this.#log = opened.value;
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
    const before = {
      nextLeaf: group.nextLeaf,
      batchLeaf: group.batchLeaf,
      batch: group.batch.length,
      singles: group.singles.length,
      heads: new Map(group.heads),
      touched: new Set(group.touched),
      roles: new Map(group.roles),
    };
    await this.#connection.exec("SAVEPOINT plan");
    const outcome = await this.#outcomeOf(plan, group);
    if (!outcome.ok) {
      await this.#connection.exec("ROLLBACK TO SAVEPOINT plan");
      group.nextLeaf = before.nextLeaf;
      group.batchLeaf = before.batchLeaf;
      group.batch.length = before.batch;
      group.singles.length = before.singles;
      restore(group.heads, before.heads);
      group.touched.clear();
      for (const scope of before.touched) group.touched.add(scope);
      restore(group.roles, before.roles);
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
      if (step.do === "append") appended.push(await this.#append(step.record, group, step.only));
      else if (step.do === "append-all")
        for (const record of step.records) {
          if ((await this.#append(record, group)).repeated) found++;
          else added++;
        }
      else await this.#write(step, group);
    }
    const [first] = appended;
    const fact = plan.fact.about.length > 0 ? await this.#recordFact(plan, group) : first;
    if (fact === undefined) throw new Error(`a plan tells no fact: ${plan.fact.kind}`);
    return { leaf: fact.leaf, position: fact.position, atMs: group.atMs, records: appended, added, found };
  }

  async #recordFact({ fact }: WirePlan, group: Group): Promise<{ leaf: number; position: number }> {
    const batched = isBatched(fact.kind);
    const leaf = batched ? this.#batchLeaf(group) : group.nextLeaf++;
    const start = batched ? group.batch.length : 0;
    const commitments: Uint8Array[] = [];
    for (const [at, { subject, detail }] of fact.about.entries()) {
      const position = start + at;
      const salt = this.#vault.factSalt(subject, leaf, position);
      if (salt === DESTROYED) return refuseWith("erased");
      commitments.push(
        commitToFact({ salt, fact: canonicalFact(fact.kind, group.atMs, subject ?? "", detail) }, nodeHasher),
      );
      // A batched fact's detail is the row it wrote (a read cursor, a chunk): a history of those would only watch people.
      if (!batched)
        await this.#insert(
          facts,
          {
            leaf,
            position,
            kind: fact.kind,
            at_ms: group.atMs,
            subject,
            detail: { toSeal: Buffer.from(JSON.stringify(detail)) },
          },
          { ifExists: "refuse", refusal: "internal", group },
        );
    }
    if (batched) group.batch.push(...commitments);
    else group.singles.push({ leaf, kind: FACTS[fact.kind].code, commitments });
    return { leaf, position: start };
  }

  #batchLeaf(group: Group): number {
    group.batchLeaf ??= group.nextLeaf++;
    return group.batchLeaf;
  }

  async #writeLeaves(group: Group): Promise<TileLog> {
    const made = [...group.singles];
    if (group.batchLeaf !== undefined)
      made.push({ leaf: group.batchLeaf, kind: FACTS.batch.code, commitments: group.batch });
    if (made.length === 0) return this.#log;
    made.sort((a, b) => a.leaf - b.leaf);
    const entries = made.map(({ kind, commitments }) =>
      encodeBatchLeaf(batchLeafOf({ kind, timeMs: group.atMs, commitments }, nodeHasher)),
    );
    for (const [at, { leaf, commitments }] of made.entries()) {
      if (leaf !== this.#log.size + at)
        throw new Error(`leaves out of order: expected ${this.#log.size + at}, got ${leaf}`);
      await this.#connection.run('INSERT INTO "leaves" ("leaf", "entry", "members") VALUES (?, ?, ?)', [
        leaf,
        entries[at] ?? null,
        Buffer.concat(commitments),
      ]);
    }
    const { log, files } = appendEntries(this.#log, entries, nodeHasher);
    for (const { tile, bytes } of files)
      if (tile.level !== "entries" && bytes.length === 256 * 32)
        await this.#connection.run('INSERT INTO "tiles" ("level", "tile", "hashes") VALUES (?, ?, ?)', [
          tile.level,
          tile.index,
          bytes,
        ]);
    await this.#connection.run(LOG_HEAD_UPSERT, [log.size, log.root]);
    return log;
  }

  async #append(record: RecordToAppend, group: Group, only?: Requirement): Promise<AppendedRecord> {
    if (only !== undefined) {
      const earlier = await this.#connection.get(RECORD_BY_MESSAGE, [record.room, record.message]);
      if (earlier !== undefined) return this.#repeated(record);
      await this.#require(only);
    }
    const head = await this.#headOf(record.room, group);
    const seq = head.seq + 1;
    const key = this.#vault.recordKeyFor({ room: record.room, seq, author: record.author, atMs: record.atMs });
    if (key === DESTROYED) return refuseWith("erased");
    const content = seal(
      key.sealingKey,
      { table: "records", column: "content", rowId: `${record.room}/${seq}`, keyId: key.id },
      record.content,
    );
    const recordHash = nodeHasher.sha256(
      canonicalRecord({ ...record, device: record.device ?? "", seq }, record.content),
    );
    const commitment = commitToRecord(
      { salt: key.commitmentSalt, recordHash, previousCommitment: head.commitment },
      nodeHasher,
    );
    // Its place, taken only once it is known to be new.
    const leaf = group.batchLeaf ?? group.nextLeaf;
    const position = group.batch.length;
    const inserted = await this.#connection.run(RECORD_INSERT, [
      record.room,
      seq,
      record.message,
      record.author,
      record.device,
      record.kind,
      record.atMs,
      record.imported ? 1 : 0,
      content,
      commitment,
      leaf,
      position,
    ]);
    // Nearly every message is new, so that looking first would be a statement for nothing.
    if (inserted === 0) return this.#repeated(record);
    this.#batchLeaf(group);
    group.batch.push(commitment);
    if (record.revises !== undefined)
      await this.#connection.run(REVISION_INSERT, [record.room, record.revises, seq, record.kind]);
    if (record.addresses === true) await this.#connection.run(ADDRESSED_INSERT, [record.room, seq]);
    group.heads.set(record.room, { seq, commitment });
    return { seq, leaf, position, atMs: record.atMs, salt: key.commitmentSalt, commitment, repeated: false };
  }

  async #repeated(record: RecordToAppend): Promise<AppendedRecord> {
    const row = await this.#connection.get(RECORD_BY_MESSAGE, [record.room, record.message]);
    if (row === undefined) throw new Error("expected the record whose message id is taken, got none");
    const seq = Number(row["seq"]);
    const atMs = Number(row["at_ms"]);
    const key = this.#vault.recordKeyFor({
      room: record.room,
      seq,
      author: row["author"] as RecordToAppend["author"],
      atMs,
    });
    if (key === DESTROYED) return refuseWith("erased");
    const content = open(
      key.sealingKey,
      { table: "records", column: "content", rowId: `${record.room}/${seq}`, keyId: key.id },
      row["content"] as Uint8Array,
    );
    if (content === undefined) throw new Error(`damaged record ${record.room}/${seq}`);
    const isSame =
      row["author"] === record.author &&
      Number(row["kind"]) === record.kind &&
      Buffer.compare(whatIsSaid(record, content), whatIsSaid(record, record.content)) === 0;
    if (!isSame) return refuseWith("id-reused");
    return {
      seq,
      leaf: Number(row["leaf"]),
      position: Number(row["position"]),
      atMs,
      salt: key.commitmentSalt,
      commitment: row["commitment"] as Uint8Array,
      repeated: true,
    };
  }

  async #headOf(room: RoomId, group: Group): Promise<Head> {
    const known = group.heads.get(room) ?? this.#heads.get(room);
    if (known !== undefined) return known;
    const row = await this.#connection.get('SELECT "last_seq", "last_commitment" FROM "room_heads" WHERE "room" = ?', [
      room,
    ]);
    return row === undefined
      ? { seq: 0, commitment: roomChainStart(Buffer.from(room), nodeHasher) }
      : { seq: Number(row["last_seq"]), commitment: row["last_commitment"] as Uint8Array };
  }

  async #write(step: Exclude<Step, { do: "append" | "append-all" }>, group: Group): Promise<void> {
    const table = this.#tables.get(step.table);
    if (table === undefined) throw new Error(`no table ${step.table} is declared`);
    switch (step.do) {
      case "insert":
        this.#touch(table, step.row, group, step.ifExists === "replace");
        return this.#insert(table, step.row, { ...step, group });
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
        return this.#require(step);
    }
  }

  async #require({ table, where, atLeast, atMost, refusal }: Requirement): Promise<void> {
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
    // A row that somebody put back must not get a new tag by a change of another column.
    const rows = (await this.#rowsOf(table, where)).filter((row) => this.#isCurrent(roleChangeOf(table, row), group));
    if (rows.length === 0 && ifNone !== "ignore") refuseWith(ifNone);
    for (const row of rows) {
      const { tag: _, ...rest } = row;
      await this.#insert(table, { ...rest, ...set }, { ifExists: "replace", refusal: "internal", group });
    }
  }

  async #rowsOf(table: Table, where: Cells): Promise<Row[]> {
    return this.#connection.all(`SELECT * FROM "${table.name}" WHERE ${whereSql(where)}`, whereValues(where));
  }

  #isCurrent({ scope, account, tag }: RoleChange, group: Group): boolean {
    const written = group.roles.get(`${scope}/${account}`);
    const current = written === undefined ? this.#roles.tagOf(scope, account) : written.tag;
    return current !== null && tag !== null && Buffer.compare(current, tag) === 0;
  }

  #noteRole(table: Table, row: Row, group: Group): void {
    const change = roleChangeOf(table, row);
    group.roles.set(`${change.scope}/${change.account}`, change);
  }

  async #insert(
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

/** What two records with one id must have in common to be the same. */
const whatIsSaid = ({ endToEnd }: RecordToAppend, content: Uint8Array): Uint8Array =>
  endToEnd === true ? fromBinary(EndToEndSchema, content).content : content;

function restore<K, V>(map: Map<K, V>, to: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of to) map.set(key, value);
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
