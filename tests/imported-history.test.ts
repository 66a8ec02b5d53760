/** Messages of another system in end-to-end rooms, through the real server: who reads them, who may bring them in, what erasing does. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ExportReader, type Message, openExport } from "@warbler/imports";
import { historyTarget, runHistoryImport, survey } from "@warbler/imports/bring-in";
import { openZipArchive } from "@warbler/imports/node";
import { type AlarmEvent, type MessageToImport, WarblerError } from "@warbler/sdk";
import { type Device, openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());

const SOURCE = { format: "mattermost", source: "acme", channel: "team/general" };
const alarms: AlarmEvent[] = [];
const begun = async (handle: string) => {
  const person = await world.join(handle);
  person.client.on("alarm", (alarm) => alarms.push(alarm));
  await person.client.identity.setUp();
  return person;
};
const letIn = async (old: Device, fresh: Device) => {
  const request = await fresh.client.identity.requestApproval();
  await old.client.identity.approvePayload(request.payload);
  await request.approved();
};
const reads = (device: Device, room: { id: string }, texts: readonly string[]) =>
  expect.poll(() => device.texts(room)).toEqual(texts);
const said = (at: number): MessageToImport => ({
  sourceId: `m${at}`,
  author: "Kestrel",
  atMs: 1_100_000_000_000 + at,
  text: `osprey ${at}`,
});
const messages = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => said(from + at));
const texts = (to: number) => messages(0, to).map(({ text }) => text);

test("members, and a device that is let in later, read an import; the server's files hold nothing of it", async () => {
  const [alice, bob] = [await begun("alice"), await begun("bob")];
  const history = await alice.client.importInto(SOURCE, { name: "general", members: [bob.client.account] });
  const room = { id: history.room };
  expect(await history.add(messages(0, 30))).toMatchObject({ added: 30, repeated: 0, log: { position: 0 } });
  await reads(bob.first, room, texts(30));
  expect((await bob.client.room(room.id)).unread).toBe(0);
  const laptop = await bob.device("laptop");
  await letIn(bob.first, laptop);
  await bob.says(room, "here");
  await reads(laptop, room, [...texts(30), "here"]);
  const [first] = await (await laptop.room(room)).history({ limit: 100 });
  expect(first).toMatchObject({ atMs: 1_100_000_000_000, importedAs: { format: "mattermost", author: "Kestrel" } });
  const again = await alice.client.importInto(SOURCE, { name: "general" });
  expect(await again.add(messages(20, 40))).toMatchObject({ added: 10, repeated: 10 });
  expect((await world.filesHolding(["osprey", "Kestrel", "team/general"])).found).toEqual([]);
  expect(alarms).toEqual([]);
});

test("who joins in the middle of an import reads what came after, and a changed group stops nothing", async () => {
  const [alice, bob] = [await begun("alice2"), await begun("bob2")];
  const history = await alice.client.importInto(SOURCE, { name: "general" });
  await history.add(messages(0, 3));
  const hers = await alice.first.room({ id: history.room });
  const [answer] = await Promise.all([history.add(messages(3, 6)), hers.add([bob.client.account])]);
  expect(answer).toMatchObject({ added: 3 });
  await history.add(messages(6, 9));
  await reads(alice.first, { id: history.room }, texts(9));
  await expect.poll(async () => (await bob.texts({ id: history.room })).slice(-3)).toEqual(texts(9).slice(-3));
  expect((await bob.texts({ id: history.room })).slice(0, 3)).not.toContain("osprey 0");
  expect(alarms).toEqual([]);
});

test("one imported message is erased like any other, and the others stay", async () => {
  const alice = await begun("alice3");
  const history = await alice.client.importInto(SOURCE, { name: "general" });
  await history.add(messages(0, 3));
  await reads(alice.first, { id: history.room }, texts(3));
  const [, second] = await (await alice.first.room({ id: history.room })).history();
  const owner = await world.owner();
  await owner.client.erase({ what: "message", room: history.room, seq: second?.seq ?? 0 });
  const fresh = await alice.device("fresh");
  await letIn(alice.first, fresh);
  await reads(fresh, { id: history.room }, ["osprey 0", "", "osprey 2"]);
  const seen = await (await fresh.room({ id: history.room })).history();
  expect(seen.map(({ erased }) => erased)).toEqual([false, true, false]);
  expect(await (await alice.client.importInto(SOURCE, { name: "" })).add(messages(0, 3))).toMatchObject({
    repeated: 3,
  });
});

test("only those who may describe the room bring messages in, and only into end-to-end rooms", async () => {
  const [alice, bob] = [await begun("alice4"), await begun("bob4")];
  const room = await world.room([alice, bob], { name: "plain", level: "e2ee" });
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => "none",
      (error) => (error instanceof WarblerError ? error.code : String(error)),
    );
  expect(await codeOf((await bob.first.room(room)).bringIn(SOURCE))).toBe("forbidden");
  const sealed = await alice.client.createRoom({ name: "sealed" });
  expect(await codeOf(sealed.bringIn(SOURCE))).toBe("wrong-level");
});

const folder = process.env["WARBLER_DATA_SETS"] ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
const slack = join(folder, "ubuntu-slack.zip");
if (!existsSync(slack)) console.warn(`Skipping an import of what people really typed: no ${slack}.`);

test.skipIf(!existsSync(slack))("what people really typed is read back as it was, thread by thread", async () => {
  const COUNT = 1_500;
  const alice = await begun("alice5");
  await using archive = await openZipArchive(slack);
  const whole = await openExport(archive);
  const first: Message[] = [];
  for await (const message of whole.messages()) if (first.push(message) === COUNT) break;
  const reader: ExportReader = {
    ...{ format: whole.format, skippedOnOpening: [], people: () => whole.people(), channels: () => whole.channels() },
    async *messages() {
      yield* first;
    },
  };
  const { signal } = new AbortController();
  const surveyed = await survey(reader, signal);
  const source = { ...{ format: whole.format, archive, reader, survey: surveyed }, name: "ubuntu", roomPrefix: "" };
  const deps = { me: alice.client, source, secret: new Uint8Array(32), signal };
  const target = historyTarget(new Map(), { ...deps, clock: { sleep: async () => {} }, skip: () => {} });
  const state = { cursor: async () => undefined, advance: async () => {} };
  const imported = await runHistoryImport(source, { target, state, signal, onProgress: () => {} });
  const isBlank = ({ text }: Message) => text.trim() === "";
  const texts = first.filter((message) => !isBlank(message)).map(({ text }) => text);
  expect(imported).toMatchObject({
    added: texts.length,
    repeated: 0,
    refused: first.filter(isBlank).map(() => expect.anything()),
  });
  const room = await alice.client.room("ubuntu");
  await expect.poll(async () => (await room.history({ limit: COUNT })).length, { timeout: 30_000 }).toBe(texts.length);
  const history = await room.history({ limit: COUNT });
  expect(history.map(({ text }) => text)).toEqual(texts);
  const names = new Map(surveyed.people.map(({ sourceId, displayName }) => [String(sourceId), displayName]));
  expect(history[0]?.importedAs?.author).toBe(names.get(String(first[0]?.authorSourceId)));
  expect(history.filter(({ thread }) => thread !== undefined).length).toBe(
    first.filter(({ threadRootSourceId }) => threadRootSourceId !== undefined).length,
  );
});
