import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { alone } from "./alone.mjs";
import { root } from "./command.ts";
import { removeAbandonedBuilds } from "./web-client.mjs";

const folder = await mkdtemp(join(tmpdir(), "warbler-alone-"));
afterAll(() => rm(folder, { recursive: true }));
/** A process that has ended. */
const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

test("several processes do it one after the other", async () => {
  const [lock, notes] = [join(folder, "lock"), join(folder, "notes")];
  const program = `
    const { alone } = await import(process.argv[1]);
    const { appendFileSync } = await import("node:fs");
    const [lock, notes] = process.argv.slice(2);
    alone(lock, () => {
      appendFileSync(notes, "begins ");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      appendFileSync(notes, "ends ");
    }, () => {});
  `;
  const args = ["--input-type=module", "-e", program, join(root, "tools/alone.mjs"), lock, notes];
  const children = Array.from({ length: 4 }, () => spawn(process.execPath, args, { stdio: "inherit" }));
  await Promise.all(children.map((child) => once(child, "exit")));
  expect(await readFile(notes, "utf8")).toBe("begins ends ".repeat(4));
  expect(existsSync(lock)).toBe(false);
});

test("what a killed process left is taken over, and what fails leaves nothing", async () => {
  const lock = join(folder, "left");
  await writeFile(lock, String(deadPid()));
  expect(
    alone(
      lock,
      () => "done",
      () => undefined,
    ),
  ).toBe("done");
  const failing = () => {
    throw new Error("a failure");
  };
  expect(() => alone(lock, failing, () => undefined)).toThrow("a failure");
  expect(existsSync(lock)).toBe(false);
});

test("a killed build of the web client is cleared away, and one under way is not", async () => {
  const web = join(folder, "apps/web");
  for (const name of [`dist.${deadPid()}`, `dist.${process.pid}`, "dist", "dist.css"])
    await mkdir(join(web, name), { recursive: true });
  removeAbandonedBuilds(folder);
  expect((await readdir(web)).toSorted()).toEqual(["dist", `dist.${process.pid}`, "dist.css"].toSorted());
});
