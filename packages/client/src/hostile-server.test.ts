/** What an unmodified client notices of a server that lies, and that it refuses the content concerned. */

import { idFromDigest, LIMITS } from "@warbler/protocol";
import {
  create,
  RecordSchema,
  RecordsSchema,
  type ServerFrame,
  type Record as WireRecord,
} from "@warbler/protocol/wire";
import { afterEach, expect, test } from "vitest";
import { connect } from "./connect.ts";
import type { AlarmEvent } from "./events.ts";
import { memoryStore } from "./store/memory-store.ts";
import { wireRoom } from "./testing/fake-socket.ts";
import { next, twoPeople } from "./testing/people.ts";
import type { Warbler } from "./warbler.ts";

const open: Warbler[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
const opened = async (client: Promise<Warbler>) => {
  open.push(await client);
  return client;
};
const alarmOf = (client: Warbler) => next((listener: (alarm: AlarmEvent) => void) => client.on("alarm", listener));

/** Of any record but a group's handshakes. */
const MOST_CONTENT_BYTES = LIMITS.contentPartBytes + LIMITS.mlsPartBytes;

/** Changes the records of every frame that has some. */
const changingRecords = (change: (records: readonly WireRecord[]) => readonly WireRecord[]) => (frame: ServerFrame) => {
  if (frame.body.case !== "records") return frame;
  const value = create(RecordsSchema, { ...frame.body.value, records: [...change(frame.body.value.records)] });
  return { ...frame, body: { case: "records" as const, value } };
};

const LIES: readonly (readonly [string, (record: WireRecord) => Partial<WireRecord>])[] = [
  [
    "other content",
    ({ content }) => ({ content: content.map((byte, at) => (at === content.length - 1 ? byte ^ 1 : byte)) }),
  ],
  [
    "another author",
    ({ author }) => ({ author: `${author.slice(0, -2)}${author.at(-2) === "A" ? "B" : "A"}${author.at(-1)}` }),
  ],
  ["another time", ({ atMs }) => ({ atMs: atMs - 1 })],
  ["an imported mark", () => ({ imported: true })],
  ["another kind", () => ({ kind: 2 })],
  ["no device", () => ({ device: idFromDigest(new Uint8Array(16)) })],
  ["another salt", ({ salt }) => ({ salt: salt.map((byte) => byte ^ 1) })],
  ["another commitment", ({ commitment }) => ({ commitment: commitment.map((byte) => byte ^ 1) })],
];

test.each(LIES)(
  "a record with %s is refused and named, and the room goes on with the right one",
  async (_what, lie) => {
    const { server, alice, bob, room, connectAs } = await twoPeople();
    const client = await opened(connectAs(alice));
    const held = await client.room(room.id);
    await held.history();
    const seen: string[] = [];
    held.on("message", ({ text }) => seen.push(text));
    const alarm = alarmOf(client);
    server.tamper = changingRecords((records) =>
      records.map((record) => create(RecordSchema, { ...record, ...lie(record) })),
    );
    server.say(room, bob.id, "true words");
    expect(await alarm).toMatchObject({ kind: "chain-broken", room: room.id, seq: 2 });
    expect(seen).toEqual([]);
    server.tamper = undefined;
    const right = next((listener: (text: string) => void) => held.on("message", ({ text }) => listener(text)));
    server.say(room, bob.id, "more");
    await right;
    expect((await held.history()).map(({ text }) => text)).toEqual(["true words", "more"]);
  },
);

test("a record left out of history breaks the chain", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  for (let at = 0; at < 5; at++) server.say(room, bob.id, `${at}`);
  const client = await opened(connectAs(alice));
  const alarm = alarmOf(client);
  server.tamper = changingRecords((records) =>
    records
      .filter(({ seq }) => seq !== 3)
      .map((record) => create(RecordSchema, { ...record, seq: record.seq > 3 ? record.seq - 1 : record.seq })),
  );
  await expect((await client.room(room.id)).history()).rejects.toMatchObject({
    code: "untrusted-server",
    retryable: false,
  });
  expect(await alarm).toMatchObject({ kind: "chain-broken" });
});

test("history rewritten below what is held is noticed when it is read", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  for (let at = 0; at < 400; at++) server.say(room, bob.id, `${at}`);
  const client = await opened(connectAs(alice));
  const held = await client.room(room.id);
  await held.history();
  const alarm = alarmOf(client);
  server.tamper = changingRecords((records) =>
    records.map((record) => create(RecordSchema, { ...record, commitment: record.commitment.map((byte) => byte ^ 1) })),
  );
  await expect(held.history({ limit: 400 })).rejects.toMatchObject({ code: "untrusted-server" });
  expect((await alarm).kind).toBe("chain-broken");
});

test("a record that comes back with another commitment is named as rewritten", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  const said = server.say(room, bob.id, "said");
  const client = await opened(connectAs(alice));
  await (await client.room(room.id)).history();
  const alarm = alarmOf(client);
  server.deliver(room, create(RecordSchema, { ...said, commitment: new Uint8Array(32) }));
  expect(await alarm).toMatchObject({ kind: "record-rewritten", seq: said.seq });
});

test("a second record under the id of another is named, and is not what that id finds after a restart", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  const auth = server.signIn(alice);
  const store = memoryStore();
  const client = await opened(connectAs(alice, { auth, store }));
  const said = server.say(room, bob.id, "the first");
  await (await client.room(room.id)).history();
  const alarm = alarmOf(client);
  const append = server.state.append.bind(server.state);
  const content = server.state.append(room, { author: bob.id, kind: 1, content: said.content }).record.content;
  // Under the same id, as no honest server takes it.
  const message = said.message as Parameters<typeof append>[1]["message"] & string;
  const held = room.records[said.seq - 1];
  if (held === undefined) throw new Error("expected the record");
  room.records[said.seq - 1] = create(RecordSchema, { ...held, message: "" });
  const { record: second } = append(room, { author: bob.id, message, kind: 1, content });
  room.records[said.seq - 1] = held;
  server.deliver(room, second);
  expect(await alarm).toMatchObject({ kind: "protocol-violation", seq: second.seq });
  await client.close();
  const again = await opened(connectAs(alice, { auth, store }));
  expect((await (await again.room(room.id)).message(message))?.seq).toBe(said.seq);
});

test("an erased record keeps its place in the chain and loses its content everywhere", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  const said = server.say(room, bob.id, "to be forgotten");
  server.say(room, bob.id, "kept");
  const store = memoryStore();
  const client = await opened(connectAs(alice, { store }));
  const held = await client.room(room.id);
  await held.history();
  const changed = next((listener: (erased: boolean) => void) => held.on("change", ({ erased }) => listener(erased)));
  server.erase(room, said.seq);
  expect(await changed).toBe(true);
  expect((await held.history()).map(({ text, erased }) => [text, erased])).toEqual([
    ["", true],
    ["kept", false],
  ]);
  const kept = (await store.list({ prefix: "record/" })).map(({ value }) => new TextDecoder().decode(value)).join();
  expect(kept).not.toContain("to be forgotten");
  // Someone new reads past it.
  const other = await opened(connectAs(bob));
  expect((await (await other.room(room.id)).history()).map(({ erased }) => erased)).toEqual([true, false]);
});

test("a sequence number without its records is named as withheld, and asked for no more", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  const client = await opened(connectAs(alice));
  const held = await client.room(room.id);
  await held.history();
  const alarm = alarmOf(client);
  const claimed = { ...wireRoom(server.state.roomAnswer(room, alice.id)), lastSeq: 4_000 };
  for (const socket of server.sockets()) socket.say({ case: "room", value: claimed });
  expect(await alarm).toMatchObject({ kind: "records-withheld", seq: 2 });
  const heard = next((listener: (text: string) => void) => held.on("message", ({ text }) => listener(text)));
  server.say(room, bob.id, "still here");
  expect(await heard).toBe("still here");
});

test.each([
  ["a page with a hole", (records: readonly WireRecord[]) => records.filter(({ seq }) => seq !== 3)],
  [
    "a page that is too long",
    (records: readonly WireRecord[]) => Array.from({ length: 251 }, () => records[0] ?? create(RecordSchema)),
  ],
  [
    "a record with a broken id",
    (records: readonly WireRecord[]) => records.map((record) => create(RecordSchema, { ...record, message: "x" })),
  ],
  [
    "content beyond the limit",
    (records: readonly WireRecord[]) =>
      records.map((record, at) =>
        create(RecordSchema, { ...record, ...(at === 0 && { content: new Uint8Array(MOST_CONTENT_BYTES + 1) }) }),
      ),
  ],
  [
    "content in an erased record",
    (records: readonly WireRecord[]) => records.map((record) => create(RecordSchema, { ...record, erased: true })),
  ],
  [
    "a time that is no time",
    (records: readonly WireRecord[]) => records.map((record) => create(RecordSchema, { ...record, atMs: Number.NaN })),
  ],
  [
    "no place in the log",
    (records: readonly WireRecord[]) => records.map(({ log: _log, ...record }) => create(RecordSchema, record)),
  ],
])("%s is refused whole", async (_what, change) => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  for (let at = 0; at < 5; at++) server.say(room, bob.id, `${at}`);
  const client = await opened(connectAs(alice));
  const alarm = alarmOf(client);
  server.tamper = changingRecords(change);
  await expect((await client.room(room.id)).history()).rejects.toMatchObject({ code: "untrusted-server" });
  expect((await alarm).kind).toBe("protocol-violation");
});

test("records of a room that the account is not in are refused and named", async () => {
  const { server, alice, bob, connectAs } = await twoPeople();
  const foreign = server.addRoom({ name: "foreign", owner: bob.id });
  const client = await opened(connectAs(alice));
  const alarm = alarmOf(client);
  const records = [...foreign.records];
  for (const socket of server.sockets()) socket.say({ case: "records", value: { room: foreign.id, records } });
  expect((await alarm).kind).toBe("protocol-violation");
  expect((await client.rooms()).map(({ name }) => name)).toEqual(["security"]);
});

test("bytes that are no frame, and answers to questions never asked, end the connection and are named", async () => {
  for (const misbehave of ["bytes", "answer", "welcome"] as const) {
    const { server, alice, connectAs } = await twoPeople();
    const client = await opened(connectAs(alice));
    const alarm = alarmOf(client);
    for (const socket of server.sockets()) {
      if (misbehave === "bytes") socket.sayBytes(Uint8Array.of(0xff, 0xff, 0xff));
      else if (misbehave === "answer") socket.say({ case: "done", value: {} }, 4_000);
      else socket.say({ case: "sent", value: { seq: 1 } });
    }
    expect((await alarm).kind).toBe("protocol-violation");
  }
});

test("a welcome for another account is not taken", async () => {
  const { server, alice, bob } = await twoPeople();
  server.tamper = (frame) =>
    frame.body.case === "welcome"
      ? { ...frame, body: { case: "welcome", value: { ...frame.body.value, account: bob.id } } }
      : frame;
  const connected = connect(server.url, { platform: server.platform(), auth: server.signIn(alice) });
  await expect(connected).rejects.toMatchObject({ code: "untrusted-server" });
});

test("an ack for another message is not believed: the message stays queued", async () => {
  const { server, alice, room, connectAs } = await twoPeople();
  const client = await opened(connectAs(alice));
  const alarm = alarmOf(client);
  server.tamper = (frame) =>
    frame.body.case === "sent"
      ? { ...frame, body: { case: "sent", value: { ...frame.body.value, message: idFromDigest(new Uint8Array(16)) } } }
      : frame;
  const sending = (await client.room(room.id)).send("mine");
  expect((await alarm).kind).toBe("protocol-violation");
  expect(client.outbox()).toMatchObject([{ state: "queued" }]);
  server.tamper = undefined;
  server.dropAll();
  client.retryNow();
  expect((await sending.settled).seq).toBe(2);
});

test("an HTTP answer that is not the schema's, or larger than allowed, is refused", async () => {
  const { server, alice, connectAs } = await twoPeople();
  const client = await opened(connectAs(alice));
  server.tamperAnswer = async () => Response.json({ people: "everyone" });
  await expect(client.people()).rejects.toMatchObject({ code: "untrusted-server" });
  server.tamperAnswer = async () => new Response(new Uint8Array(17 * 1024 * 1024));
  await expect(client.people()).rejects.toMatchObject({ code: "untrusted-server" });
  server.tamperAnswer = async () => new Response("<html>", { status: 502 });
  await expect(client.people()).rejects.toMatchObject({ code: "internal", retryable: true });
});

test("a room far behind starts anew at the top, and its old end must still be in the chain", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  const store = memoryStore();
  const auth = server.signIn(alice);
  server.say(room, bob.id, "old");
  const first = await connectAs(alice, { store, auth });
  await (await first.room(room.id)).history();
  await first.close();
  for (let at = 0; at < 5_300; at++) server.say(room, bob.id, `${at}`);
  const client = await opened(connectAs(alice, { store, auth }));
  const held = await client.room(room.id);
  expect((await held.history({ limit: 1 }))[0]?.text).toBe("5299");
  const all = await held.history({ limit: 10_000 });
  expect(all).toHaveLength(5_301);
  expect(all[0]?.text).toBe("old");
});
