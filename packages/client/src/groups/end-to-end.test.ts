/** End-to-end rooms as a program sees them, against the fake server. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { WarblerError } from "../errors.ts";
import { sqliteStore } from "../node/sqlite-store.ts";
import type { Store } from "../store/store.ts";
import {
  closeAll,
  deviceOf,
  PASSWORD,
  people,
  restored,
  shows,
  snapshotOf,
  textsIn,
  twoInARoom,
  waitFor,
} from "../testing/end-to-end-people.ts";
import { next } from "../testing/people.ts";
import { decodeEndToEnd } from "../wire/end-to-end.ts";

afterEach(closeAll);

test("what is said in an end-to-end room reaches the other member, and no name or text reaches the server", async () => {
  const { server, alice, bob } = await people();
  const a = await deviceOf(server, alice);
  const b = await deviceOf(server, bob);
  await waitFor(() => server.state.groups.keyPackages.size === 2);
  const room = await a.client.createRoom({ name: "机密 room", topic: "plans", level: "e2ee", members: [bob.id] });
  const { level, name, topic, myRole, memberCount } = room;
  expect({ level, name, topic, myRole, memberCount }).toEqual({
    level: "e2ee",
    name: "机密 room",
    topic: "plans",
    myRole: "owner",
    memberCount: 2,
  });
  await waitFor(async () => (await b.client.rooms()).some(({ name }) => name === "机密 room"));
  const theirs = await b.client.room("机密 room");
  const heard = next((listener) => theirs.on("message", listener));
  await room.send("明天 15:00").settled;
  expect(await heard).toMatchObject({ text: "明天 15:00", author: { name: "Alice" }, unreadable: false });
  const answered = next((listener) => room.on("message", listener));
  await theirs.send("好").settled;
  expect(await answered).toMatchObject({ text: "好" });
  expect((await theirs.history()).map(({ text }) => text)).toEqual(["明天 15:00", "好"]);
  expect((await room.history()).map(({ text }) => text)).toEqual(["明天 15:00", "好"]);
  const stored = [...server.state.rooms.values()].flatMap(({ records, name, topic }) => [
    name,
    topic,
    ...records.map(({ content }) => new TextDecoder().decode(content)),
  ]);
  for (const word of ["明天", "好", "机密", "plans"]) expect(stored.some((text) => text.includes(word))).toBe(false);
  expect([...a.alarms, ...b.alarms]).toEqual([]);
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error) => (error instanceof WarblerError ? error.code : error),
  );

test("edits, recalls, reactions, pins, threads and mentions work as in every room", async () => {
  const { a, b, bob, room, theirs } = await twoInARoom();
  const first = await room.send({ text: "first @bob", mentions: [bob.id] }).settled;
  await waitFor(() => theirs.unreadMentions === 1);
  await room.edit(first.id, "first, edited").settled;
  await theirs.react(first.id, "👍").settled;
  await theirs.pin(first.id).settled;
  await theirs.send({ text: "in the thread", thread: first.id }).settled;
  const gone = await theirs.send("gone").settled;
  await theirs.recall(gone.id).settled;
  await waitFor(async () => (await room.history()).at(-1)?.recalled === true);
  const [one, inThread, recalled] = await room.history();
  expect(one).toMatchObject({
    text: "first, edited",
    edited: true,
    pinned: true,
    replies: 1,
    edits: [{ text: "first @bob" }],
  });
  expect([...(one?.reactions.keys() ?? [])]).toEqual(["👍"]);
  expect(inThread).toMatchObject({ thread: first.id });
  expect(recalled).toMatchObject({ recalled: true, text: "" });
  expect(await theirs.pins()).toMatchObject([{ seq: first.seq, by: bob.id }]);
  await theirs.markRead();
  expect(theirs.unreadMentions).toBe(0);
  expect([...a.alarms, ...b.alarms]).toEqual([]);
});

test("a member may not recall another's message, and other clients say so", async () => {
  const { a, room, theirs } = await twoInARoom();
  const sent = await room.send("mine").settled;
  await shows(theirs, "mine");
  await theirs.recall(sent.id).settled;
  await waitFor(() => a.alarms.length > 0);
  expect(a.alarms).toMatchObject([{ kind: "forbidden-record" }]);
  expect(await textsIn(room)).toEqual(["mine"]);
});

test("what may not be taken back any more is refused before it is sent", async () => {
  const { a, b, room, theirs } = await twoInARoom();
  const mine = await theirs.send("kept").settled;
  await shows(room, "kept");
  await a.client.api("configureChat", { recallWithinMs: 0, receipts: "optional" });
  await waitFor(async () => (await theirs.message(mine.id))?.recallUntilMs !== undefined);
  await expect(theirs.recall(mine.id).settled).rejects.toMatchObject({ code: "recall-over" });
  // Who moderates the room may.
  await room.recall(mine.id).settled;
  await waitFor(async () => (await theirs.message(mine.id))?.recalled === true);
  expect([...a.alarms, ...b.alarms]).toEqual([]);
});

test("who joins late reads what is said from then on, and no more", async () => {
  const { server, room, a } = await twoInARoom();
  await room.send("before").settled;
  const carol = server.addPerson({ handle: "carol", name: "Carol", password: PASSWORD });
  const c = await deviceOf(server, carol);
  await waitFor(() => server.state.groups.keyPackages.size === 3);
  await room.add([carol.id]);
  await waitFor(async () => (await c.client.rooms()).some(({ name }) => name === "ops"));
  const hers = await c.client.room("ops");
  await room.send("after").settled;
  await shows(hers, "after");
  const history = await hers.history();
  expect(history.map(({ text, undecryptable }) => [text, undecryptable?.reason])).toEqual([
    ["", "before-joining"],
    ["after", undefined],
  ]);
  expect([...a.alarms, ...c.alarms]).toEqual([]);
});

test("a removed member reads nothing that is said afterwards", async () => {
  const { server, bob, a, b, room } = await twoInARoom();
  await room.remove(bob.id);
  await waitFor(async () => (await b.client.rooms()).length === 0);
  await room.send("without bob").settled;
  expect((await room.members()).map(({ name }) => name)).toEqual(["Alice"]);
  // May not read: the server has nothing for him. Cannot decrypt: his keys end before.
  const held = await b.store.list({ prefix: "group-" });
  expect(held.map(({ key }) => key.split("/")[0])).toEqual([]);
  expect(server.state.rooms.get(room.id)?.roster.has(bob.id)).toBe(false);
  expect([...a.alarms, ...b.alarms]).toEqual([]);
});

test("whoever leaves is out for everybody once another member has committed it", async () => {
  const { alice, room, theirs, a, b } = await twoInARoom();
  await theirs.leave();
  await waitFor(async () => (await room.members()).length === 1);
  await room.send("alone").settled;
  expect((await room.members()).map(({ id }) => id)).toEqual([alice.id]);
  expect([...a.alarms, ...b.alarms]).toEqual([]);
});

test("a second device comes in by itself, and both see what is said", async () => {
  const { server, bob, room, theirs, b } = await twoInARoom();
  await room.send("one").settled;
  await shows(theirs, "one");
  const phone = await deviceOf(server, bob, { name: "phone" });
  phone.identity.arrived([...b.identity.keys.values()]);
  await waitFor(async () => (await phone.client.rooms()).some(({ memberCount }) => memberCount === 2));
  await waitFor(() => server.state.groups.groupOf(room.id).roster.length === 3);
  await room.send("two").settled;
  const onPhone = await phone.client.room(room.id);
  await shows(onPhone, "two");
  expect(await textsIn(onPhone)).toEqual(["one", "two"]);
  await onPhone.send("from the phone").settled;
  await shows(theirs, "from the phone");
  await shows(room, "from the phone");
  expect([...phone.alarms, ...b.alarms]).toEqual([]);
});

test("roles are given by owners and carried by the group", async () => {
  const { server, bob, room, theirs, a } = await twoInARoom();
  expect(await codeOf(theirs.grantRole(bob.id, "owner"))).toBe("forbidden");
  await room.grantRole(bob.id, "moderator");
  await waitFor(() => theirs.myRole === "moderator");
  await theirs.describe({ topic: "given by bob" });
  await waitFor(() => room.topic === "given by bob");
  expect(server.state.rooms.get(room.id)?.roster.get(bob.id)?.role).toBe("moderator");
  expect(a.alarms).toEqual([]);
});

test("a message that waits survives the client, and is in the record once", async () => {
  const { server, alice, a, room, theirs } = await twoInARoom();
  server.reachable = false;
  room.send("written offline");
  await waitFor(async () => (await snapshotOf(a.store)).some(({ key }) => key.startsWith("outbox/")));
  const entries = await snapshotOf(a.store);
  await a.client.close();
  server.reachable = true;
  const store = await restored(entries);
  const again = await deviceOf(server, alice, { id: a.client.device }, store);
  await again.client.flushed();
  await shows(theirs, "written offline");
  expect(await textsIn(await again.client.room("ops"))).toEqual(["written offline"]);
  expect(again.alarms).toEqual([]);
});

/** The server takes the next message and nobody hears of it, so that what is sent after it waits. */
async function withUnansweredMessage() {
  const scene = await twoInARoom();
  const { server, a, room } = scene;
  server.tamper = (frame) => (frame.body.case === "sent" ? undefined : frame);
  const first = room.send("first");
  const second = room.send("second");
  await waitFor(async () => (await sealedIn(a.store)).includes(second.id));
  const answerAgain = () => {
    server.tamper = undefined;
    server.dropAll();
    a.client.retryNow();
  };
  return { ...scene, first, second, answerAgain };
}
const sealedIn = async (store: Store) =>
  (await store.list({ prefix: "sealed/" })).map(({ key }) => key.slice("sealed/".length));

test("what is sent next is encrypted while the message before it waits for its answer", async () => {
  const { server, a, theirs, first, second, answerAgain } = await withUnansweredMessage();
  const before = await a.store.read(`sealed/${second.id}`);
  const records = () => [...server.state.rooms.values()].flatMap((room) => room.records);
  expect(records().some(({ message }) => message === second.id)).toBe(false);
  answerAgain();
  await Promise.all([first.settled, second.settled]);
  await shows(theirs, "second");
  expect((await textsIn(theirs)).slice(-2)).toEqual(["first", "second"]);
  const sent = records().find(({ message }) => message === second.id);
  expect(
    Buffer.from(before ?? []).includes(Buffer.from(decodeEndToEnd(sent?.content ?? new Uint8Array())?.mls ?? [])),
  ).toBe(true);
});

test("a message that is taken back before it went out leaves nothing of itself", async () => {
  const { a, room, theirs, first, second, answerAgain } = await withUnansweredMessage();
  await second.discard();
  await waitFor(async () => !(await sealedIn(a.store)).includes(second.id));
  answerAgain();
  await first.settled;
  await room.send("third").settled;
  await shows(theirs, "third");
  expect(await textsIn(theirs)).not.toContain("second");
  await waitFor(async () => (await sealedIn(a.store)).length === 0);
});

test("a message that is taken back on its way is kept readable, for it may arrive", async () => {
  const { a, room, theirs, first, answerAgain } = await withUnansweredMessage();
  await first.discard();
  answerAgain();
  await shows(theirs, "first");
  await shows(room, "first");
  await waitFor(async () => (await sealedIn(a.store)).length === 0);
});

test("two who change the room at once both get their way", async () => {
  const { server, room, theirs, bob } = await twoInARoom();
  await room.grantRole(bob.id, "moderator");
  await waitFor(() => theirs.myRole === "moderator");
  const [carol, dora] = ["carol", "dora"].map((handle) => server.addPerson({ handle, password: PASSWORD }));
  if (carol === undefined || dora === undefined) throw new Error("unreachable");
  await deviceOf(server, carol);
  await deviceOf(server, dora);
  await waitFor(() => server.state.groups.keyPackages.size === 4);
  await Promise.all([room.add([carol.id]), theirs.add([dora.id])]);
  expect((await room.members()).length).toBe(4);
  await waitFor(async () => (await theirs.members()).length === 4);
});

test("nothing is sent while somebody's identity has changed", async () => {
  const { bob, a, room } = await twoInARoom();
  a.identity.blocked.add(bob.id);
  expect(await codeOf(room.send("to whom?").settled)).toBe("identity-changed");
});

test("search looks through what this device holds, in Chinese too, and says how much that is", async () => {
  const { a, b, room, theirs } = await twoInARoom();
  const first = await room.send("明天演练端到端加密").settled;
  await room.send("nothing of it").settled;
  const gone = await room.send("加密 recalled").settled;
  await room.recall(gone.id).settled;
  await shows(theirs, "nothing of it");
  await waitFor(async () => (await theirs.history()).some(({ recalled }) => recalled));
  for (const query of ["密", "加密", "端到端加", "演练 加密"])
    expect((await b.client.search(query)).hits.map(({ id }) => id)).toEqual([first.id]);
  await room.edit(first.id, "后天演练").settled;
  await waitFor(async () => (await b.client.search("后天")).hits.length === 1);
  const found = await b.client.search("演练", { in: theirs });
  expect(found.hits).toMatchObject([{ text: "后天演练", roomName: "ops", author: { name: "Alice" } }]);
  expect(found.scope).toMatchObject({ isOffline: false, device: { rooms: 1, messages: 3 } });
  expect((await b.client.search("加密")).hits).toEqual([]);
  expect(a.alarms).toEqual([]);
});

test("two programs of one device take turns, and each sees what the other did", async () => {
  const { server, alice, bob } = await people();
  const folder = await mkdtemp(join(tmpdir(), "warbler-two-programs-"));
  const a = await deviceOf(server, alice, { name: "laptop" }, await sqliteStore(folder));
  const b = await deviceOf(server, bob);
  await waitFor(() => server.state.groups.keyPackages.size === 2);
  const room = await a.client.createRoom({ name: "ops", level: "e2ee", members: [bob.id] });
  await waitFor(async () => (await b.client.rooms()).some(({ name }) => name === "ops"));
  const second = await deviceOf(server, alice, { id: a.client.device }, await sqliteStore(folder));
  const [one, two] = [room, await second.client.room(room.id)];
  for (let at = 0; at < 5; at++) {
    await one.send(`first ${at}`).settled;
    await two.send(`second ${at}`).settled;
  }
  const theirs = await b.client.room(room.id);
  await shows(theirs, "second 4");
  const wanted = Array.from({ length: 5 }, (_, at) => [`first ${at}`, `second ${at}`]).flat();
  for (const each of [theirs, one, two]) {
    await shows(each, "second 4");
    expect(await textsIn(each)).toEqual(wanted);
  }
  expect([...a.alarms, ...second.alarms, ...b.alarms]).toEqual([]);
  await closeAll();
  await rm(folder, { recursive: true });
});
