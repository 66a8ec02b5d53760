/** Every store keeps the promises of the `Store` interface; the one on disk keeps its values secret as well. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";
import { sqliteStore } from "../node/sqlite-store.ts";
import { STORE_PROMISES } from "../testing/store-suite.ts";
import { memoryStore } from "./memory-store.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});
const newFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), "warbler-store-"));
  folders.push(folder);
  return folder;
};

describe("the store in memory", () => {
  test.each(STORE_PROMISES)("$rule", ({ check }) => check(memoryStore()));
});

describe("the store in SQLite", () => {
  test.each(STORE_PROMISES)("$rule", async ({ check }) => {
    const folder = await newFolder();
    let store = await sqliteStore(folder);
    await check(store, async () => {
      await store.close();
      store = await sqliteStore(folder);
      return store;
    });
    await store.close();
  });

  test("of two programs, one at a time does what must not be done by both", async () => {
    const folder = await newFolder();
    const stores = [await sqliteStore(folder), await sqliteStore(folder)];
    let inside = 0;
    let most = 0;
    const turns = Array.from({ length: 20 }, async (_, at) =>
      stores[at % 2]?.exclusive?.(async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 1));
        inside--;
      }),
    );
    await Promise.all(turns);
    expect({ turns: turns.length, most }).toEqual({ turns: 20, most: 1 });
    await expect(stores[0]?.exclusive?.(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    expect(await stores[1]?.exclusive?.(async () => "free again")).toBe("free again");
    for (const store of stores) await store.close();
  });

  test("no file shows a value, and only the owner may read the key", async () => {
    const folder = join(await newFolder(), "deep");
    const store = await sqliteStore(folder);
    await store.write([{ key: "record/1", value: new TextEncoder().encode("a canary in the mine") }]);
    for (const file of await readdir(folder))
      expect(String(await readFile(join(folder, file)))).not.toContain("canary");
    await store.close();
    for (const file of await readdir(folder))
      expect(String(await readFile(join(folder, file)))).not.toContain("canary");
    expect((await stat(join(folder, "store.key"))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test("what was deleted or replaced leaves no byte in any file", async () => {
    const folder = await newFolder();
    const store = await sqliteStore(folder);
    const long = new Uint8Array(9_000).fill(7);
    await store.write(["a", "b", "c", "d"].map((key) => ({ key, value: key === "c" ? long : Uint8Array.of(1, 2, 3) })));
    await store.scrub?.();
    const sealedBytes = () => {
      const db = new Database(join(folder, "store.db"), { readonly: true });
      const rows = db.prepare<[], { value: Buffer }>("SELECT value FROM entries WHERE key IN ('b', 'c')").all();
      db.close();
      return rows.map(({ value }) => value.subarray(0, 31));
    };
    const before = sealedBytes();
    expect(before).toHaveLength(2);
    const found = async () => {
      const files = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file))));
      return before.map((bytes) => files.some((file) => file.includes(bytes)));
    };
    expect(await found()).toEqual([true, true]);
    await store.write([
      { key: "b", value: Uint8Array.of(9) },
      { key: "c", value: undefined },
    ]);
    await store.scrub?.();
    expect(await found()).toEqual([false, false]);
    await store.close();
    expect(await found()).toEqual([false, false]);
  });

  test("a value moved to another key, or another key file, is refused", async () => {
    const folder = await newFolder();
    const store = await sqliteStore(folder);
    await store.write([{ key: "a", value: Uint8Array.of(1) }]);
    await store.close();
    await writeFile(join(folder, "store.key"), new Uint8Array(32));
    const other = await sqliteStore(folder);
    await expect(other.read("a")).rejects.toMatchObject({ code: "store-damaged" });
    await other.close();
    await writeFile(join(folder, "store.key"), new Uint8Array(31));
    await expect(sqliteStore(folder)).rejects.toMatchObject({ code: "store-damaged" });
  });
});
