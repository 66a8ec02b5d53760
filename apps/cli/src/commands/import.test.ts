/** An export brought into end-to-end rooms from the command line. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { newFolder } from "../testing/run-cli.ts";
import { newWorld } from "../testing/world.ts";

async function exportFile(days: Readonly<Record<string, readonly unknown[] | string>>): Promise<string> {
  const zip = new ZipFile();
  const add = (name: string, content: readonly unknown[] | string) =>
    zip.addBuffer(Buffer.from(typeof content === "string" ? content : JSON.stringify(content)), name);
  add("users.json", [
    { id: "U1", name: "kestrel", real_name: "Kestrel" },
    { id: "U2", name: "heron", profile: { real_name: "苍鹭" } },
  ]);
  add("channels.json", [{ id: "C1", name: "general", topic: { value: "birds" }, members: ["U1", "U2"] }]);
  for (const [day, messages] of Object.entries(days)) add(`general/${day}.json`, messages);
  zip.end();
  const file = join(await newFolder(), "birds.zip");
  await writeFile(file, await buffer(zip.outputStream));
  return file;
}
const said = (at: number, more: object = {}) => ({
  type: "message",
  user: at % 2 === 0 ? "U1" : "U2",
  ts: `${1_100_000_000 + at}.000100`,
  text: `osprey ${at}`,
  ...more,
});
const DAY = "2004-11-09";

describe("import --level e2ee", () => {
  test("brings messages in with names, times, threads and reactions; a second run adds only what is new", async () => {
    const world = await newWorld();
    const anna = await world.signedIn("anna", "owner");
    await world.signedIn("bo");
    const reactions = [{ name: "eagle", users: ["U1", "U2"], count: 2 }];
    const thread = { thread_ts: "1100000000.000100" };
    const file = await exportFile({ [DAY]: [said(0, { reactions, ...thread }), said(1, thread), said(2)] });
    const first = (await anna.warbler(["import", "slack", file, "--level", "e2ee", "--json"])).json();
    expect(first.imported).toMatchObject({
      added: 3,
      repeated: 0,
      refused: [],
      peopleAdded: 0,
      log: expect.anything(),
    });
    expect(first.export).toMatchObject({ messages: 3, rooms: 1, people: 2 });
    expect((await anna.warbler(["room", "show", "general", "--json"])).json()).toMatchObject({
      level: "e2ee",
      topic: "birds",
    });
    const { out } = await anna.warbler(["history", "general"]);
    expect(out).toMatch(/Kestrel: osprey 0 +\(imported from slack by ANNA, 🦅2, 1 in thread\)/);
    expect(out).toContain("苍鹭: osprey 1");
    const longer = await exportFile({
      [DAY]: [said(0, thread), said(1, thread), said(2), said(3, { text: "x".repeat(40_000) })],
    });
    const second = (await anna.warbler(["import", "slack", longer, "--level", "e2ee", "--json"])).json();
    expect(second.imported).toMatchObject({ added: 3, repeated: 3 });
    expect((await anna.warbler(["room", "list", "--json"])).json().rooms).toHaveLength(1);
    const records = [...world.server.state.rooms.values()].flatMap((room) => room.records);
    for (const word of ["osprey", "Kestrel", "general", "birds", "slack"])
      expect(records.some(({ content }) => Buffer.from(content).includes(word))).toBe(false);
  });

  test("goes into a room that is there, by the channel's name", async () => {
    const world = await newWorld();
    const anna = await world.signedIn("anna", "owner");
    await anna.warbler(["room", "create", "nest", "--level", "e2ee"]);
    await anna.warbler(["send", "nest", "hello"]);
    const file = await exportFile({ [DAY]: [said(0)] });
    const args = ["import", "slack", file, "--into", "general=nest"];
    expect((await anna.warbler(args)).code).toBe(2);
    expect((await anna.warbler([...args, "--level", "e2ee"])).code).toBe(0);
    const { out } = await anna.warbler(["history", "nest"]);
    expect(out.indexOf("hello")).toBeLessThan(out.indexOf("osprey 0"));
    expect((await anna.warbler(["room", "list", "--json"])).json().rooms).toHaveLength(1);
  });

  test("of a damaged export makes no room", async () => {
    const world = await newWorld();
    const anna = await world.signedIn("anna", "owner");
    const file = await exportFile({ [DAY]: [said(0)], "2004-11-10": '[{"type": "message", ' });
    const { code, err } = await anna.warbler(["import", "slack", file, "--level", "e2ee"]);
    expect(code).toBe(10);
    expect(err).toContain("nothing of it was half-written");
    expect(world.server.state.rooms.size).toBe(0);
    const { err: chinese } = await anna.warbler(["--lang", "zh", "import", "slack", file, "--level", "e2ee"]);
    expect(chinese).toContain('"general/2004-11-10.json"');
    expect(chinese).toContain("其中一个文件不是有效的 JSON。");
    expect(chinese).not.toMatch(/expected|got /);
  });
});

describe("import", () => {
  test("tells who is not signed in before it reads the export", async () => {
    const world = await newWorld();
    const someone = await world.someone();
    const { code } = await someone.warbler(["import", "slack", "/nowhere.zip"]);
    expect(code).toBe(3);
    const dry = await someone.warbler(["import", "slack", await exportFile({ [DAY]: [said(0)] }), "--dry-run"]);
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.out).toContain("2 people, 1 room, 1 message (0 in threads)");
  });

  test("tells of a report that cannot be written before it reads the export, and leaves none that is empty", async () => {
    const world = await newWorld();
    const anna = await world.signedIn("anna", "owner");
    const folder = await newFolder();
    const args = ["import", "slack", "/nowhere.zip", "--level", "e2ee", "--report"];
    const unwritable = await anna.warbler([...args, join(folder, "none", "report.json")]);
    expect(unwritable).toMatchObject({ code: 10 });
    expect(unwritable.err).toContain("report.json cannot be written");
    const unread = await anna.warbler([...args, join(folder, "report.json")]);
    expect(unread.err).toContain("/nowhere.zip cannot be read");
    expect(await readdir(folder)).toEqual([]);
    const old = join(folder, "old.json");
    await writeFile(old, "x".repeat(100_000));
    await anna.warbler(["import", "slack", await exportFile({ [DAY]: [said(0)] }), "--dry-run", "--report", old]);
    expect(JSON.parse(await readFile(old, "utf8"))).toMatchObject({ dryRun: true });
  });

  test("a second time says what was there and that nothing was added", async () => {
    const world = await newWorld();
    const anna = await world.signedIn("anna", "owner");
    const file = await exportFile({ [DAY]: [said(0)] });
    await anna.warbler(["import", "slack", file, "--level", "e2ee"]);
    const { out } = await anna.warbler(["import", "slack", file, "--level", "e2ee"]);
    expect(out).toContain("Went through 1 record in");
    expect(out).toContain("0 added, 1 there already, 0 refused.");
    expect(out).not.toContain("Imported");
  });
});
