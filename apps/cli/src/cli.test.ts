import { describe, expect, test } from "vitest";
import { run } from "./testing/run-cli.ts";

describe("a wrong command line", () => {
  test.each([
    [["dance"], "There is no command dance."],
    [["send"], "Expected <room>, got nothing."],
    [["send", "room"], "Expected a text, - for standard input, or --file."],
    [["whoami", "--loud"], "There is no option --loud."],
    [["history"], "Expected <room>, got nothing."],
    [["history", "room", "--limit"], "Expected a value after -n, --limit <number>, got nothing."],
    [["history", "room", "--limit", "many"], "Expected a whole number from 1 to 1000000, got many."],
    [["search", "x", "--before", "soon"], "Expected a time such as 2026-03-01 or 2026-03-01T14:05Z, got soon."],
    [["import", "irc", "f.zip"], "Expected one of slack, mattermost, got irc."],
    [["completion", "cmd"], "Expected one of bash, zsh, fish, got cmd."],
    [["room", "create"], "Expected a name, or --with PERSON for a conversation of two."],
    [["room", "rename", "r"], "Expected a new name, or --topic."],
    [["audit", "proof"], "Expected ROOM and MESSAGE, or --verify FILE."],
    [["login", "http://chat.example"], "Warbler speaks HTTPS only: write https:// instead of http://."],
    [["login", "https://chat.example/join#t=cut"], "The link is not complete: copy all of it, the part behind # too."],
    [["whoami", "now"], "Expected fewer arguments. Put a text with spaces in quotes."],
  ])("%j exits with 2 and says what was expected", async (args, message) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(`warbler: ${message}`);
  });

  test.each([
    [["dance"], "warbler"],
    [["send"], "warbler send"],
    [["login", "http://chat.example"], "warbler login"],
    [["--lang", "en", "room", "create", "plans", "--level", "open"], "warbler room create"],
  ])("%j is sent to the help of the command that was meant", async (args, command) => {
    expect((await run(args)).err).toContain(`\`${command} --help\` shows what it takes.`);
  });

  test("is told in Chinese where that is asked for", async () => {
    expect((await run(["dance", "--lang", "zh"])).err).toContain("没有命令 dance。");
    expect((await run(["dance"], { env: { LANG: "zh_CN.UTF-8" } })).err).toContain("没有命令 dance。");
  });

  test("is told to programs as one JSON object on standard error", async () => {
    const { code, out, err } = await run(["dance", "--json"]);
    expect(JSON.parse(err)).toMatchObject({ error: { code: "usage", exit: code } });
    expect(out).toBe("");
  });

  test("cannot steer the terminal with what it quotes", async () => {
    expect((await run(["\u001b[2Jdance"])).err).not.toContain("\u001b");
  });
});

test.each([
  ["whoami"],
  ["status"],
  ["devices"],
  ["sessions"],
  ["invite"],
  ["people"],
  ["room", "list"],
  ["send", "room", "text"],
  ["edit", "room", "1", "text"],
  ["recall", "room", "1"],
  ["react", "room", "1", "👍"],
  ["tail", "room"],
  ["history", "room"],
  ["search", "加密"],
  ["download", "room", "1"],
  ["audit", "query"],
  ["audit", "verify"],
  ["audit", "proof", "room", "1"],
  ["logout"],
  ["password"],
  ["openapi"],
])("%s %s without a session exits with 3 and says how to sign in", async (...args) => {
  const { code, err } = await run(args.filter((arg) => typeof arg === "string"));
  expect(code).toBe(3);
  expect(err).toContain("warbler login");
});

test("the version is told", async () => {
  expect(await run(["--version"])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test.each([
  [[], "Usage: warbler [options] [command]"],
  [["room"], "Usage: warbler room [options] [command]"],
])("%j without a command shows the help", async (args, usage) => {
  expect(await run(args)).toMatchObject({ code: 0, out: expect.stringContaining(usage), err: "" });
});

test("the help of room create names the levels, and no help prints an empty default", async () => {
  expect((await run(["room", "create", "--help"])).out).toMatch(/sealed \(.*\s+or\s+e2ee \(/s);
  for (const command of ["send", "invite"]) expect((await run([command, "--help"])).out).not.toContain("[]");
});

test("help is in the chosen language, down to its titles", async () => {
  const english = await run(["help"]);
  expect(english).toMatchObject({ code: 0, err: "" });
  expect(english.out).toContain("Usage: warbler");
  const chinese = await run(["send", "--help", "--lang", "zh"]);
  expect(chinese.out).toContain("用法： warbler send");
  expect(chinese.out).toContain("发送消息");
});

test("a damaged profile is named and nothing is guessed", async () => {
  const { newFolder } = await import("./testing/run-cli.ts");
  const { writeFile } = await import("node:fs/promises");
  const home = await newFolder();
  await writeFile(`${home}/session.json`, '{"url":"https://chat.example"');
  const { code, err } = await run(["whoami"], { home });
  expect(code).toBe(10);
  expect(err).toContain("session.json is damaged.");
});
