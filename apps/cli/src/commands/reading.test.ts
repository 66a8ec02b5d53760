/** What reading in a terminal does beside showing: it names, it moves the read cursor, it shows what was before an edit. */
import { RECORD_KINDS } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import { newWorld, type Someone } from "../testing/world.ts";

async function twoPeople() {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const bo = await world.signedIn("bo");
  await anna.warbler(["room", "create", "pond", "bo"]);
  return { ...world, anna, bo };
}
const unreadOf = async (someone: Someone) => (await someone.warbler(["room", "list", "--json"])).json().rooms[0];

describe("a message that names somebody", () => {
  test("mentions members of the room by handle and by name, and nobody by an address", async () => {
    const { anna, bo } = await twoPeople();
    for (const text of ["@bo look", "请@BO 看", "mail bo@bo.example, @bobby"])
      expect((await anna.warbler(["send", "pond", text])).code).toBe(0);
    expect(await unreadOf(bo)).toMatchObject({ unread: 3, unreadMentions: 2 });
    const { id } = (await bo.warbler(["whoami", "--json"])).json();
    const shown = (await bo.warbler(["history", "pond", "--json"])).items();
    expect(shown.map(({ mentions }) => mentions)).toEqual([[id], [id], []]);
  });
});

describe("what was shown", () => {
  test("by history is read, unless it is to stay unread", async () => {
    const { anna, bo } = await twoPeople();
    await anna.warbler(["send", "pond", "osprey"]);
    await bo.warbler(["history", "pond", "--keep-unread"]);
    expect(await unreadOf(bo)).toMatchObject({ unread: 1 });
    await bo.warbler(["history", "pond"]);
    expect(await unreadOf(bo)).toMatchObject({ unread: 0 });
    await bo.warbler(["history", "pond", "-n", "1"]);
    expect(await unreadOf(bo)).toMatchObject({ unread: 0 });
  });

  test("by tail is read, unless it is to stay unread", async () => {
    const { anna, bo } = await twoPeople();
    await anna.warbler(["send", "pond", "osprey"]);
    const tail = (...more: string[]) => {
      const stop = new AbortController();
      const onOut = (out: string) => out.includes("osprey") && setImmediate(() => stop.abort("SIGINT"));
      return bo.warbler(["tail", "pond", ...more], { interrupt: stop.signal, onOut });
    };
    await tail("--keep-unread");
    expect(await unreadOf(bo)).toMatchObject({ unread: 1 });
    await tail();
    expect(await unreadOf(bo)).toMatchObject({ unread: 0 });
  });
});

test("an edited message is shown with what it said before", async () => {
  const { anna, bo } = await twoPeople();
  const { seq } = (await anna.warbler(["send", "pond", "first\nline", "--json"])).json();
  await anna.warbler(["edit", "pond", String(seq), "second"]);
  expect((await bo.warbler(["history", "pond"])).out).not.toContain("first");
  const { out } = await bo.warbler(["history", "pond", "--edits"]);
  expect(out).toMatch(/^ {4}before \d{4}-\d\d-\d\d \d\d:\d\d: first\n {4}line\n#\d+ .*: second {2}\(edited\)$/m);
  const [message] = (await bo.warbler(["history", "pond", "--json"])).items();
  expect(message.edits).toMatchObject([{ text: "first\nline" }]);
});

test("a hit of search that was imported says so", async () => {
  const { anna, server } = await twoPeople();
  await anna.warbler(["send", "pond", "osprey"]);
  const plain = await anna.warbler(["search", "osprey"]);
  expect(plain.out).not.toContain("(imported)");
  for (const room of server.state.rooms.values())
    for (const record of room.records) if (record.kind === RECORD_KINDS.message) record.imported = true;
  expect((await anna.warbler(["search", "osprey"])).out).toMatch(/osprey {2}\(imported\)$/m);
});

test("history shows what this device holds while the server is away, and says so", async () => {
  const { anna, bo, server } = await twoPeople();
  await anna.warbler(["send", "pond", "osprey"]);
  await bo.warbler(["history", "pond"]);
  server.reachable = false;
  const { code, out, err } = await bo.warbler(["history", "pond"]);
  expect(code).toBe(0);
  expect(out).toContain("osprey");
  expect(err).toContain("The server cannot be reached");
  expect((await bo.warbler(["room", "list"])).code).toBe(7);
});
