/**
 * A disk that fails. It holds real SQLite files; what is simulated is when things go wrong and what a loss of power leaves
 * of the write-ahead log: everything up to the last commit that was synced, and any part of what came after.
 */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SeededRandom } from "@warbler/sdk/testing";
import type { Keyring } from "../../apps/server/src/kernel/keys/keyring.ts";
import type { WriteConnection } from "../../apps/server/src/kernel/store/port.ts";

/** Chances for each operation of the writer. */
export interface DiskFaults {
  /** Power fails before, in the middle of, or after the operation. */
  readonly power: number;
  /** The operation throws: not done at all, or done although the disk says otherwise. */
  readonly error: number;
}

// Memory where there is some: what a sync costs is no matter here, since what it promises is simulated.
const FOLDERS = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
export const newFolder = (): string => mkdtempSync(join(FOLDERS, "warbler-simulation-"));

/** SQLite's connection does everything at once; the port's types leave room for one that does not. */
function atOnce<T>(value: T | Promise<T>): T {
  if (value instanceof Promise) throw new Error("expected a connection that does not wait");
  return value;
}

class PowerLoss extends Error {
  override readonly name = "PowerLoss";
}

export class Disk {
  readonly #random: SeededRandom;
  readonly #faults: DiskFaults;
  #folder = newFolder();
  /** What lies there when the power comes back. */
  #image: string | undefined;
  #isSafe = true;
  /** The machine goes dark with its disk: what was written and not synced, nobody may still read from it. */
  onPowerLoss: () => void = () => undefined;
  /** Faults so far, by kind. */
  readonly happened = new Map<string, number>();

  constructor(image: string, random: SeededRandom, faults: DiskFaults) {
    this.#random = random;
    this.#faults = faults;
    cpSync(image, this.#folder, { recursive: true });
  }

  get folder(): string {
    return this.#folder;
  }

  get hasPower(): boolean {
    return this.#image === undefined;
  }

  /** Whether faults happen: not while a machine starts, and not when all is to become quiet. */
  set isSafe(isSafe: boolean) {
    this.#isSafe = isSafe;
  }

  /** Cuts the power now. */
  cutPower(): void {
    if (!this.hasPower) return;
    this.#image = newFolder();
    cpSync(this.#folder, this.#image, { recursive: true, filter: (path) => !path.endsWith("-shm") });
    this.#count("power lost");
    this.onPowerLoss();
  }

  /** The machine is off, its files are closed: from now on the disk is what the loss of power left. */
  restorePower(): void {
    if (this.#image === undefined) return;
    rmSync(this.#folder, { recursive: true });
    this.#folder = this.#image;
    this.#image = undefined;
  }

  /** Files that hold this text as it is. */
  filesHolding(text: string): readonly string[] {
    return readdirSync(this.#folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile() && readFileSync(join(file.parentPath, file.name)).includes(text))
      .map(({ name }) => name);
  }

  remove(): void {
    for (const folder of [this.#folder, this.#image]) if (folder !== undefined) rmSync(folder, { recursive: true });
  }

  connection(real: WriteConnection): WriteConnection {
    const execNow = (sql: string) => atOnce(real.exec(sql));
    // Only explicit checkpoints, so that it is known what the database file holds.
    execNow("PRAGMA wal_autocheckpoint = 0");
    const guarded =
      <A extends readonly unknown[], R>(name: string, work: (...args: A) => R) =>
      (...args: A): R =>
        this.#through(name, () => work(...args));
    return {
      dialect: real.dialect,
      exec: (sql) => {
        if (sql === "COMMIT") return this.#commit(() => execNow(sql));
        // Undoing is what follows a fault; it can fail with the power, not by another fault.
        if (sql.startsWith("ROLLBACK")) return this.#powered(() => execNow(sql));
        return this.#through("statement", () => execNow(sql));
      },
      run: guarded("write", (sql, values) => real.run(sql, values)),
      get: (sql, values) => this.#powered(() => real.get(sql, values)),
      all: (sql, values) => this.#powered(() => real.all(sql, values)),
      close: () => {
        try {
          // The transaction that lost its power; nobody reads this file again.
          execNow("ROLLBACK");
        } catch {
          // There was none.
        }
        return real.close();
      },
    };
  }

  /** The keyring commits in its own file, before the records that need its keys do. */
  keyring(real: Keyring): Keyring {
    const flush = real.flush.bind(real);
    real.flush = () => this.#through("key", flush);
    return real;
  }

  /** Moves the log's pages into the database, and loses power in the middle of it now and then. */
  checkpoint(connection: WriteConnection): void {
    const [database, wal] = [join(this.#folder, "records.db"), join(this.#folder, "records.db-wal")];
    const before = { database: readFileSync(database), wal: readFileSync(wal) };
    atOnce(connection.get("PRAGMA wal_checkpoint(PASSIVE)", []));
    if (!this.#happens(this.#faults.power * 10)) return;
    // Until the database is synced its log is still whole; any of the pages may have been written, or none.
    this.cutPower();
    const after = readFileSync(database);
    const mixed = Buffer.from(after);
    const pageBytes = 4096;
    for (let at = 0; at < before.database.length; at += pageBytes)
      if (this.#random.chance(0.5)) before.database.copy(mixed, at, at, at + pageBytes);
    writeFileSync(join(this.#image ?? "", "records.db"), mixed);
    writeFileSync(join(this.#image ?? "", "records.db-wal"), before.wal);
    this.#count("torn checkpoint");
  }

  #commit(commit: () => void): void {
    this.#powered(() => undefined);
    if (this.#happens(this.#faults.error)) {
      const isDone = this.#random.chance(0.5);
      if (isDone) commit();
      this.#count(isDone ? "commit done, sync failed" : "commit failed");
      throw new Error("disk I/O error");
    }
    if (!this.#happens(this.#faults.power)) return commit();
    const wal = join(this.#folder, "records.db-wal");
    const syncedBytes = existsSync(wal) ? statSync(wal).size : 0;
    const isTorn = this.#random.chance(0.7);
    if (isTorn || this.#random.chance(0.5)) commit();
    this.cutPower();
    if (isTorn) this.#tear(join(this.#image ?? "", "records.db-wal"), syncedBytes);
    throw new PowerLoss("the power failed during a commit");
  }

  /** Leaves any part of what was not synced: cut anywhere, and sectors of what is left not written. */
  #tear(path: string, syncedBytes: number): void {
    const size = statSync(path).size;
    if (size <= syncedBytes) return;
    const kept = syncedBytes + this.#random.below(size - syncedBytes + 1);
    truncateSync(path, kept);
    const bytes = readFileSync(path);
    const sectorBytes = 512;
    for (let at = Math.ceil(syncedBytes / sectorBytes) * sectorBytes; at < bytes.length; at += sectorBytes)
      if (this.#random.chance(0.2)) bytes.fill(0, at, at + sectorBytes);
    writeFileSync(path, bytes);
    this.#count("torn commit");
  }

  #through<R>(name: string, work: () => R): R {
    this.#powered(() => undefined);
    // A commit is one operation of many: the others share its chance.
    if (this.#happens(this.#faults.error / 8)) {
      this.#count(`${name} failed`);
      throw new Error("database or disk is full");
    }
    if (!this.#happens(this.#faults.power / 8)) return work();
    if (this.#random.chance(0.5)) work();
    this.cutPower();
    throw new PowerLoss(`the power failed during a ${name}`);
  }

  #powered<R>(work: () => R): R {
    if (!this.hasPower) throw new PowerLoss("there is no power");
    return work();
  }

  #happens(chance: number): boolean {
    return !this.#isSafe && this.#random.chance(chance);
  }

  #count(kind: string): void {
    this.happened.set(kind, (this.happened.get(kind) ?? 0) + 1);
  }
}
