import { openWorld } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Terminal, terminals } from "./terminal.ts";

const world = await openWorld();
const people = await terminals(world);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await people[Symbol.asyncDispose]();
});
let [alice, olga]: Terminal[] = [];
const bob = await world.join("bob");
/** Of the message that tests report. */
let message = "";

beforeAll(async () => {
  await world.raw.join("alice");
  await world.raw.join("olga", "security-officer");
  alice = await people.signedIn("alice");
  olga = await people.signedIn("olga");
  await at(alice)(["room", "create", "lobby", "bob"]);
  await at(alice)(["send", "lobby", "good morning"]);
  const room = (await bob.client.rooms()).find(({ name }) => name === "lobby");
  const sending = room?.send({ text: "Your mailbox is full: log in at example.net" });
  message = (await sending?.settled)?.id ?? "";
});
const at = (terminal: Terminal | undefined): Terminal => {
  if (terminal === undefined) throw new Error("expected somebody at a terminal");
  return terminal;
};

test("a message is reported at a terminal, looked after and closed, and who reported it sees that", async () => {
  const make = ["reports", "make", "lobby", message];
  expect((await at(alice)(["--lang", "zh", "reports", "mine"])).out).toBe("没有举报。\n");
  expect((await at(alice)(make)).code).toBe(2);
  expect((await at(alice)([...make, "--reason", "boredom"])).code).toBe(2);
  expect((await at(alice)([...make, "--reason", "phishing", "--context", "99"])).code).toBe(2);
  const made = await at(alice)([...make, "--reason", "phishing", "--note", "not like Bob", "--context", "1"]);
  expect(made, made.err).toMatchObject({ code: 0 });
  const id = /Reported: ([\w-]{22})/.exec(made.out)?.[1] ?? "";
  expect((await at(alice)([...make, "--reason", "phishing"])).code).not.toBe(0);
  expect((await at(alice)(["reports", "mine"])).out).toMatch(/waits\s+fraud or link\s+@bob, by @alice/);

  expect((await at(alice)(["reports"])).code).toBe(4);
  expect((await at(olga)(["reports", "--state", "closed"])).out).toBe("There are no reports.\n");
  expect((await at(olga)(["reports", "--state", "lost"])).code).toBe(2);
  expect((await at(olga)(["reports"])).out).toContain(id);
  expect((await at(olga)(["reports", "show", "nonsense"])).err).toContain("no single report that begins with nonsense");
  const shown = (await at(olga)(["reports", "show", id.slice(0, 8)])).out;
  expect(shown).toContain("not like Bob");
  expect(shown).toMatch(/@bob .*\n\s+Your mailbox is full: log in at example\.net\n\s+the server's record says so/);
  expect(shown).toMatch(/@alice .*\n\s+good morning/);
  expect((await at(olga)(["reports", "take", id])).out).toContain("You look after it.");
  expect((await at(olga)(["reports", "close", id])).code).toBe(2);
  const close = ["reports", "close", id, "--outcome", "acted", "--answer", "Thank you"];
  expect((await at(olga)(close)).out).toContain("Closed. The reporter sees the outcome.");
  expect((await at(olga)(close)).code).toBe(5);
  const mine = (await at(alice)(["reports", "mine"])).out;
  expect(mine).toMatch(/closed\s+fraud or link\s+@bob, by @alice\s+@olga\s+acted upon\s+Thank you/);
  expect((await at(alice)(["--lang", "zh", "reports", "mine"])).out).not.toContain("closed");
  const { reports } = JSON.parse((await at(olga)(["--json", "reports"])).out);
  expect(reports).toMatchObject([{ id, state: "closed", outcome: "acted" }]);
});
