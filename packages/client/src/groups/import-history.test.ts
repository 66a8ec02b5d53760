/** Messages of another system in end-to-end rooms, against the fake server. */
import { importedContentKey, importedMessageId, sealContent } from "@warbler/crypto/content-key";
import { base64urlFromBytes, type MessageId, newId } from "@warbler/protocol";
import { afterEach, expect, test } from "vitest";
import { connectWith } from "../connect.ts";
import type { AlarmEvent } from "../events.ts";
import { bytesFromEntry, outboxKey } from "../outbox/outbox-entry.ts";
import type { MessageToImport } from "../rooms/room-import.ts";
import { type DeviceChoice, password } from "../session/auth.ts";
import { loadDeviceKey } from "../session/device-key.ts";
import { memoryStore } from "../store/memory-store.ts";
import type { Store } from "../store/store.ts";
import { fakeIdentity } from "../testing/fake-identity.ts";
import { FakeServer } from "../testing/fake-server.ts";
import type { FakePerson } from "../testing/fake-state.ts";
import type { Warbler } from "../warbler.ts";
import { decodeContent, encodeContent } from "../wire/content.ts";
import { decodeEndToEnd, encodeEndToEnd } from "../wire/end-to-end.ts";

const PASSWORD = "correct horse battery";
const SOURCE = { format: "slack", source: "acme", channel: "C1" };
const open: Warbler[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});

async function deviceOf(
  server: FakeServer,
  person: FakePerson,
  {
    device = { name: "laptop" },
    store = memoryStore(),
  }: { readonly device?: DeviceChoice; readonly store?: Store } = {},
) {
  const identity = fakeIdentity(server);
  const auth = password(person.handle, PASSWORD, device);
  const options = { auth, store, platform: server.platform() };
  const client = await connectWith(server.url, options, { identity: async () => identity });
  open.push(client);
  const alarms: AlarmEvent[] = [];
  client.on("alarm", (alarm) => alarms.push(alarm));
  return { client, identity, store, alarms };
}

async function two() {
  const server = await FakeServer.create();
  const [alice, bob] = ["alice", "bob"].map((handle) => server.addPerson({ handle, name: handle, password: PASSWORD }));
  if (alice === undefined || bob === undefined) throw new Error("expected two people");
  const [a, b] = [await deviceOf(server, alice), await deviceOf(server, bob)];
  await expect.poll(() => server.state.groups.keyPackages.size).toBe(2);
  return { server, alice, bob, a, b };
}

const said = (at: number, more: Partial<MessageToImport> = {}): MessageToImport => ({
  sourceId: `C1/${at}`,
  author: at % 2 === 0 ? "Anna" : "本",
  atMs: 1_100_000_000_000 + at * 60_000,
  text: `old words ${at}`,
  ...more,
});
const many = (count: number) => Array.from({ length: count }, (_, at) => said(at));
const words = (server: FakeServer) =>
  [...server.state.rooms.values()].flatMap(({ records }) => records.map(({ content }) => Buffer.from(content)));

test("every member reads who wrote what and when elsewhere, and who says so; the server reads nothing", async () => {
  const { server, a, b, alice, bob } = await two();
  const members = [bob.id];
  const { room: id, add } = await a.client.importInto(SOURCE, { name: "general", members });
  const reactions = [{ emoji: ":heron:", count: 3, names: ["本"] }];
  const { added, repeated, refused } = await add([
    said(0, { reactions, editedAtMs: 1_100_000_000_001 }),
    said(1, { thread: "C1/0", action: true }),
  ]);
  expect([added, repeated, refused]).toEqual([2, 0, []]);
  await expect.poll(async () => (await b.client.rooms()).map(({ name }) => name)).toEqual(["general"]);
  const theirs = await b.client.room("general");
  await expect.poll(async () => (await theirs.history()).length).toBe(2);
  const [first, second] = await theirs.history();
  expect(first).toMatchObject({
    text: "old words 0",
    author: { id: alice.id },
    atMs: 1_100_000_000_000,
    imported: true,
    edited: true,
    importedAs: { format: "slack", author: "Anna", editedAtMs: 1_100_000_000_001, reactions },
  });
  expect(second).toMatchObject({ text: "old words 1", thread: first?.id, action: true, importedAs: { author: "本" } });
  expect(await (await a.client.room(id)).history()).toEqual(await theirs.history());
  const { hits } = await b.client.search("old words");
  expect(hits).toMatchObject([{ imported: true, importedAuthor: "本" }, { importedAuthor: "Anna" }]);
  expect(theirs.unread).toBe(0);
  for (const text of ["old words", "Anna", "本", "acme", "C1/0", "slack"])
    expect(words(server).some((bytes) => bytes.includes(text))).toBe(false);
  expect([...a.alarms, ...b.alarms]).toEqual([]);
});

test("what is in the room already is not added again, by whichever run or member", async () => {
  const { server, a, b, bob } = await two();
  const first = await a.client.importInto(SOURCE, { name: "general", members: [bob.id] });
  await first.add(many(20));
  const again = await a.client.importInto(SOURCE, { name: "general" });
  expect(again.room).toBe(first.room);
  expect(await again.add(many(30))).toMatchObject({ added: 10, repeated: 20 });
  await expect.poll(async () => (await b.client.rooms()).length).toBe(1);
  await (await a.client.room(first.room)).grantRole(bob.id, "moderator");
  const theirs = await (await b.client.room(first.room)).bringIn(SOURCE);
  expect(await theirs.add(many(31))).toMatchObject({ added: 1, repeated: 30 });
  expect(await theirs.add([said(40), said(40)])).toMatchObject({ added: 1, repeated: 1 });
  expect(server.state.rooms.size).toBe(1);
  expect([...a.alarms, ...b.alarms]).toEqual([]);
});

test("an import goes to no room where somebody else began one of the same name", async () => {
  const { a, b, alice } = await two();
  const lure = await b.client.importInto(SOURCE, { name: "general", members: [alice.id] });
  await (await b.client.room(lure.room)).grantRole(alice.id, "owner");
  const begun = () => a.store.list({ prefix: `import/${lure.room}/` });
  await expect.poll(async () => (await begun()).length).toBe(1);
  const own = await a.client.importInto(SOURCE, { name: "general" });
  expect(own.room).not.toBe(lure.room);
  expect((await a.client.importInto(SOURCE, { name: "general" })).room).toBe(own.room);
});

test("a message that no record can hold is named, and the others are added", async () => {
  const { a } = await two();
  const { add } = await a.client.importInto(SOURCE, { name: "general" });
  const long = said(1, { text: "x".repeat(16_001) });
  expect(await add([said(0), long])).toMatchObject({ added: 1, refused: ["C1/1"] });
});

test("a message without text is brought in like every other: exports have such", async () => {
  const { a } = await two();
  const { room, add } = await a.client.importInto(SOURCE, { name: "general" });
  expect(await add([said(0, { text: "" }), said(1, { text: "  " })])).toMatchObject({ added: 2, refused: [] });
  const shown = await (await a.client.room(room)).history();
  expect(shown.map(({ text, importedAs }) => [text, importedAs?.author])).toEqual([
    ["", "Anna"],
    ["  ", "本"],
  ]);
});

test("a plain member brings nothing in, and nobody changes what was brought in", async () => {
  const { a, b, bob } = await two();
  const { room: id, add } = await a.client.importInto(SOURCE, { name: "general", members: [bob.id] });
  await add(many(1));
  await expect.poll(async () => (await b.client.rooms()).length).toBe(1);
  const theirs = await b.client.room(id);
  await expect(theirs.bringIn({ ...SOURCE, channel: "C2" })).rejects.toMatchObject({ code: "forbidden" });
  await expect.poll(async () => (await theirs.history()).length).toBe(1);
  const room = await a.client.room(id);
  const [message] = await room.history();
  if (message === undefined) throw new Error("expected a message");
  await room.edit(message.id, "other words").settled;
  await room.recall(message.id).settled;
  await expect.poll(async () => (await theirs.history())[0]?.recalled).toBe(true);
  expect((await theirs.history())[0]).toMatchObject({ text: "", importedAs: { author: "Anna" } });
  expect(b.alarms.map(({ kind }) => kind)).toEqual(["forbidden-record"]);
});

test("an imported message that a server changed, moved or lent another sender is not shown, and noticed", async () => {
  const { server, a, b, bob } = await two();
  const { room: id, add } = await a.client.importInto(SOURCE, { name: "general", members: [bob.id] });
  await add(many(4));
  await expect.poll(async () => (await b.client.rooms()).length).toBe(1);
  const theirs = await b.client.room(id);
  const room = server.state.rooms.get(id);
  if (room === undefined) throw new Error("expected the room");
  const [first, second] = room.records.filter(({ imported }) => imported);
  if (first === undefined || second === undefined) throw new Error("expected records");
  const by = { author: first.author as typeof bob.id, device: first.device as Warbler["device"] };
  const forge = (content: Uint8Array, sender: typeof by) => {
    const { record } = state.append(room, { ...sender, kind: first.kind, content, imported: true });
    server.deliver(room, record);
    return record.seq;
  };
  const { state } = server;
  const flipped = Uint8Array.from(first.content, (byte, at) => (at === 100 ? byte ^ 1 : byte));
  const seqs = [
    forge(flipped, by),
    // Under another id than the one it was encrypted for.
    forge(second.content, by),
    // In the name of someone who may bring nothing in: no place in the history at all.
    forge(first.content, { author: bob.id, device: b.client.device }),
  ];
  await expect.poll(async () => (await theirs.history()).length).toBe(6);
  const forged = (await theirs.history()).filter(({ seq }) => seqs.includes(seq));
  expect(forged.filter(({ undecryptable, text }) => undecryptable?.reason === "tampered" && text === "")).toHaveLength(
    2,
  );
  expect(new Set(b.alarms.map(({ kind }) => kind))).toEqual(new Set(["content-mismatch", "group-forbidden"]));
});

test("an ordinary message in the name of somebody from another system is shown to nobody, and noticed", async () => {
  const { server, a, b, bob } = await two();
  const { room: id, add } = await a.client.importInto(SOURCE, { name: "general", members: [bob.id] });
  await add(many(1));
  await expect.poll(async () => (await b.client.rooms()).length).toBe(1);
  const device = { id: b.client.device };
  await b.client.close();
  open.splice(open.indexOf(b.client), 1);
  // What a client that was changed writes: encrypted as everything else, so that the server cannot see it.
  const imported = { format: "slack", author: "Anna", atMs: 1_100_000_000_000, editedAtMs: 0, reactions: [] };
  const plain = { mentions: [], mentionAll: false, replyTo: "", threadRoot: "", attachments: [], action: false };
  const content = encodeContent({ case: "message", value: { ...plain, text: "never said", imported } });
  const message = newId<MessageId>();
  const entry = { order: 1, room: id, message, kind: "message", content, queuedAtMs: 0, endToEnd: true } as const;
  await b.store.write([{ key: outboxKey(entry), value: bytesFromEntry(entry) }]);
  await deviceOf(server, bob, { store: b.store, device });
  await expect.poll(() => a.alarms.map(({ kind }) => kind)).toEqual(["group-forbidden"]);
  const shown = (await (await a.client.room(id)).history()).map(({ text }) => text);
  expect(shown).toEqual(["old words 0"]);
});

test("whoever holds a batch's key and device adds nothing to it, for those in the room and for those who recover its key", async () => {
  const { server, alice, bob, a, b } = await two();
  const { room: id, add } = await a.client.importInto(SOURCE, { name: "general", members: [bob.id] });
  await add(many(2));
  await expect.poll(async () => (await b.client.rooms()).length).toBe(1);
  const theirs = await b.client.room(id);
  await expect.poll(async () => (await theirs.history()).length).toBe(2);
  const room = server.state.rooms.get(id);
  const genuine = room?.records.find(({ imported }) => imported);
  const deviceKey = await loadDeviceKey(a.store);
  const batch = genuine && decodeEndToEnd(genuine.content)?.batch;
  const key = batch && b.identity.keys.get(base64urlFromBytes(batch));
  if (room === undefined || deviceKey === undefined || batch === undefined || key === undefined)
    throw new Error("expected a batch");
  // As its importer and the server could together, once the importer was taken out of the room.
  const message = newId<MessageId>();
  const header = { room: id, author: alice.id, device: a.client.device, message, kind: 1 };
  const imported = { format: "slack", author: "Anna", atMs: 1_100_000_000_000, editedAtMs: 0, reactions: [] };
  const plain = { mentions: [], mentionAll: false, replyTo: "", threadRoot: "", attachments: [], action: false };
  const content = encodeContent({ case: "message", value: { ...plain, text: "slipped in", imported } });
  const contentKey = importedContentKey(key.contentKey, header);
  const part = await sealContent({ header, contentKey, device: deviceKey }, content);
  const { author, device } = header;
  const forged = encodeEndToEnd({ content: part, batch });
  const { record } = server.state.append(room, { author, device, message, kind: 1, content: forged, imported: true });
  server.deliver(room, record);
  await expect.poll(() => b.alarms.map(({ kind }) => kind)).toEqual(["content-mismatch"]);
  expect((await theirs.history()).map(({ text }) => text)).toEqual(["old words 0", "old words 1", ""]);
  // Another device of Bob's, which has only the keys: the record that opens the batch comes to it last.
  const fresh = await deviceOf(server, bob, { device: { name: "phone" } });
  fresh.identity.arrived([...b.identity.keys.values()]);
  await fresh.client.rooms();
  const texts = async () => (await (await fresh.client.room(id)).history()).map(({ text }) => text);
  await expect.poll(texts).toEqual(["old words 0", "old words 1", ""]);
});

test("an id that somebody took before the import did is told in its report, not counted as imported", async () => {
  const { server, a, b, bob } = await two();
  const { room: id, add } = await a.client.importInto(SOURCE, { name: "general", members: [bob.id] });
  await add(many(1));
  await expect.poll(async () => (await b.client.rooms()).length).toBe(1);
  await (await b.client.room(id)).history();
  const device = { id: b.client.device };
  const [mark] = await b.store.list({ prefix: `import/${id}/` });
  const said = mark && decodeContent(mark.value);
  if (said?.case !== "import") throw new Error("expected the mark of the import");
  await b.client.close();
  open.splice(open.indexOf(b.client), 1);
  const message = importedMessageId(said.value.namingKey, "C1/1");
  const plain = { mentions: [], mentionAll: false, replyTo: "", threadRoot: "", attachments: [], action: false };
  const content = encodeContent({ case: "message", value: { ...plain, text: "in its place" } });
  const entry = { order: 1, room: id, message, kind: "message", content, queuedAtMs: 0, endToEnd: true } as const;
  await b.store.write([{ key: outboxKey(entry), value: bytesFromEntry(entry) }]);
  await deviceOf(server, bob, { store: b.store, device });
  await expect.poll(async () => (await (await a.client.room(id)).history()).length).toBe(2);
  expect(await add(many(3))).toMatchObject({ added: 1, repeated: 1, refused: ["C1/1"] });
});

test("a message that the server marks as brought in is shown as what it is, counts as unread, and the mark is noticed", async () => {
  const { server, a, b, bob } = await two();
  const made = await a.client.createRoom({ name: "general", level: "e2ee", members: [bob.id] });
  await expect.poll(async () => (await b.client.rooms()).length).toBe(1);
  const theirs = await b.client.room(made.id);
  await theirs.history();
  const append = server.state.append.bind(server.state);
  server.state.append = (room, record) => append(room, { ...record, imported: true });
  await made.send("said here and now").settled;
  server.state.append = append;
  await expect
    .poll(async () => (await theirs.history()).map(({ text, imported }) => [text, imported]))
    .toEqual([["said here and now", false]]);
  expect(theirs.unread).toBe(1);
  expect(b.alarms.map(({ kind }) => kind)).toEqual(["content-mismatch"]);
});

test("an import that stops after any of its writes goes on and loses or doubles nothing", async () => {
  for (let writes = 0; ; writes += 3) {
    const { server, alice, a } = await two();
    const backing = a.store;
    const device = { id: a.client.device };
    let left = writes;
    let isCut = false;
    const failing = {
      ...backing,
      read: backing.read.bind(backing),
      list: backing.list.bind(backing),
      close: async () => {},
      write: async (changes: Parameters<typeof backing.write>[0]) => {
        if (left-- <= 0) isCut = true;
        if (isCut) throw new Error("the machine went off");
        await backing.write(changes);
      },
    };
    await a.client.close();
    left = Number.POSITIVE_INFINITY;
    const first = await deviceOf(server, alice, { store: failing, device });
    left = writes;
    const run = async ({ client }: typeof first) => {
      const { add } = await client.importInto(SOURCE, { name: "general" });
      for (let at = 0; at < 6; at += 2) await add([said(at), said(at + 1)]);
    };
    await run(first).catch(() => {});
    await first.client.close().catch(() => {});
    open.splice(open.indexOf(first.client), 1);
    const second = await deviceOf(server, alice, { store: backing, device });
    await run(second);
    const rooms = await second.client.rooms();
    expect(rooms.length).toBe(1);
    await expect
      .poll(async () => (await rooms[0]?.history())?.map(({ text }) => text))
      .toEqual(many(6).map(({ text }) => text));
    if (!isCut) return;
  }
});
