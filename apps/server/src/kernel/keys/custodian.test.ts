import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@warbler/crypto";
import { afterAll, expect, test } from "vitest";
import { fileCustodian, passphraseCustodian } from "./custodian.ts";

const folder = await mkdtemp(join(tmpdir(), "warbler-custodian-"));
afterAll(() => rm(folder, { recursive: true }));

test("a file custodian makes the key once, readable by its owner only", async () => {
  const path = join(folder, "file", "root.key");
  const first = await fileCustodian(path).rootKey();
  const again = await fileCustodian(path).rootKey();
  expect(again.equals(first)).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("a root key file of another length is refused", async () => {
  const path = join(folder, "short.key");
  await writeFile(path, "short");
  await expect(fileCustodian(path).rootKey()).rejects.toThrow(/32 bytes/);
});

test("a passphrase opens its root key, another does not, and the file does not hold the key", async () => {
  const path = join(folder, "wrapped.key");
  const first = await passphraseCustodian(path, new Secret("六个橙子在桌上 six oranges")).rootKey();
  const again = await passphraseCustodian(path, new Secret("六个橙子在桌上 six oranges")).rootKey();
  expect(again.equals(first)).toBe(true);
  expect((await readFile(path)).includes(first.export())).toBe(false);
  await expect(passphraseCustodian(path, new Secret("wrong")).rootKey()).rejects.toThrow(/does not open/);
});
