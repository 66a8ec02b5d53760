/** Finds the key a column is declared to be sealed under, opens sealed values, and makes lookup values and row tags. */

import { hash } from "node:crypto";
import {
  factSalt,
  isPolicyTag,
  type KeyFor,
  type KeyringEntryName,
  keyForUse,
  keyringEntryText,
  lookupValue,
  type MonthNumber,
  monthOf,
  open,
  type PolicyValue,
  policyTag,
  type RecordKey,
  recordKey,
  type SealingKey,
  type SealPlace,
  seal,
  segmentKey,
  tableKey,
  wipe,
} from "@warbler/crypto";
import type { AccountId, RoomId } from "@warbler/protocol";
import type { records } from "../records.ts";
import {
  type EndToEndCiphertext,
  type EndToEndColumns,
  endToEndCiphertext,
  type RowOf,
  type Sealed,
  type SealedColumns,
  type SealedUnder,
  type Table,
} from "../tables.ts";
import { DESTROYED, type Destroyed, type Keyring } from "./keyring.ts";

/** What a sealed value is when its key was destroyed. */
export const ERASED = Symbol("erased");
export type Erased = typeof ERASED;

const CACHED_TABLE_KEYS = 20_000;
export const purposeName = (purpose: "records" | "policy" | "blind" | "audit") =>
  ({ kind: "purpose", purpose, version: 1 }) as const;

export interface FoundKey {
  readonly key: SealingKey;
  readonly id: string;
}

type AnyRow = Readonly<Record<string, unknown>>;
const utf8 = new TextDecoder("utf-8", { fatal: true });

export class Vault {
  readonly #keyring: Keyring;
  /** The writer may make keys, readers may not. */
  readonly #makes: boolean;
  readonly #tableKeys = new Map<string, SealingKey>();
  #policyKey: KeyFor<"policy"> | undefined;
  #blindKey: KeyFor<"blind"> | undefined;

  constructor(keyring: Keyring, { makes }: { readonly makes: boolean }) {
    this.#keyring = keyring;
    this.#makes = makes;
  }

  /** The key of a column in this row. */
  keyFor(table: Table, under: SealedUnder, row: AnyRow): FoundKey | Destroyed {
    const name = this.#nameOf(under, row);
    const id = keyringEntryText(name);
    const bytes = this.#bytes(name);
    if (bytes === DESTROYED) {
      this.#tableKeys.delete(`${id} ${table.name}`);
      return DESTROYED;
    }
    const cacheName = `${id} ${table.name}`;
    let key = this.#tableKeys.get(cacheName);
    if (key === undefined) {
      key =
        name.kind === "purpose"
          ? tableKey(keyForUse("records", bytes), table.name)
          : tableKey(keyForUse(name.kind === "room" ? "room" : "subject", bytes), table.name);
      if (this.#tableKeys.size >= CACHED_TABLE_KEYS) this.#tableKeys.clear();
      this.#tableKeys.set(cacheName, key);
    }
    return { key, id };
  }

  /** The key and the commitment salt of one record: a leaf of the room's month and the author's key of that month. */
  recordKeyFor(row: {
    readonly room: RoomId;
    readonly seq: number;
    readonly author: AccountId;
    readonly atMs: number;
  }): (RecordKey & { readonly id: string }) | Destroyed {
    const month = monthOf(row.atMs);
    const tree = { kind: "tree", roomId: row.room, month } as const;
    const leaf = this.#keyring.leaf(tree, row.seq, this.#makes);
    const authorMonthKey = this.#bytes({ kind: "author", accountId: row.author, month });
    if (leaf === undefined || leaf === DESTROYED || authorMonthKey === DESTROYED) return DESTROYED;
    const made = recordKey({ leaf, authorMonthKey, roomId: row.room, seq: row.seq });
    wipe(leaf);
    return { ...made, id: keyringEntryText(tree) };
  }

  /** Changes with every erasure in a room's month, and tells nothing else: SHA-256 of its tree's state. */
  monthState(room: RoomId, month: MonthNumber): string {
    const treeState = this.#bytes({ kind: "tree", roomId: room, month });
    return treeState === DESTROYED ? "destroyed" : hash("sha256", treeState, "base64url");
  }

  /** The key of a search segment over all these authors' records of a room's month, while every one of them can be read. */
  segmentKeyFor(of: {
    readonly room: RoomId;
    readonly month: MonthNumber;
    /** In rising order. */
    readonly authors: readonly AccountId[];
  }): FoundKey | Destroyed {
    const tree = { kind: "tree", roomId: of.room, month: of.month } as const;
    const authorNames = of.authors.map((accountId) => ({ kind: "author", accountId, month: of.month }) as const);
    const [treeState = DESTROYED, ...authorKeys] = this.#keyring.getAll([tree, ...authorNames]);
    if (treeState === DESTROYED) return DESTROYED;
    const authors: { accountId: AccountId; monthKey: Uint8Array }[] = [];
    for (const [at, accountId] of of.authors.entries()) {
      const monthKey = authorKeys[at];
      if (monthKey === undefined || monthKey === DESTROYED) return DESTROYED;
      authors.push({ accountId, monthKey });
    }
    const key = segmentKey({ treeState, authors, roomId: of.room, month: of.month });
    return { key, id: keyringEntryText(tree) };
  }

  /** Opens a record's content, with the salt of its commitment. */
  openRecord(
    row: Pick<RowOf<typeof records>, "room" | "seq" | "author" | "at_ms" | "content">,
  ): { readonly content: Uint8Array; readonly salt: Uint8Array } | Erased {
    const key = this.recordKeyFor({ room: row.room, seq: row.seq, author: row.author, atMs: row.at_ms });
    if (key === DESTROYED) return ERASED;
    const content = open(
      key.sealingKey,
      { table: "records", column: "content", rowId: `${row.room}/${row.seq}`, keyId: key.id },
      row.content,
    );
    if (content === undefined) throw new Error(`damaged record ${row.room}/${row.seq}`);
    return { content, salt: key.commitmentSalt };
  }

  /** Opens a sealed column. The row must carry the primary key and the column that names the key's owner. */
  open<T extends Table, C extends keyof RowOf<T> & string>(
    table: T,
    column: C & SealedColumns<T>,
    row: RowOf<T>,
  ): (RowOf<T>[C] extends Sealed<infer V> | null ? V : never) | Erased {
    const bytes = this.#unsealed(table, column, row);
    return bytes === ERASED ? ERASED : JSON.parse(utf8.decode(bytes));
  }

  /** As `open`, for a value that ends when it is replaced: undefined where it is not of that round. */
  openOfRound<T extends Table, C extends keyof RowOf<T> & string>(
    table: T,
    column: C & SealedColumns<T>,
    row: RowOf<T>,
    round: number,
  ): (RowOf<T>[C] extends Sealed<infer V> | null ? V : never) | Erased | undefined {
    const bytes = this.#opened(table, column, row, round);
    return bytes === ERASED || bytes === undefined ? bytes : JSON.parse(utf8.decode(bytes));
  }

  /** As `open`, for a column whose value is bytes. */
  openBytes<T extends Table, C extends keyof RowOf<T> & string>(
    table: T,
    column: C & SealedColumns<T> & (RowOf<T>[C] extends Sealed<Uint8Array> | null ? C : never),
    row: RowOf<T>,
  ): Uint8Array | Erased {
    return this.#unsealed(table, column, row);
  }

  /** Takes the outer seal off what clients encrypted for clients; what comes out can only be relayed. */
  unseal<T extends Table>(table: T, column: EndToEndColumns<T>, row: RowOf<T>): EndToEndCiphertext | Erased {
    const bytes = this.#unsealed(table, column, row);
    return bytes === ERASED ? ERASED : endToEndCiphertext(bytes);
  }

  #unsealed(table: Table, name: string, row: AnyRow): Uint8Array | Erased {
    const bytes = this.#opened(table, name, row, 0);
    if (bytes === undefined) throw new Error(`damaged value in ${table.name}.${name} of row ${rowIdOf(table, row)}`);
    return bytes;
  }

  #opened(table: Table, name: string, row: AnyRow, round: number): Uint8Array | Erased | undefined {
    const declared = table.columns[name];
    const sealed = row[name];
    if (declared?.under === undefined || !(sealed instanceof Uint8Array))
      throw new Error(`${table.name}.${name} has nothing sealed here`);
    const found = this.keyFor(table, declared.under, row);
    if (found === DESTROYED) return ERASED;
    const rowId = rowIdOf(table, row, round);
    return open(found.key, { table: table.name, column: name, rowId, keyId: found.id }, sealed);
  }

  /** The salt of a fact's commitment; it dies with the key of the person the fact is about. */
  factSalt(subject: AccountId | null, leaf: number, position: number): Uint8Array | Destroyed {
    const bytes = this.#bytes(subject === null ? purposeName("audit") : { kind: "subject", accountId: subject });
    if (bytes === DESTROYED) return DESTROYED;
    return factSalt(subject === null ? keyForUse("audit", bytes) : keyForUse("subject", bytes), {
      leafIndex: leaf,
      position,
    });
  }

  /** Seals what the server keeps in files of its own: its signing keys. */
  sealFile(place: Omit<SealPlace, "keyId">, bytes: Uint8Array): Uint8Array {
    return seal(this.#auditKey(place.table), { ...place, keyId: keyringEntryText(purposeName("audit")) }, bytes);
  }

  openFile(place: Omit<SealPlace, "keyId">, sealed: Uint8Array): Uint8Array {
    const bytes = open(
      this.#auditKey(place.table),
      { ...place, keyId: keyringEntryText(purposeName("audit")) },
      sealed,
    );
    if (bytes === undefined) throw new Error(`damaged or foreign ${place.table}`);
    return bytes;
  }

  /** Lookup value of a normalised text, different for each field. */
  lookup(field: string, normalisedText: string): Uint8Array {
    this.#blindKey ??= keyForUse("blind", this.#purpose("blind"));
    return lookupValue(this.#blindKey, field, normalisedText);
  }

  /** The tag over all other columns of a row. */
  tagOf(table: Table, row: AnyRow): Uint8Array {
    return policyTag(this.#policy(), policyRow(table, row));
  }

  isGenuine(table: Table, row: AnyRow, tag: Uint8Array): boolean {
    return isPolicyTag(this.#policy(), policyRow(table, row), tag);
  }

  /** Drops derived keys from memory, after keys were destroyed. */
  forget(names: readonly KeyringEntryName[]): void {
    this.#keyring.forget(names);
    this.#tableKeys.clear();
  }

  #policy(): KeyFor<"policy"> {
    this.#policyKey ??= keyForUse("policy", this.#purpose("policy"));
    return this.#policyKey;
  }

  #auditKey(table: string): SealingKey {
    return tableKey(keyForUse("audit", this.#purpose("audit")), table);
  }

  #purpose(purpose: "policy" | "blind" | "audit"): Uint8Array {
    const bytes = this.#bytes(purposeName(purpose));
    if (bytes === DESTROYED) throw new Error(`the ${purpose} key is not in the keyring`);
    return bytes;
  }

  #bytes(name: KeyringEntryName): Uint8Array | Destroyed {
    // A reader that finds no key treats it as destroyed: nothing was ever acknowledged under a key that is not there.
    return this.#makes ? this.#keyring.ensure(name) : (this.#keyring.get(name) ?? DESTROYED);
  }

  #nameOf(under: SealedUnder, row: AnyRow): KeyringEntryName {
    switch (under.key) {
      case "table":
        return purposeName("records");
      case "subject":
        return row[under.of] === null || row[under.of] === undefined
          ? purposeName("records")
          : { kind: "subject", accountId: row[under.of] as AccountId };
      case "room":
        return { kind: "room", roomId: row[under.of] as RoomId };
      case "record":
        throw new Error("records are opened by openRecord");
    }
  }
}

/**
 * The primary key's values in order, as the text a seal is bound to; bytes in hex. A value that ends when it is replaced is bound to
 * its round as well, where that is not the first.
 */
export const rowIdOf = (table: Table, row: AnyRow, round = 0): string => {
  const key = table.primaryKey.map((name) => {
    const value = row[name];
    return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
  });
  return `${key.join("/")}${round === 0 ? "" : `#${round}`}`;
};

/** Columns that hold nothing are left out, so that a column added later changes no tag there is. */
const policyRow = (table: Table, row: AnyRow) => ({
  table: table.name,
  columns: Object.entries(table.columns)
    .filter(([name, { kind }]) => kind !== "mac" && (row[name] ?? null) !== null)
    .map(([name]) => [name, row[name] as PolicyValue] as const),
});
