import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "@warbler/cli";
import { memoryStore, type Store } from "@warbler/sdk";
import { rolesOf } from "@warbler/sdk/admin";
import { openWorld, PASSWORD } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const world = await openWorld();
const folder = await mkdtemp(join(tmpdir(), "warbler-review-"));
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});
const adam = await world.join("adam", { role: "administrator" });

/** Somebody at a terminal, with the store of a profile that outlives each command. */
const terminalOf = (name: string) => {
  const store: Store = memoryStore();
  return async (args: readonly string[], answers: readonly string[] = []) => {
    const typed = [...answers];
    const answer = async () => typed.shift() ?? "";
    let [out, err] = ["", ""];
    const code = await runCli(args, {
      gateway: {
        platform: () => world.platform,
        store: async () => ({ ...store, close: async () => undefined }),
        fetchLocalCa: async () => world.ca,
      },
      terminal: {
        env: { WARBLER_HOME: join(folder, name), HOME: folder, LANG: "en_GB.UTF-8", WARBLER_PASSWORD: PASSWORD },
        stdin: (async function* () {})(),
        isInteractive: answers.length > 0,
        screenColumns: undefined,
        writeOut: async (text) => {
          out += typeof text === "string" ? text : new TextDecoder().decode(text);
        },
        writeError: (text) => {
          err += text;
        },
        ask: answer,
        askSecret: answer,
        interrupted: new AbortController().signal,
        nowMs: world.clock.nowMs,
        sleep: () => Promise.resolve(),
      },
    });
    return { code, out, err };
  };
};
const [boss, sally] = [terminalOf("boss"), terminalOf("sally")];
const idIn = (text: string) => /[A-Za-z0-9_-]{22}/.exec(text)?.[0] ?? "";

beforeAll(async () => {
  const invited = (await world.raw.owner.call("invite", {}, { role: "security-officer" })).body.token;
  await world.raw.call("acceptInvitation", { body: { token: invited, ...world.raw.newPerson("sally") } });
  for (const [person, handle] of [
    [boss, "owner"],
    [sally, "sally"],
  ] as const) {
    const done = await person(["login", world.url, "--handle", handle]);
    if (done.code !== 0) throw new Error(done.err);
  }
});

test("a review is tried out, started, decided at the terminal, read and verified", async () => {
  const start = ["review", "start", "yearly", "--role", "administrator", "--reviewer", "sally", "--reason", "a test"];
  expect((await boss(["review", "start", "x", "--reason", "x"])).code).toBe(2);
  expect((await boss([...start, "--dormant"])).code).toBe(2);
  const tried = await boss([...start, "--dry-run"]);
  expect(tried.out).toContain("1 grant of 1 person.");
  expect(tried.out).toContain("Suggested: remove 0, look at 1.");
  expect((await boss(["review"])).out).toBe("");
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
  expect((await boss(["review", "series"])).out).toMatch(/quarterly\s+again/);
  const id = idIn((await boss(["review", "series"])).out);
  world.clock.pass(2_000);
  await expect.poll(async () => (await boss(["review"])).out).toMatch(/open\s+0\/3.*again/);
  expect((await boss(["review", "series", "--end", id])).out).toContain("has ended");
  const open = (await boss(["review"])).out.split("\n").find((one) => one.includes("again")) ?? "";
  expect((await boss(["review", "withdraw", idIn(open), "--reason", "enough"])).code).toBe(0);
  expect((await boss(["review"])).out).toMatch(/withdrawn.*again/);
});
