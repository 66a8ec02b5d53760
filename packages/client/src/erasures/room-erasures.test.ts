/** What a device does when something it holds was erased, and when a server only says so. */
import { afterEach, expect, test } from "vitest";
import type { AlarmEvent } from "../events.ts";
import { memoryStore } from "../store/memory-store.ts";
import type { Store } from "../store/store.ts";
import { closeAll, shows, textsIn, twoInARoom, waitFor } from "../testing/end-to-end-people.ts";
import { withoutWords } from "../testing/fake-state.ts";
import { twoPeople } from "../testing/people.ts";
import type { Warbler } from "../warbler.ts";

const open: Warbler[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
  await closeAll();
});
const opened = async (client: Promise<Warbler>) => {
  open.push(await client);
  return client;
};
/** Everything that a store holds, as text. */
const heldIn = async (store: Store) =>
  (await store.list({ prefix: "", limit: 100_000 }))
    .map(({ key, value }) => `${key} ${new TextDecoder().decode(value)}`)
    .join("\n");

async function aliceReads(options: { readonly store?: Store } = {}) {
  const { store = memoryStore() } = options;
  const world = await twoPeople();
  const { server, room, alice, bob, connectAs } = world;
  const said = server.say(room, bob.id, "to be forgotten");
  server.say(room, bob.id, "kept");
  const auth = server.signIn(alice);
  const machine = server.platform();
  // Nobody waits in a test for what a log may take to tell.
  const sleep: typeof machine.sleep = (ms, signal) => machine.sleep(ms === 5_000 ? 1 : ms, signal);
  const connectAgain = () => opened(connectAs(alice, { auth, store, platform: { ...machine, sleep } }));
  const client = await connectAgain();
  const alarms: AlarmEvent[] = [];
  client.on("alarm", (alarm) => alarms.push(alarm));
  const held = await client.room(room.id);
  expect(await textsIn(held)).toEqual(["to be forgotten", "kept"]);
  const confirmed = (number: number) => room.confirmed.get(number)?.has(client.device) === true;
  return { ...world, said, store, client, connectAgain, alarms, held, confirmed };
}

test("what is erased while connected is gone from the store and the screen, and the server is told", async () => {
  const { server, room, said, store, held, confirmed, alarms } = await aliceReads();
  server.erase(room, said.seq);
  await waitFor(() => confirmed(1));
  expect(await textsIn(held)).toEqual(["", "kept"]);
  expect(await heldIn(store)).not.toContain("forgotten");
  expect(alarms).toEqual([]);
});

test("what was erased while away is destroyed on return, also by author and month", async () => {
  const { server, room, said, bob, store, client, connectAgain } = await aliceReads();
  await client.close();
  server.erase(room, said.seq);
  server.erase(room, { what: "person", account: bob.id });
  server.say(room, bob.id, "said since");
  const again = await connectAgain();
  await waitFor(() => room.confirmed.get(2)?.has(again.device) === true);
  expect(room.confirmed.get(1)?.has(again.device)).toBe(true);
  expect(await textsIn(await again.room(room.id))).toEqual(["", "", "said since"]);
  expect(await heldIn(store)).not.toMatch(/forgotten|kept/);
});

test("what was on its way while it was erased, and comes afterwards, is destroyed as well", async () => {
  const { server, room, bob, store, held, alarms, confirmed } = await aliceReads();
  // Until then the device is neither given the record nor told that there is one.
  server.tamper = (frame) => {
    const { body } = frame;
    if (body.case === "records") return undefined;
    return body.case === "room" ? { ...frame, body: { ...body, value: { ...body.value, lastSeq: 2 } } } : frame;
  };
  const late = server.say(room, bob.id, "said on a slow line");
  server.erase(room, { what: "person", account: bob.id });
  await waitFor(() => confirmed(1));
  server.tamper = undefined;
  server.deliver(room, late);
  await expect.poll(() => textsIn(held)).toEqual(["", "", ""]);
  expect(await heldIn(store)).not.toContain("slow line");
  expect(alarms).toEqual([]);
});

test("whatever step a crash cuts off, the next run destroys and confirms", async () => {
  for (let fails = 0; fails < 4; fails++) {
    const under = memoryStore();
    let left = Number.POSITIVE_INFINITY;
    const store: Store = {
      ...under,
      write: async (writes) => {
        if (left <= 0) throw new Error("the machine fails");
        if (writes.some(({ key }) => key.startsWith("record/") || key.startsWith("erasures/"))) left--;
        await under.write(writes);
      },
    };
    const { server, room, said, client, connectAgain } = await aliceReads({ store });
    left = fails;
    server.erase(room, said.seq);
    await waitFor(() => left <= 0);
    await client.close();
    left = Number.POSITIVE_INFINITY;
    const again = await connectAgain();
    await waitFor(() => room.confirmed.get(1)?.has(again.device) === true);
    expect(await heldIn(under)).not.toContain("forgotten");
  }
});

test("a device that holds nothing of the room confirms as well", async () => {
  const { server, room, alice, bob, connectAs } = await twoPeople();
  const client = await opened(connectAs(alice));
  server.erase(room, server.say(room, bob.id, "never opened here").seq);
  await waitFor(() => room.confirmed.get(1)?.has(client.device) === true);
});

test("a record that comes back as erased, without an erasure in the log, is kept and named", async () => {
  const { server, room, said, store, held, alarms } = await aliceReads();
  server.deliver(room, withoutWords(said));
  await expect.poll(() => alarms).toMatchObject([{ kind: "erasure-unproven", seq: said.seq }]);
  expect(await textsIn(held)).toEqual(["to be forgotten", "kept"]);
  expect(await heldIn(store)).toContain("to be forgotten");
});

test("a record that comes erased at first sight, without an erasure in the log, is named", async () => {
  const { server, room, bob, client, connectAgain, alarms } = await aliceReads();
  await client.close();
  const hidden = server.say(room, bob.id, "never to be read");
  room.records[hidden.seq - 1] = withoutWords(hidden);
  server.say(room, bob.id, "said since");
  const again = await connectAgain();
  again.on("alarm", (alarm) => alarms.push(alarm));
  await shows(await again.room(room.id), "said since");
  await expect.poll(() => alarms).toMatchObject([{ kind: "erasure-unproven", seq: hidden.seq }]);
});

test("so is one that came erased with the first look at a room, or further down in its history", async () => {
  const { server, room, bob, client, connectAgain, store, alarms } = await aliceReads();
  await client.close();
  for (let said = 0; said < 120; said++) server.say(room, bob.id, `line ${said}`);
  const [old, recent] = [room.records[10], room.records[100]];
  if (old === undefined || recent === undefined) throw new Error("expected records");
  for (const hidden of [old, recent]) room.records[hidden.seq - 1] = withoutWords(hidden);
  const shown = room.records[50];
  if (shown !== undefined) server.erase(room, shown.seq);
  // As on a device that sees the room for the first time.
  for (const prefix of ["window/", "record/", "seq/"])
    for (const { key } of await store.list({ prefix, limit: 1_000 })) await store.write([{ key, value: undefined }]);
  const again = await connectAgain();
  again.on("alarm", (alarm) => alarms.push(alarm));
  const held = await again.room(room.id);
  await held.history({ limit: 20 });
  await expect.poll(() => alarms.map(({ seq }) => seq)).toEqual([recent.seq]);
  await held.history({ limit: 200 });
  await expect.poll(() => alarms.map(({ seq }) => seq)).toEqual([recent.seq, old.seq]);
  expect(alarms.map(({ kind }) => kind)).toEqual(["erasure-unproven", "erasure-unproven"]);
});

test.each([
  ["the same page over and over", (number: number) => number],
  ["pages that go on for ever", (_number: number, asked: number) => asked],
])("a server that hides a message behind %s is named", async (_what, numberOf) => {
  const { server, room, said, bob, client, connectAgain, alarms, confirmed } = await aliceReads();
  let page: Answer = { erasures: [] };
  let asked = 0;
  server.tamperAnswer = async (path, response) => {
    if (!ROOM_ERASURES.test(path)) return response;
    if (page.erasures.length === 0) page = (await response.json()) as Answer;
    asked++;
    const erasures = page.erasures.map((one) => ({ ...one, number: numberOf(one.number, asked) }));
    return Response.json({ erasures, more: asked > 1 });
  };
  server.erase(room, said.seq);
  await waitFor(() => confirmed(1));
  await client.close();
  const hidden = server.say(room, bob.id, "never to be read");
  room.records[hidden.seq - 1] = withoutWords(hidden);
  const again = await connectAgain();
  again.on("alarm", (alarm) => alarms.push(alarm));
  await again.room(room.id);
  await expect.poll(() => alarms).toMatchObject([{ kind: "erasure-unproven", seq: hidden.seq }]);
});

test("a server that hides a message and never answers for it is named", async () => {
  const { server, room, bob, client, connectAgain, alarms } = await aliceReads();
  await client.close();
  const hidden = server.say(room, bob.id, "never to be read");
  room.records[hidden.seq - 1] = withoutWords(hidden);
  server.tamperAnswer = async (path, response) =>
    ROOM_ERASURES.test(path) ? Response.json({ code: "overloaded" }, { status: 503 }) : response;
  const again = await connectAgain();
  again.on("alarm", (alarm) => alarms.push(alarm));
  await again.room(room.id);
  await expect.poll(() => alarms).toMatchObject([{ kind: "erasure-unproven", seq: hidden.seq }]);
});

test("whoever is taken out of the room before an erasure could be asked for is told nothing", async () => {
  const { server, room, alice, bob, client, connectAgain, alarms } = await aliceReads();
  await client.close();
  server.erase(room, server.say(room, bob.id, "said and erased").seq);
  const refused: number[] = [];
  server.tamperAnswer = async (path, response) => {
    if (!ROOM_ERASURES.test(path)) return response;
    if (refused.length === 0) server.leave(room, alice.id, bob.id);
    refused.push(404);
    return Response.json({ code: "not-found" }, { status: 404 });
  };
  const again = await connectAgain();
  again.on("alarm", (alarm) => alarms.push(alarm));
  await again.room(room.id);
  await waitFor(() => refused.length >= 3);
  await again.close();
  expect(alarms).toEqual([]);
});

test("what was said and erased while this device was away is no alarm", async () => {
  const { server, room, bob, client, connectAgain, alarms } = await aliceReads();
  await client.close();
  server.erase(room, server.say(room, bob.id, "said and erased").seq);
  server.say(room, bob.id, "said since");
  const again = await connectAgain();
  again.on("alarm", (alarm) => alarms.push(alarm));
  await waitFor(() => room.confirmed.get(1)?.has(again.device) === true);
  await shows(await again.room(room.id), "said since");
  await again.close();
  expect(alarms).toEqual([]);
});

const ROOM_ERASURES = /\/erasures\/\d+$/;
type Answer = { erasures: { detail: Record<string, unknown>; proof: Record<string, unknown>; number: number }[] };
const LIES: readonly (readonly [string, (answer: Answer["erasures"][number]) => object])[] = [
  ["of more than the log has", (one) => ({ detail: { ...one.detail, what: "room", seq: undefined } })],
  ["of another record", (one) => ({ detail: { ...one.detail, seq: 3 } })],
  ["told of another room", (one) => ({ detail: { ...one.detail, room: "AAAAAAAAAAAAAAAAAAAAAA" } })],
  ["under another number", () => ({ number: 2 })],
  ["at another time", () => ({ atMs: 1 })],
  ["with another salt", () => ({ salt: "A".repeat(43) })],
  ["with a path to nowhere", (one) => ({ proof: { ...one.proof, inclusionPath: ["A".repeat(43)] } })],
  ["at another leaf", (one) => ({ proof: { ...one.proof, leaf: 0 } })],
];

test.each(LIES)("an erasure %s destroys nothing and is named", async (_what, lie) => {
  const { server, room, said, store, held, alarms, confirmed } = await aliceReads();
  server.tamperAnswer = async (path, response) => {
    if (!ROOM_ERASURES.test(path)) return response;
    const answer = (await response.json()) as Answer;
    return Response.json({ ...answer, erasures: answer.erasures.map((one) => ({ ...one, ...lie(one) })) });
  };
  server.erase(room, said.seq);
  await waitFor(() => alarms.some(({ kind }) => kind === "erasure-unproven"));
  expect(await heldIn(store)).toContain("to be forgotten");
  expect(await textsIn(held)).toEqual(["to be forgotten", "kept"]);
  expect(confirmed(1)).toBe(false);
  // Once it tells the truth, it is followed.
  server.tamperAnswer = undefined;
  server.tellRoom(room);
  await waitFor(() => confirmed(1));
});

test("an erasure in another log than the pinned one destroys nothing", async () => {
  const { server, room, said, store, client, alarms } = await aliceReads();
  await client.audit.checkpoint();
  const forged = server.state.log.fork(1);
  server.tamperAnswer = async (path, response) => {
    if (!ROOM_ERASURES.test(path)) return response;
    const answer = (await response.json()) as Answer;
    for (let at = 0; at < 9; at++) forged.append("batch", 1, [new Uint8Array(32).fill(at)]);
    const [one] = room.erasures;
    const commitment = one && (await server.state.log.proof(one.leaf, 0))?.commitment;
    const leaf = forged.append("erasure.completed", one?.atMs ?? 0, [Buffer.from(commitment ?? "", "base64url")]);
    const proof = await forged.proof(leaf, 0);
    return Response.json({ ...answer, erasures: answer.erasures.map((told) => ({ ...told, proof })) });
  };
  server.erase(room, said.seq);
  await waitFor(() => alarms.some(({ kind }) => kind === "erasure-unproven"));
  expect(alarms.map(({ kind }) => kind)).toContain("log-fork");
  expect(await heldIn(store)).toContain("to be forgotten");
});

test("a fact of another kind with the same words proves no erasure", async () => {
  const { server, room, said, store, alarms } = await aliceReads();
  const append = server.state.log.append.bind(server.state.log);
  server.state.log.append = (_kind, atMs, commitments) => append("erasure.intended", atMs, commitments);
  server.erase(room, said.seq);
  await waitFor(() => alarms.some(({ kind }) => kind === "erasure-unproven"));
  expect(await heldIn(store)).toContain("to be forgotten");
});

test("what an older window left here is not given up when a server serves it as erased", async () => {
  const { server, room, said, bob, store, client, connectAgain } = await aliceReads();
  await client.close();
  // As when this device was far behind: a window begins anew at the top, and reaches the older records later.
  await store.write([{ key: `window/${room.id}`, value: undefined }]);
  room.records[said.seq - 1] = withoutWords(said);
  const again = await connectAgain();
  expect(await textsIn(await again.room(room.id))).toEqual(["to be forgotten", "kept"]);
  expect(await heldIn(store)).toContain("to be forgotten");
  server.say(room, bob.id, "more");
  await shows(await again.room(room.id), "more");
});

test("reactions and the pin of an erased message go with it, and a pin that comes later is not shown", async () => {
  const { server, room, theirs, a, b } = await twoInARoom();
  await room.send("liked and pinned").settled;
  const [message] = await room.history();
  if (message === undefined) throw new Error("expected a message");
  await shows(theirs, "liked and pinned");
  await theirs.react(message.id, "🌵").settled;
  await room.pin(message.id).settled;
  await expect.poll(async () => (await theirs.pins()).length).toBe(1);
  await expect.poll(async () => (await room.message(message.id))?.reactions.size).toBe(1);
  const [fake] = [...server.state.rooms.values()];
  if (fake === undefined) throw new Error("expected a room");
  server.erase(fake, message.seq);
  await waitFor(() => [a, b].every(({ client }) => fake.confirmed.get(1)?.has(client.device) === true));
  for (const [held, { store }] of [[room, a] as const, [theirs, b] as const]) {
    expect(await held.pins()).toEqual([]);
    expect(await held.message(message.id)).toMatchObject({ erased: true, pinned: false, reactions: new Map() });
    expect(await heldIn(store)).not.toContain("🌵");
  }
  const { seq } = await room.pin(message.id).settled;
  await waitFor(() => theirs.lastSeq >= seq);
  await expect.poll(async () => [...(await theirs.pins()), ...(await room.pins())]).toEqual([]);
  expect([...a.alarms, ...b.alarms]).toEqual([]);
});

test("in an end-to-end room its edits go with a message, though nobody could name them", async () => {
  const { server, room, theirs, a, b } = await twoInARoom();
  await room.send("first draft").settled;
  await room.send("another one").settled;
  const [message] = await room.history();
  if (message === undefined) throw new Error("expected a message");
  await room.edit(message.id, "second draft").settled;
  await shows(theirs, "second draft");
  const [fake] = [...server.state.rooms.values()];
  if (fake === undefined) throw new Error("expected a room");
  const keysBefore = b.identity.keys.size;
  server.erase(fake, message.seq);
  await waitFor(() => [a, b].every(({ client }) => fake.confirmed.get(1)?.has(client.device) === true));
  for (const { store } of [a, b]) {
    expect(await heldIn(store)).not.toMatch(/(first|second) draft/);
    expect(await heldIn(store)).toContain("another one");
  }
  expect(b.identity.keys.size).toBe(keysBefore - 2);
  expect(await textsIn(theirs)).toEqual(["", "another one"]);
  expect([...a.alarms, ...b.alarms]).toEqual([]);
});

test("in an end-to-end room the key, the text, the search and what waits go as well, and the room goes on", async () => {
  const { server, room, theirs, a, b, bob } = await twoInARoom();
  await room.send({ text: "erase the harvest plan", mentions: [bob.id] }).settled;
  await room.send("kept in the barn").settled;
  await shows(theirs, "kept in the barn");
  expect((await b.client.search("harvest")).hits).toHaveLength(1);
  const seq = (await theirs.history()).find(({ text }) => text.includes("harvest"))?.seq ?? 0;
  const [before, keysBefore] = [await heldIn(b.store), b.identity.keys.size];
  expect(before).toContain("harvest plan");
  const [fake] = [...server.state.rooms.values()];
  if (fake === undefined) throw new Error("expected a room");
  server.erase(fake, seq);
  await waitFor(() => [a, b].every(({ client }) => fake.confirmed.get(1)?.has(client.device) === true));
  for (const { store } of [a, b]) {
    const held = await heldIn(store);
    expect(held).not.toContain("harvest plan");
    expect(held).toContain("kept in the barn");
    expect(held).not.toContain(`mention/${fake.id}/${String(seq).padStart(10, "0")}`);
  }
  expect(b.identity.keys.size).toBe(keysBefore - 1);
  expect((await b.client.search("harvest")).hits).toEqual([]);
  expect((await b.client.search("barn")).hits).toHaveLength(1);
  expect(await textsIn(theirs)).toEqual(["", "kept in the barn"]);
  await theirs.send("goes on").settled;
  await shows(room, "goes on");
  server.erase(fake, { what: "room" });
  await waitFor(() => [a, b].every(({ client }) => fake.confirmed.get(2)?.has(client.device) === true));
  for (const { store } of [a, b]) expect(await heldIn(store)).not.toMatch(/barn|goes on/);
  await room.send("after it all").settled;
  await shows(theirs, "after it all");
  expect([...a.alarms, ...b.alarms]).toEqual([]);
});
