/** Appends records: takes the next seq of the room, seals, commits to the record before, and knows a repeated one. */
import { open, seal } from "@warbler/crypto";
import { type RoomId, recordHashOf } from "@warbler/protocol";
import { EndToEndSchema, fromBinary } from "@warbler/protocol/wire";
import { commitToRecord, roomChainStart } from "@warbler/transparency";
import { DESTROYED } from "../keys/keyring.ts";
import type { Vault } from "../keys/vault.ts";
import { nodeHasher } from "../log/hasher.ts";
import type { AppendedRecord, RecordToAppend, Requirement } from "../plan.ts";
import { revisions } from "../records.ts";
import type { WriteConnection } from "../store/port.ts";
import { batchLeafOf, type Group, type Head, refuseWith } from "./group.ts";
import type { RowWriter } from "./row-writer.ts";
import { ADDRESSED_INSERT, HEAD_UPSERT, RECORD_BY_MESSAGE, RECORD_INSERT, REVISION_INSERT } from "./statements.ts";

const CACHED_HEADS = 50_000;

export class RecordWriter {
  readonly #connection: WriteConnection;
  readonly #vault: Vault;
  readonly #rows: Pick<RowWriter, "require">;
  readonly #heads = new Map<RoomId, Head>();

  constructor(parts: {
    readonly connection: WriteConnection;
    readonly vault: Vault;
    readonly rows: Pick<RowWriter, "require">;
  }) {
    this.#connection = parts.connection;
    this.#vault = parts.vault;
    this.#rows = parts.rows;
  }

  async append(record: RecordToAppend, group: Group, only?: Requirement): Promise<AppendedRecord> {
    if (only !== undefined) {
      const earlier = await this.#connection.get(RECORD_BY_MESSAGE, [record.room, record.message]);
      if (earlier !== undefined) return this.#repeated(record);
      await this.#rows.require(only);
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
    const { room, message, author, device, kind, atMs, imported } = record;
    const header = { room, seq, message, author, device: device ?? "", kind, atMs, imported };
    const recordHash = recordHashOf(header, record.content, nodeHasher.sha256);
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
    batchLeafOf(group);
    group.batch.push(commitment);
    if (record.revises !== undefined) {
      const { room, revises: target, kind } = record;
      const mark = this.#vault.tagOf(revisions, { room, target, seq, kind });
      await this.#connection.run(REVISION_INSERT, [room, target, seq, kind, mark]);
    }
    if (record.addresses === true) await this.#connection.run(ADDRESSED_INSERT, [record.room, seq]);
    group.heads.set(record.room, { seq, commitment });
    return { seq, leaf, position, atMs: record.atMs, salt: key.commitmentSalt, commitment, repeated: false };
  }

  async writeHeads({ heads }: Group): Promise<void> {
    for (const [room, head] of heads) await this.#connection.run(HEAD_UPSERT, [room, head.seq, head.commitment]);
  }

  /** The group is durable: its heads are where the next one goes on. */
  keepHeads({ heads }: Group): void {
    if (this.#heads.size > CACHED_HEADS) this.#heads.clear();
    for (const [room, head] of heads) this.#heads.set(room, head);
  }

  forgetHeads(): void {
    this.#heads.clear();
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
}

/** What two records with one id must have in common to be the same. */
const whatIsSaid = ({ endToEnd }: RecordToAppend, content: Uint8Array): Uint8Array =>
  endToEnd === true ? fromBinary(EndToEndSchema, content).content : content;
