/**
 * The keyring: a store of its own, apart from the record database and its write-ahead log. A key is durable here before
 * anything is acknowledged under it. A destroyed key leaves its name behind, so that it is never silently made again.
 */
import { randomBytes } from "node:crypto";
import {
  type KeyringEntryName,
  keyringEntryText,
  openEntry,
  PuncturableTree,
  type RootKey,
  wipe,
  wrapEntry,
} from "@warbler/crypto";
import Database from "better-sqlite3";

export const DESTROYED = Symbol("the key was destroyed");
export type Destroyed = typeof DESTROYED;

const CACHED_KEYS = 100_000;

interface Entry {
  readonly name: KeyringEntryName;
  readonly bytes: Buffer;
}

export class Keyring {
  readonly #db: Database.Database;
  readonly #root: RootKey;
  readonly #find: Database.Statement<[string], { wrapped: Buffer | null }>;
  readonly #keys = new Map<string, Buffer | Destroyed>();
  readonly #trees = new Map<string, PuncturableTree>();
  /** Keys made since the last `flush`; nothing under them may be acknowledged before it. */
  #made: Entry[] = [];

  constructor(path: string, root: RootKey, options: { readonly readonly: boolean }) {
    this.#root = root;
    this.#db = new Database(path, options.readonly ? { readonly: true, fileMustExist: true } : {});
    this.#db.pragma("busy_timeout = 5000");
    if (!options.readonly) this.#prepareForWriting();
    this.#find = this.#db.prepare("SELECT wrapped FROM keys WHERE name = ?");
  }

  #prepareForWriting(): void {
    // Not WAL: a truncated journal and overwritten pages leave no copy of a destroyed key in the folder.
    this.#db.pragma("journal_mode = TRUNCATE");
    this.#db.pragma("synchronous = EXTRA");
    this.#db.pragma("secure_delete = ON");
    this.#db.exec("CREATE TABLE IF NOT EXISTS keys (name TEXT PRIMARY KEY, wrapped BLOB) STRICT");
  }

  /** The 32 bytes of a key; `undefined` when there never was one. */
  get(name: KeyringEntryName): Buffer | Destroyed | undefined {
    const text = keyringEntryText(name);
    const cached = this.#keys.get(text);
    if (cached !== undefined) return cached;
    const row = this.#find.get(text);
    if (row === undefined) return undefined;
    const key = row.wrapped === null ? DESTROYED : this.#unwrap(name, row.wrapped);
    return this.#remember(text, key);
  }

  /** As `get`, for many: one read transaction, since without a write-ahead log each takes and gives back the file's lock. */
  getAll(names: readonly KeyringEntryName[]): (Buffer | Destroyed | undefined)[] {
    return this.#db.transaction(() => names.map((name) => this.get(name)))();
  }

  /** The key, made now if there never was one. A destroyed key stays destroyed. */
  ensure(name: KeyringEntryName): Buffer | Destroyed {
    const found = this.get(name);
    if (found !== undefined) return found;
    const bytes =
      name.kind === "tree" ? Buffer.from(PuncturableTree.fromRoot(randomBytes(32)).encode()) : randomBytes(32);
    this.#made.push({ name, bytes });
    this.#remember(keyringEntryText(name), bytes);
    return bytes;
  }

  /** The leaf of a room's month tree at `seq`. */
  leaf(name: KeyringEntryName & { kind: "tree" }, seq: number, make: boolean): Uint8Array | Destroyed | undefined {
    const text = keyringEntryText(name);
    let tree = this.#trees.get(text);
    if (tree === undefined) {
      const state = make ? this.ensure(name) : this.get(name);
      if (state === undefined || state === DESTROYED) return state;
      tree = PuncturableTree.decode(state);
      if (tree === undefined) throw new Error(`damaged key tree: ${text}`);
      if (this.#trees.size >= 1_000) this.#trees.clear();
      this.#trees.set(text, tree);
    }
    return tree.leafKey(seq) ?? DESTROYED;
  }

  /** Makes the new keys durable. */
  flush(): void {
    if (this.#made.length === 0) return;
    const made = this.#made;
    this.#made = [];
    const insert = this.#db.prepare("INSERT INTO keys (name, wrapped) VALUES (?, ?)");
    this.#db.transaction(() => {
      for (const { name, bytes } of made) insert.run(keyringEntryText(name), wrapEntry(this.#root, name, bytes));
    })();
  }

  /** Destroys keys for good, durably. Names that never had a key are marked too. */
  destroy(names: readonly KeyringEntryName[]): void {
    this.flush();
    const mark = this.#db.prepare(
      "INSERT INTO keys (name, wrapped) VALUES (?, NULL) ON CONFLICT (name) DO UPDATE SET wrapped = NULL",
    );
    this.#db.transaction(() => {
      for (const name of names) mark.run(keyringEntryText(name));
    })();
    this.forget(names);
  }

  /** Destroys single leaves of a room's month tree, durably. */
  puncture(name: KeyringEntryName & { kind: "tree" }, seqs: readonly number[]): void {
    this.flush();
    const state = this.get(name);
    if (state === undefined || state === DESTROYED) return;
    const tree = PuncturableTree.decode(state);
    if (tree === undefined) throw new Error(`damaged key tree: ${keyringEntryText(name)}`);
    for (const seq of seqs) tree.puncture(seq);
    this.#db
      .prepare("UPDATE keys SET wrapped = ? WHERE name = ?")
      .run(wrapEntry(this.#root, name, tree.encode()), keyringEntryText(name));
    this.forget([name]);
  }

  /** Names of the keys whose text starts so, destroyed ones left out. */
  namesStarting(prefix: string): string[] {
    return this.#db
      .prepare<[string, string], { name: string }>(
        "SELECT name FROM keys WHERE name >= ? AND name < ? AND wrapped IS NOT NULL",
      )
      .all(prefix, `${prefix}\u{10ffff}`)
      .map(({ name }) => name);
  }

  /** Drops what is held in memory of these keys. */
  forget(names: readonly KeyringEntryName[]): void {
    for (const name of names) {
      const text = keyringEntryText(name);
      const key = this.#keys.get(text);
      if (key !== undefined && key !== DESTROYED) wipe(key);
      this.#keys.delete(text);
      this.#trees.delete(text);
    }
  }

  close(): void {
    this.#db.close();
  }

  #unwrap(name: KeyringEntryName, wrapped: Buffer): Buffer {
    const bytes = openEntry(this.#root, name, wrapped);
    if (bytes === undefined) throw new Error(`the root key does not open the keyring entry ${keyringEntryText(name)}`);
    return Buffer.from(bytes);
  }

  #remember<K extends Buffer | Destroyed>(text: string, key: K): K {
    if (this.#keys.size >= CACHED_KEYS) this.#keys.clear();
    this.#keys.set(text, key);
    return key;
  }
}
