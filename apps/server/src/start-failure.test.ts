import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSqliteWriter } from "./kernel/store/sqlite.ts";
import { startFailure } from "./start-failure.ts";

const taken = async () => {
  const first = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void first.close());
  await new Promise((resolve) => first.once("listening", resolve));
  const address = first.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const error = await new Promise((resolve) => createServer().once("error", resolve).listen(port, "127.0.0.1"));
  return { port, error };
};

test("a taken port is named, and the variable that chooses another", async () => {
  const { port, error } = await taken();
  expect(startFailure(error, { port, env: {} })).toBe(`Port ${port} is taken; choose another with WARBLER_PORT.`);
  expect(startFailure(error, { port, env: { LANG: "zh_CN.UTF-8" } })).toContain(`端口 ${port} 已被占用`);
});

test("a second server on a data folder is told of the first", async () => {
  const folder = mkdtempSync(join(tmpdir(), "warbler-start-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "records.db");
  const first = openSqliteWriter(path);
  let refusal: unknown;
  try {
    openSqliteWriter(path);
  } catch (error) {
    refusal = error;
  }
  await first.close();
  expect(startFailure(refusal, { port: 1, env: {} })).toBe("Another Warbler already serves this data folder.");
});

test("a refused setting keeps its sentence", () => {
  const refusal = new Error("WARBLER_PORT: expected a port from 0 to 65535");
  expect(startFailure(refusal, { port: undefined, env: {} })).toBe(
    "cannot start: WARBLER_PORT: expected a port from 0 to 65535",
  );
});
