import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { CHECKPOINT, CHECKPOINT_PAGES, startCheckpoints } from "./checkpoints.ts";
import { openSqliteWriter } from "./sqlite.ts";

const PAGE_BYTES = 4_096;
const ROW_BYTES = 64 * 1024;
const LOG_BYTES = CHECKPOINT_PAGES * PAGE_BYTES;

function newDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), "warbler-checkpoints-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "records.db");
}

test("the log is copied while the writer goes on, and begins anew once the writer copied the rest", async () => {
  const path = newDatabase();
  const writer = openSqliteWriter(path);
  await writer.exec('CREATE TABLE "rows" ("id" INTEGER PRIMARY KEY, "body" BLOB)');
  const add = () => writer.run('INSERT INTO "rows" ("body") VALUES (?)', [new Uint8Array(ROW_BYTES)]);
  const checkpoints = startCheckpoints(path);
  try {
    for (let bytes = 0; bytes < LOG_BYTES; bytes += ROW_BYTES) await add();
    // Something is in the log that was not when it was copied.
    await expect.poll(() => checkpoints.takeCopied(), { timeout: 10_000 }).toBe(true);
    expect(checkpoints.takeCopied()).toBe(false);
    await add();
    expect(await writer.get(CHECKPOINT, [])).toMatchObject({ busy: 0 });
    await add();
    expect(Number((await writer.get("PRAGMA wal_checkpoint(NOOP)", []))?.["log"])).toBeLessThan(100);
    expect(statSync(path).size).toBeGreaterThan(LOG_BYTES);
  } finally {
    await checkpoints[Symbol.asyncDispose]();
    await writer.close();
  }
  expect(statSync(path).size).toBeGreaterThan(LOG_BYTES);
});

/** Commits rows as fast as it can, and says the number of each once it is committed. */
const FILLING = `
  const [checkpoints, sqlite] = await Promise.all([
    import(${JSON.stringify(new URL("./checkpoints.ts", import.meta.url).href)}),
    import(${JSON.stringify(new URL("./sqlite.ts", import.meta.url).href)}),
  ]);
  const path = process.argv[2];
  const writer = sqlite.openSqliteWriter(path);
  writer.exec('CREATE TABLE IF NOT EXISTS "rows" ("id" INTEGER PRIMARY KEY, "body" BLOB)');
  const copying = checkpoints.startCheckpoints(path);
  for (;;) {
    writer.run('INSERT INTO "rows" ("body") VALUES (zeroblob(${ROW_BYTES}))', []);
    const { id } = writer.get('SELECT max("id") AS "id" FROM "rows"', []);
    process.stdout.write(id + "\\n");
    if (copying.takeCopied()) writer.get(checkpoints.CHECKPOINT, []);
    await new Promise((resolve) => setImmediate(resolve));
  }`;

test("a kill while the log is copied loses nothing that was committed", { timeout: 60_000 }, async () => {
  const path = newDatabase();
  const filling = `${path}.filling.mjs`;
  writeFileSync(filling, FILLING);
  for (const rows of [300, 340, 410]) {
    const program = spawn(process.execPath, [filling, path], { stdio: ["ignore", "pipe", "inherit"] });
    let [said, last] = [0, 0];
    for await (const line of createInterface({ input: program.stdout })) {
      last = Number(line);
      if (++said === rows) program.kill("SIGKILL");
    }
    if (program.exitCode === null && program.signalCode === null) await once(program, "exit");
    const db = new Database(path);
    expect(db.pragma("integrity_check")).toEqual([{ integrity_check: "ok" }]);
    const { count, max } = db.prepare('SELECT count(*) AS "count", max("id") AS "max" FROM "rows"').get() as {
      count: number;
      max: number;
    };
    db.close();
    expect(said).toBeGreaterThanOrEqual(rows);
    expect(max).toBeGreaterThanOrEqual(last);
    expect(count).toBe(max);
  }
});
