import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";
import { terminals } from "./terminal.ts";

const world = await openWorld();
const people = await terminals(world);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await people[Symbol.asyncDispose]();
});
await world.raw.join("alice");
const [owner, alice] = [await people.signedIn("owner"), await people.signedIn("alice")];

test("the rules of signing in are shown and changed at a terminal, each by itself, and count", async () => {
  expect((await alice(["sign-in-rules"])).out).toMatch(/second factor asked of\s+nobody\n.*at least\s+15\n/);
  const set = await owner(["sign-in-rules", "set", "--min-chars", "20"]);
  expect(set, set.err).toMatchObject({ code: 0 });
  expect(set.out).toMatch(/at least\s+20\n/);
  expect(set.out).toMatch(/log position \d+/);
  await owner(["sign-in-rules", "set", "--recovery-wait", "3d", "--app-lock", "15m"]);
  const now = (await alice(["sign-in-rules"])).out;
  expect(now).toMatch(/at least\s+20\n/);
  expect(now).toMatch(/a recovery of access waits\s+72 h\n/);
  expect(now).toMatch(/browsers lock after\s+15 min\n/);
  expect((await alice(["--lang", "zh", "sign-in-rules"])).out).toMatch(/浏览器无操作后锁定\s+15 分钟/);
  await owner(["sign-in-rules", "set", "--app-lock", "off"]);
  expect(JSON.parse((await alice(["--json", "sign-in-rules"])).out)).toEqual({
    ...{ secondFactor: "optional", passwordMinChars: 20, passwordWithFactorMinChars: 8 },
    ...{ accessRecoveryWaitHours: 72, lockMinutes: 0 },
  });
});

test("what is out of bounds, or nobody's to change, is refused in words and changes nothing", async () => {
  const before = (await alice(["--json", "sign-in-rules"])).out;
  for (const wrong of [
    [],
    ["--min-chars", "14"],
    ["--min-chars", "65"],
    ["--min-chars-with-factor", "7"],
    ["--second-factor", "some"],
    ["--recovery-wait", "1h"],
    ["--recovery-wait", "90m"],
    ["--recovery-wait", "15d"],
    ["--app-lock", "5h"],
    ["--app-lock", "soon"],
  ]) {
    const refused = await owner(["sign-in-rules", "set", ...wrong]);
    expect([wrong, refused.code]).toEqual([wrong, 2]);
    expect(refused.err).not.toBe("");
  }
  expect((await alice(["sign-in-rules", "set", "--min-chars", "30"])).code).toBe(4);
  // The owner has none, and would be signed out by that rule.
  expect((await owner(["sign-in-rules", "set", "--second-factor", "everyone"])).code).not.toBe(0);
  expect((await alice(["--json", "sign-in-rules"])).out).toBe(before);
});

test("the organisation's own words come from a file, and an empty one leaves none", async () => {
  const file = join(people.folder, "words");
  expect((await owner(["sign-in-rules", "words"])).out).toBe("There are none.\n");
  await writeFile(file, "  heron\n\n苍鹭计划\nheron\n");
  const done = await owner(["sign-in-rules", "words", file]);
  expect(done, done.err).toMatchObject({ code: 0 });
  expect((await owner(["sign-in-rules", "words"])).out).toBe("heron\n苍鹭计划\n");
  expect((await alice(["sign-in-rules", "words", file])).code).toBe(4);
  expect((await owner(["sign-in-rules", "words", join(people.folder, "absent")])).code).toBe(10);
  await writeFile(file, "a".repeat(41));
  expect((await owner(["sign-in-rules", "words", file])).code).toBe(2);
  await writeFile(file, "");
  await owner(["sign-in-rules", "words", file]);
  expect((await owner(["--lang", "zh", "sign-in-rules", "words"])).out).toBe("没有。\n");
});
