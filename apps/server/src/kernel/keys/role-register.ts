/**
 * The register of roles: which tag each role row has now. It lies beside the keyring, out of reach of whoever can write to
 * the record database, so that an old genuine row that is put back, or a row taken out, does not pass for the present.
 *
 * It is durable before the group that changes a role is committed, and holds for each row the tag before and after, and
 * the size of the log from which on the later one counts: each such group makes the log longer. So a crash between the two
 * leaves nothing undecided. In the same way it remembers what ended for good: sessions, tokens, invitations, factors, passwords,
 * each by itself, and how often all of somebody's ended at once (`Ends` in `tables.ts`).
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

/** A row that ended for good, by `nameOfRow`. */
export interface Retirement {
  readonly name: string;
  /** When it would have ended by itself at the latest, and need not be remembered any more; `null` where it would not. */
  readonly untilMs: number | null;
}

/** What a group makes durable here before it is committed. */
export interface RegisterChanges {
  readonly roles: Iterable<RoleChange>;
  readonly retired?: Iterable<Retirement>;
  /** Names of rounds, with the number that each goes on to. */
  readonly rounds?: Iterable<readonly [name: string, round: number]>;
}

interface RoundEntry {
  readonly size: number;
  readonly earlier: number;
  readonly later: number;
}

const UPSERT = `INSERT INTO roles (scope, account, size, earlier, later) VALUES (?, ?, ?, NULL, ?)
  ON CONFLICT (scope, account) DO UPDATE SET size = excluded.size, earlier = later, later = excluded.later`;

const UPSERT_ROUND = `INSERT INTO rounds (name, size, earlier, later) VALUES (?, ?, 0, ?)
  ON CONFLICT (name) DO UPDATE SET size = excluded.size, earlier = later, later = excluded.later`;

/** For how long after its own end it is still known that something ended before: clocks are set back, too. */
const REMEMBERED_MS = 30 * 24 * 3_600_000;

const tagAt = ({ size, earlier, later }: Entry, logSize: number): Buffer | null => (size <= logSize ? later : earlier);

export class RoleRegister {
  readonly #db: Database.Database;
  readonly #ofScope: Database.Statement<[string], Entry>;
  readonly #retiredAt: Database.Statement<[string], { readonly size: number }>;
  readonly #round: Database.Statement<[string], RoundEntry>;
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
      this.#db.exec(
        "CREATE TABLE IF NOT EXISTS retired (name TEXT PRIMARY KEY, size INTEGER NOT NULL, until_ms INTEGER) STRICT, WITHOUT ROWID",
      );
      this.#db.exec(
        "CREATE TABLE IF NOT EXISTS rounds (name TEXT PRIMARY KEY, size INTEGER NOT NULL, earlier INTEGER NOT NULL, later INTEGER NOT NULL) STRICT, WITHOUT ROWID",
      );
    }
    this.#ofScope = this.#db.prepare("SELECT * FROM roles WHERE scope = ?");
    this.#retiredAt = this.#db.prepare("SELECT size FROM retired WHERE name = ?");
    this.#round = this.#db.prepare("SELECT size, earlier, later FROM rounds WHERE name = ?");
  }

  /** Makes what a group changes durable; called before it is committed, with the size that the log has then. */
  write({ roles, retired = [], rounds = [] }: RegisterChanges, logSize: number): void {
    const upsert = this.#db.prepare<[string, string, number, Uint8Array | null]>(UPSERT);
    const retire = this.#db.prepare<[string, number, number | null]>(
      "INSERT INTO retired (name, size, until_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    );
    const goOn = this.#db.prepare<[string, number, number]>(UPSERT_ROUND);
    this.#db.transaction(() => {
      for (const { name, untilMs } of retired) retire.run(name, logSize, untilMs);
      for (const [name, round] of rounds) goOn.run(name, logSize, round);
      for (const { scope, account, tag } of roles) upsert.run(scope, account, logSize, tag);
    })();
  }

  /** Decides what a crash left open, for the size that the log has, and forgets what is long over: called before the first group. */
  settle(logSize: number, nowMs: number): void {
    this.#db.prepare("DELETE FROM retired WHERE size > ? OR until_ms < ?").run(logSize, nowMs - REMEMBERED_MS);
    for (const table of ["roles", "rounds"])
      this.#db.prepare(`UPDATE ${table} SET later = earlier, size = 0 WHERE size > ?`).run(logSize);
    this.#db.prepare("DELETE FROM roles WHERE later IS NULL").run();
  }

  /** The size of the log from which on something is over; undefined where it is not. */
  retiredAt(name: string): number | undefined {
    return this.#retiredAt.get(name)?.size;
  }

  /** Of which round something is that counts while the log has this size, or now. */
  roundAt(name: string, logSize = Number.MAX_SAFE_INTEGER): number {
    const entry = this.#round.get(name);
    if (entry === undefined) return 0;
    return entry.size <= logSize ? entry.later : entry.earlier;
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
