/** The audit log's end of a group: commits to facts, and writes the leaves, tiles and head of what the group gathered. */
import { canonicalFact, FACTS, isBatched } from "@warbler/protocol";
import {
  appendEntries,
  commitToFact,
  emptyTileLog,
  encodeBatchLeaf,
  batchLeafOf as leafOfBatch,
  openTileLog,
  type TileLog,
} from "@warbler/transparency";
import { DESTROYED } from "../keys/keyring.ts";
import type { Vault } from "../keys/vault.ts";
import { nodeHasher } from "../log/hasher.ts";
import { storedTiles } from "../log/stored-tiles.ts";
import type { WirePlan } from "../plan.ts";
import { facts } from "../records.ts";
import type { WriteConnection } from "../store/port.ts";
import { batchLeafOf, type Group, refuseWith } from "./group.ts";
import type { RowWriter } from "./row-writer.ts";
import { LOG_HEAD_UPSERT } from "./statements.ts";

export interface LogHead {
  readonly size: number;
  readonly root: Uint8Array;
}

export class LogWriter {
  readonly #connection: WriteConnection;
  readonly #vault: Vault;
  readonly #rows: Pick<RowWriter, "insert">;
  #log: TileLog = emptyTileLog(nodeHasher);

  constructor(parts: {
    readonly connection: WriteConnection;
    readonly vault: Vault;
    readonly rows: Pick<RowWriter, "insert">;
  }) {
    this.#connection = parts.connection;
    this.#vault = parts.vault;
    this.#rows = parts.rows;
  }

  get head(): LogHead {
    return { size: this.#log.size, root: this.#log.root };
  }

  /** Takes the log up as it is stored; refuses one that does not hash to its own head. */
  async reload(): Promise<void> {
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

  async recordFact({ fact }: WirePlan, group: Group): Promise<{ leaf: number; position: number }> {
    const batched = isBatched(fact.kind);
    const leaf = batched ? batchLeafOf(group) : group.nextLeaf++;
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
        await this.#rows.insert(
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

  /** Writes what the group adds, and gives the log as it is then; it counts from `keep` on. */
  async writeLeaves(group: Group): Promise<TileLog> {
    const made = [...group.singles];
    if (group.batchLeaf !== undefined)
      made.push({ leaf: group.batchLeaf, kind: FACTS.batch.code, commitments: group.batch });
    if (made.length === 0) return this.#log;
    made.sort((a, b) => a.leaf - b.leaf);
    const entries = made.map(({ kind, commitments }) =>
      encodeBatchLeaf(leafOfBatch({ kind, timeMs: group.atMs, commitments }, nodeHasher)),
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

  /** The group is durable. */
  keep(log: TileLog): void {
    this.#log = log;
  }
}
