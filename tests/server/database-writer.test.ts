/** Somebody who can write to the record database, and has neither the server's keys nor its other folders, becomes nobody by that. */
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { newId } from "@warbler/protocol";
import { openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;
const { owner } = raw;
await raw.join("mallory");

/** From another process, since locks of one process are one. */
const inTheDatabase = (sql: string, ...values: readonly string[]) => {
  const script = `const { DatabaseSync } = require("node:sqlite");
    const db = new DatabaseSync(process.argv[1]);
    db.exec("PRAGMA busy_timeout = 5000");
    db.prepare(process.argv[2]).run(...process.argv.slice(3));`;
  execFileSync(process.execPath, ["-e", script, join(world.folder, "records.db"), sql, ...values]);
};
const newToken = () => {
  const secret = randomBytes(32);
  return { token: secret.toString("base64url"), digest: createHash("sha256").update(secret).digest("hex") };
};
const signedIn = async () => raw.personOf((await raw.signIn("mallory")).body);

test("a session that somebody puts there is nobody's", async () => {
  const { token, digest } = newToken();
  inTheDatabase(
    "INSERT INTO sessions (id, account, device, token, started_ms, expires_ms) VALUES (?, ?, ?, unhex(?), ?, ?)",
    ...[String(newId()), owner.account, owner.device, digest, String(clock.nowMs()), String(clock.nowMs() + 3_600_000)],
  );
  expect(await raw.call("me", { token })).toMatchObject({ code: "signed-out" });
});

test("a session becomes no other person's, and no other token's", async () => {
  const session = await signedIn();
  inTheDatabase("UPDATE sessions SET account = ? WHERE id = ?", owner.account, session.session);
  expect(await session.call("me")).toMatchObject({ code: "signed-out" });
  const { token, digest } = newToken();
  inTheDatabase("UPDATE sessions SET token = unhex(?) WHERE id = ?", digest, owner.session);
  expect(await raw.call("me", { token })).toMatchObject({ code: "signed-out" });
  const before = createHash("sha256").update(Buffer.from(owner.token, "base64url")).digest("hex");
  inTheDatabase("UPDATE sessions SET token = unhex(?) WHERE id = ?", before, owner.session);
  expect((await owner.call("me")).status).toBe(200);
});

test("a session lasts no longer, and is no more proved, than the server said", async () => {
  const session = await signedIn();
  clock.pass(16 * 60_000);
  expect(await session.call("askTotp")).toMatchObject({ code: "proof-needed" });
  await session.proves();
  expect((await session.call("askTotp")).status).toBe(200);
  clock.pass(16 * 60_000);
  inTheDatabase("UPDATE sessions SET proven_ms = ? WHERE id = ?", String(clock.nowMs()), session.session);
  expect(await session.call("askTotp")).toMatchObject({ code: "signed-out" });
  const other = await signedIn();
  inTheDatabase("UPDATE sessions SET expires_ms = expires_ms + 1 WHERE id = ?", other.session);
  expect(await other.call("me")).toMatchObject({ code: "signed-out" });
});
