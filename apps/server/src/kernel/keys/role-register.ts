/**
 * The register of roles: which tag each role row has now. It lies beside the keyring, out of reach of whoever can write to
 * the record database, so that an old genuine row that is put back, or a row taken out, does not pass for the present.
 *
 * It is durable before the group that changes a role is committed, and holds for each row the tag before and after, and
 * the size of the log from which on the later one counts: each such group makes the log longer. So a crash between the two
 * leaves nothing undecided.
 */
import { existsSync } from "node:fs";
import Database from "better-sqlite3";

interface Entry {
  readonly scope: string;
  readonly account: string;
  /** From this size of the log on, `later` counts; below it, `earlier`. */
  readonly size: number;
  readonly earlier: Buffer | null;
  readonly later: Buffer | null;
}

/** A tagged row as it is going to be, by `registerPlaceOf`; without a tag it is taken out. */
export interface RoleChange {
  readonly scope: string;
  readonly account: string;
  readonly tag: Uint8Array | null;
}

const UPSERT = `INSERT INTO roles (scope, account, size, earlier, later) VALUES (?, ?, ?, NULL, ?)
  ON CONFLICT (scope, account) DO UPDATE SET size = excluded.size, earlier = later, later = excluded.later`;

const tagAt = ({ size, earlier, later }: Entry, logSize: number): Buffer | null => (size <= logSize ? later : earlier);

export class RoleRegister {
  readonly #db: Database.Database;
  readonly #ofScope: Database.Statement<[string], Entry>;
  /** Whether there was a register before: without one, the rows of the database have to be taken on trust of their tags. */
  readonly isNew: boolean;

  constructor(path: string, options: { readonly readonly: boolean }) {
    this.isNew = !options.readonly && !existsSync(path);
    this.#db = new Database(path, options.readonly ? { readonly: true, fileMustExist: true } : {});
    this.#db.pragma("busy_timeout = 5000");
    if (!options.readonly) {
      this.#db.pragma("journal_mode = WAL");
      this.#db.pragma("synchronous = FULL");
      this.#db.exec(
        "CREATE TABLE IF NOT EXISTS roles (scope TEXT, account TEXT, size INTEGER NOT NULL, earlier BLOB, later BLOB, PRIMARY KEY (scope, account)) STRICT, WITHOUT ROWID",
      );
    }
    this.#ofScope = this.#db.prepare("SELECT * FROM roles WHERE scope = ?");
  }

  /** Makes what a group changes durable; called before it is committed, with the size that the log has then. */
  write(changes: Iterable<RoleChange>, logSize: number): void {
    const upsert = this.#db.prepare<[string, string, number, Uint8Array | null]>(UPSERT);
    this.#db.transaction(() => {
      for (const { scope, account, tag } of changes) upsert.run(scope, account, logSize, tag);
    })();
  }

  /** Decides what a crash left open, for the size that the log has: called before the first group. */
  settle(logSize: number): void {
    this.#db.prepare("UPDATE roles SET later = earlier, size = 0 WHERE size > ?").run(logSize);
    this.#db.prepare("DELETE FROM roles WHERE later IS NULL").run();
  }

  /** The tags of a scope's rows while the log had this size. */
  tagsOf(scope: string, logSize: number): Map<string, Uint8Array> {
    const tags = new Map<string, Uint8Array>();
    for (const entry of this.#ofScope.all(scope)) {
      const tag = tagAt(entry, logSize);
      if (tag !== null) tags.set(entry.account, tag);
    }
    return tags;
  }

  /** The tag of one row, now. */
  tagOf(scope: string, account: string): Uint8Array | null {
    return (
      this.#db
        .prepare<[string, string], Entry>("SELECT * FROM roles WHERE scope = ? AND account = ?")
        .get(scope, account)?.later ?? null
    );
  }

  scopes(): string[] {
    return this.#db
      .prepare<[], { scope: string }>("SELECT DISTINCT scope FROM roles")
      .all()
      .map(({ scope }) => scope);
  }

  close(): void {
    this.#db.close();
  }
}
