import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rolesOf } from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Terminal, terminals } from "./terminal.ts";

const world = await openWorld();
const people = await terminals(world);
const { folder } = people;
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await people[Symbol.asyncDispose]();
});
const adam = await world.join("adam", { role: "administrator" });
let boss: Terminal;
let sally: Terminal;
const idIn = (text: string) => /[A-Za-z0-9_-]{22}/.exec(text)?.[0] ?? "";

beforeAll(async () => {
  const invited = (await world.raw.owner.call("invite", {}, { role: "security-officer" })).body.token;
  await world.raw.call("acceptInvitation", { body: { token: invited, ...world.raw.newPerson("sally") } });
  [boss, sally] = [await people.signedIn("owner"), await people.signedIn("sally")];
});

test("a review is tried out, started, decided at the terminal, read and verified", async () => {
  const start = ["review", "start", "yearly", "--role", "administrator", "--reviewer", "sally", "--reason", "a test"];
  expect((await boss(["review", "start", "x", "--reason", "x"])).code).toBe(2);
  expect((await boss([...start, "--dormant"])).code).toBe(2);
  const tried = await boss([...start, "--dry-run"]);
  expect(tried.out).toContain("1 grant of 1 person.");
  expect(tried.out).toContain("Suggested: remove 0, look at 1.");
  expect((await boss(["review"])).out).toBe("There has been no review yet.\n");
  expect((await sally(["review", "mine"])).out).toBe("No review waits for you.\n");
  const started = await boss(start);
  expect(started, started.err).toMatchObject({ code: 0 });
  const id = /review status ([A-Za-z0-9_-]{22})/.exec(started.out)?.[1] ?? "";
  expect((await sally(["review", "mine"])).out).toMatch(/1 left.*yearly/);
  const shown = await sally(["review", "show", id]);
  expect(shown.out).toMatch(/#0\s+@adam\s+administrator.*given by @owner.*suggested: look.*second factor/);
  const remove = ["review", "decide", id, "remove", "0", "--reason", "a new job"];
  expect((await sally(["review", "decide", id, "remove", "7", "--reason", "x"])).code).toBe(2);
  expect((await sally(remove, ["no", "", ""])).code).toBe(2);
  const decided = await sally(remove, ["1"]);
  expect(decided, decided.err).toMatchObject({ code: 0 });
  expect(decided.out).toContain("Decided about 1 grant.");
  expect((await adam.client.api("me", undefined)).role).toBe("member");
  expect((await boss(["review", "status", id])).out).toMatch(/over\s+1\/1[\s\S]*@sally: kept 0, removed 1/);
  const file = join(folder, "result.json");
  const result = await boss(["review", "result", id, "--out", file]);
  expect(result.out).toMatch(/holds\.[\s\S]*SHA-256 of the result/);
  expect((await sally(["--lang", "zh", "review", "verify", file])).out).toContain("校验通过");
  // With the proof beside it, and against what this device knows.
  const proof = `${file}.proof`;
  const { verifierKey } = JSON.parse(await readFile(proof, "utf8"));
  const offline = await sally(["review", "verify", file]);
  expect(offline.out).toMatch(/audit log has its beginning \(leaf \d+\) and this result \(leaf \d+\)/);
  expect(offline.out).toContain("came from");
  expect((await sally(["review", "verify", file, "--key", verifierKey])).out).not.toContain("came from");
  const other = `${verifierKey.slice(0, -8)}AAAAAAA=`;
  expect(await sally(["review", "verify", file, "--key", other])).toMatchObject({ code: 9 });
  expect((await sally(["review", "verify", id])).out).toContain("Each of these keys stands");
  const log = JSON.parse(await readFile(proof, "utf8"));
  log.closed.detail.result = "A".repeat(43);
  await writeFile(`${file}.other`, JSON.stringify(log));
  const untrue = await sally(["review", "verify", file, "--proof", `${file}.other`]);
  expect(untrue.err).toContain("does not show this review in the log");
  await writeFile(file, (await readFile(file, "utf8")).replace("a new job", "no reason"));
  const forged = await sally(["review", "verify", file]);
  expect(forged).toMatchObject({ code: 9 });
  expect(forged.err).toContain("A signature is not over these decisions.");
});

test("a series is begun, listed and ended; a review is withdrawn", async () => {
  await rolesOf((await world.owner()).client).grant(adam.account, "administrator");
  const common = ["--officers", "--reviewer", "sally", "--reason", "a test", "--unanswered", "keep"];
  const series = await boss(["review", "start", "again", ...common, "--every", "quarterly", "--open", "7d"]);
  expect(series, series.err).toMatchObject({ code: 0 });
  const wrong = await boss(["review", "start", "left", ...common, "--every", "dormant"]);
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.err).toContain("Expected no scope");
  expect((await boss(["review", "series"])).out).toMatch(/quarterly\s+again/);
  const id = idIn((await boss(["review", "series"])).out);
  world.clock.pass(2_000);
  await expect.poll(async () => (await boss(["review"])).out).toMatch(/open\s+0\/3.*again/);
  expect((await boss(["review", "series", "--end", id])).out).toContain("has ended");
  const open = (await boss(["review"])).out.split("\n").find((one) => one.includes("again")) ?? "";
  expect((await boss(["review", "withdraw", idIn(open), "--reason", "enough"])).code).toBe(0);
  expect((await boss(["review"])).out).toMatch(/withdrawn.*again/);
});

test("tokens are reviewed by what they are called, and what is removed is a token by its bot", async () => {
  const { account } = await adam.client.api("makeBot", { handle: "deployer", name: "Deployer" });
  const body = { name: "ci", scopes: ["rooms:read" as const], forMs: 3_600_000 };
  const made = await adam.client.api("makeToken", body, { account });
  const begin = ["review", "start", "tokens", "--reviewer", "sally", "--open", "7d", "--reason", "x", "--tokens"];
  expect((await boss([...begin, "--rooms"])).err).toContain("--tokens");
  const begun = await boss(begin);
  const id = /review status ([A-Za-z0-9_-]{22})/.exec(begun.out)?.[1] ?? "";
  const listed = await sally(["review", "show", id]);
  expect(listed.out, listed.err).toContain("token @deployer “ci” (rooms:read)");
  expect((await world.raw.call("ownToken", { token: made.token })).status).toBe(200);
});
