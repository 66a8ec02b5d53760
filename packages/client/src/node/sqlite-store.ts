/** A store in a folder: SQLite, every value sealed with AES-256-GCM under a key file that only its owner can read. */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { en, WarblerError } from "../errors.ts";
import { nowMs, sleep } from "../platform/clock.ts";
import type { Store, StoreRange } from "../store/store.ts";
import { Lane } from "../sync/lane.ts";

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DEFAULT_LIMIT = 1_000;

/**
 * The store in `folder`, made where there is none, readable by its owner only. Several programs of one person may have it
 * open at a time. Throws `store-damaged` when the key file is not the one that sealed the values.
 */
export async function sqliteStore(folder: string): Promise<Store> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const key = await keyIn(join(folder, "store.key"));
  const db = new Database(join(folder, "store.db"));
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("busy_timeout = 5000");
  // What is deleted is overwritten, once the journal has been brought in.
  db.pragma("secure_delete = ON");
  db.exec("CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT");
  const lock = exclusiveLock(join(folder, "store.lock"));
  const get = db.prepare<[string], { value: Buffer }>("SELECT value FROM entries WHERE key = ?");
  const put = db.prepare(
    "INSERT INTO entries (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  const remove = db.prepare("DELETE FROM entries WHERE key = ?");
  const list = (order: "ASC" | "DESC") =>
    db.prepare<[string, string, number], { key: string; value: Buffer }>(
      `SELECT key, value FROM entries WHERE key >= ? AND key < ? ORDER BY key ${order} LIMIT ?`,
    );
  const [upwards, downwards] = [list("ASC"), list("DESC")];
  const writeAll = db.transaction((writes: Parameters<Store["write"]>[0]) => {
    for (const write of writes) {
      if (write.value === undefined) remove.run(write.key);
      else put.run(write.key, sealed(key, write.key, write.value));
    }
  });
  const expectOpen = () => {
    if (!db.open) throw new WarblerError("closed");
  };
  return {
    async read(name) {
      expectOpen();
      const row = get.get(name);
      return row && opened(key, name, row.value);
    },
    async list({ prefix, after, limit = DEFAULT_LIMIT, descending = false }: StoreRange) {
      expectOpen();
      const end = `${prefix}\uffff`;
      const rows = descending
        ? downwards.all(prefix, after !== undefined && after < end ? after : end, limit)
        : upwards.all(after !== undefined && after >= prefix ? `${after}\0` : prefix, end, limit);
      return rows.map((row) => ({ key: row.key, value: opened(key, row.key, row.value) }));
    },
    async write(writes) {
      expectOpen();
      writeAll(writes);
    },
    exclusive: lock.run,
    async scrub() {
      // A program that is reading holds the journal back; the last one to close brings it in.
      db.pragma("wal_checkpoint(TRUNCATE)");
    },
    async close() {
      lock.close();
      db.close();
    },
  };
}

const LOCK_POLL_MS = 5;
const LOCK_DEADLINE_MS = 60_000;

/** A lock between programs: a transaction on a file of its own, which the system gives up with the program that held it. */
function exclusiveLock(path: string): { run<T>(work: () => Promise<T>): Promise<T>; close(): void } {
  const db = new Database(path, { timeout: 0 });
  const lane = new Lane();
  const take = async () => {
    for (const untilMs = nowMs() + LOCK_DEADLINE_MS; ; await sleep(LOCK_POLL_MS)) {
      try {
        return db.exec("BEGIN EXCLUSIVE");
      } catch (cause) {
        const isBusy = cause instanceof Error && "code" in cause && cause.code === "SQLITE_BUSY";
        if (!isBusy) throw cause;
        if (nowMs() > untilMs)
          throw new WarblerError("timeout", en, { detail: "another program holds the store", cause });
      }
    }
  };
  return {
    run: (work) =>
      lane.run(async () => {
        await take();
        try {
          return await work();
        } finally {
          if (db.open) db.exec("COMMIT");
        }
      }),
    close: () => void db.close(),
  };
}

async function keyIn(path: string): Promise<KeyObject> {
  try {
    await writeFile(path, randomBytes(KEY_BYTES), { flag: "wx", mode: 0o600, flush: true });
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
  }
  const bytes = await readFile(path);
  if (bytes.length !== KEY_BYTES) throw new WarblerError("store-damaged");
  return createSecretKey(bytes);
}

/** nonce (12) ‖ ciphertext ‖ tag (16), bound to the entry's key. */
function sealed(key: KeyObject, name: string, value: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name));
  return Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
}

function opened(key: KeyObject, name: string, stored: Buffer): Uint8Array {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, stored.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(name)).setAuthTag(stored.subarray(-TAG_BYTES));
    const plain = Buffer.concat([decipher.update(stored.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return new Uint8Array(plain);
  } catch {
    throw new WarblerError("store-damaged");
  }
}
