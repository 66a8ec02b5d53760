import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@warbler/crypto";
import type { Environment } from "@warbler/protocol/server-environment";
import { expect, onTestFinished, test } from "vitest";
import { type Config, configFrom } from "./config.ts";
import { systemClock } from "./kernel/clock.ts";
import { passphraseCustodian } from "./kernel/keys/custodian.ts";
import { openSqliteWriter } from "./kernel/store/sqlite.ts";
import { startServer } from "./server.ts";
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
  expect(startFailure(error, { config: { port, host: "localhost" }, env: {} })).toBe(
    `Port ${port} is taken; choose another with WARBLER_PORT.`,
  );
  expect(startFailure(error, { config: { port, host: "localhost" }, env: { LANG: "zh_CN.UTF-8" } })).toContain(
    `端口 ${port} 已被占用`,
  );
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
  expect(startFailure(refusal, { config: undefined, env: {} })).toBe(
    "Another Warbler already serves this data folder.",
  );
});

const sentenceOf = async (env: Environment): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), "warbler-start-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  let config: Config | undefined;
  try {
    config = configFrom({ WARBLER_DATA: folder, WARBLER_PORT: "0", ...env });
    await using _server = await startServer(config, { clock: systemClock, log: () => {}, onBroken: () => {} });
    return "started";
  } catch (error) {
    return startFailure(error, { config, env });
  }
};

test("refused settings are named, in the language of the environment", async () => {
  const env = { WARBLER_PORT: "port", WARBLER_TLS12: "yes" };
  expect(await sentenceOf(env)).toBe(
    "cannot start: WARBLER_PORT: expected a port from 0 to 65535; WARBLER_TLS12: expected 1 or 0",
  );
  expect(await sentenceOf({ ...env, LANG: "zh_CN.UTF-8" })).toContain("WARBLER_TLS12：应为1 或 0");
  expect(await sentenceOf({ WARBLER_ROOT_PASSPHRASE: "" })).toContain("WARBLER_ROOT_PASSPHRASE: expected a passphrase");
});

test("a setting that names what is not there or does not open is named", async () => {
  const missing = join(tmpdir(), "warbler-nothing-is-here");
  const certificate = { WARBLER_TLS_CERT: missing, WARBLER_TLS_KEY: missing };
  expect(await sentenceOf(certificate)).toContain("WARBLER_TLS_CERT, WARBLER_TLS_KEY: ENOENT");
  expect(await sentenceOf({ WARBLER_DATA: "/dev/null/data" })).toContain("WARBLER_DATA: ");
  expect(await sentenceOf({ WARBLER_ROOT_KEY: "/dev/null" })).toContain("WARBLER_ROOT_KEY: ");
  expect(await sentenceOf({ WARBLER_DATABASE_URL: "postgres://127.0.0.1:1/none" })).toContain("WARBLER_DATABASE_URL: ");
  expect(await sentenceOf({ WARBLER_HOST: "192.0.2.1" })).toContain("WARBLER_HOST: ");
  const key = join(mkdtempSync(join(tmpdir(), "warbler-start-")), "root.key");
  onTestFinished(() => rmSync(join(key, ".."), { recursive: true }));
  await passphraseCustodian(key, new Secret("one")).rootKey();
  expect(await sentenceOf({ WARBLER_ROOT_KEY: key, WARBLER_ROOT_PASSPHRASE: "another" })).toContain(
    "WARBLER_ROOT_PASSPHRASE: the passphrase does not open",
  );
});
