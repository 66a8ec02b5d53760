/** What a program that uses the SDK can count on, against the fake server. */
import { afterEach, expect, test } from "vitest";
import { connect, signIn } from "./connect.ts";
import { WarblerError } from "./errors.ts";
import type { RoomEvent } from "./events.ts";
import { invitation, password, setUp } from "./session/auth.ts";
import { memoryStore } from "./store/memory-store.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { next, twoPeople } from "./testing/people.ts";
import type { TimelineItem } from "./timeline/timeline-message.ts";
import type { Warbler } from "./warbler.ts";

const open: Warbler[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
const opened = async (client: Promise<Warbler>) => {
  open.push(await client);
  return client;
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error) => (error instanceof WarblerError ? error.code : error),
  );

test("a message reaches the other member, and its ack names seq and log position", async () => {
  const { alice, bob, connectAs } = await twoPeople();
  const a = await opened(connectAs(alice));
  const b = await opened(connectAs(bob));
  const room = await b.room("security");
  const heard = next((listener) => room.on("message", listener));
  const sending = (await a.room("security")).send("明天 **15:00** 演练");
  expect(sending.state).toBe("queued");
  const sent = await sending.settled;
  expect(sent).toMatchObject({ seq: 2, log: { leaf: 1, position: 0 } });
  expect(await heard).toMatchObject({
    kind: "message",
    text: "明天 **15:00** 演练",
    author: { name: "Alice" },
    seq: 2,
  });
});

test("a sending becomes read when another member's cursor passes it", async () => {
  const { alice, bob, connectAs } = await twoPeople();
  const a = await opened(connectAs(alice));
  const b = await opened(connectAs(bob));
  const sending = (await a.room("security")).send("one");
  await sending.settled;
  const read = next(
    (listener) => sending.on("state", listener),
    (state) => state === "read",
  );
  await (await b.room("security")).markRead();
  expect(await read).toBe("read");
});

test("history has edits with their earlier versions, recalls, reactions, pins, replies and threads", async () => {
  const { alice, bob, connectAs } = await twoPeople();
  const a = await (await opened(connectAs(alice))).room("security");
  const b = await (await opened(connectAs(bob))).room("security");
  const first = await a.send("first").settled;
  await a.edit(first.id, "first, edited").settled;
  await b.react(first.id, "👍").settled;
  await a.pin(first.id).settled;
  await b.send({ text: "an answer", replyTo: first.id }).settled;
  await b.send({ text: "in the thread", thread: first.id }).settled;
  const gone = await b.send("gone").settled;
  await b.recall(gone.id).settled;
  const [one, answer, inThread, recalled] = await b.history();
  expect(one).toMatchObject({
    text: "first, edited",
    edited: true,
    pinned: true,
    replies: 1,
    edits: [{ text: "first" }],
  });
  expect([...(one?.reactions ?? [])]).toEqual([["👍", [expect.any(String)]]]);
  expect(answer).toMatchObject({ replyTo: first.id });
  expect(inThread).toMatchObject({ thread: first.id });
  expect(recalled).toMatchObject({ recalled: true, text: "" });
});

test("the server's refusal fails just the message it is about", async () => {
  const { alice, connectAs } = await twoPeople();
  const client = await opened(connectAs(alice));
  const room = await client.room("security");
  const [good, bad, after] = [room.send("good"), room.send("   "), room.send("after")];
  expect((await good.settled).seq).toBe(2);
  expect(await codeOf(bad.settled)).toBe("bad-request");
  expect(bad.state).toBe("failed");
  expect((await after.settled).seq).toBe(3);
  expect(client.outbox()).toMatchObject([{ state: "failed", code: "bad-request" }]);
  await bad.discard();
  expect(client.outbox()).toEqual([]);
});

test("history goes back page by page to the first record, and forward from a place", async () => {
  const { server, alice, room, connectAs } = await twoPeople();
  for (let at = 1; at <= 600; at++) server.say(room, alice.id, `message ${at}`);
  const held = await (await opened(connectAs(alice))).room(room.id);
  const newest = await held.history({ limit: 3 });
  expect(newest.map(({ text }) => text)).toEqual(["message 598", "message 599", "message 600"]);
  const older = await held.history({ before: 12, limit: 100 });
  expect(older).toHaveLength(10);
  expect(older[0]?.text).toBe("message 1");
  const after = await held.history({ after: 599, limit: 10 });
  expect(after.map(({ text }) => text)).toEqual(["message 599", "message 600"]);
});

test("items has what happened to the room between its messages, each once on whatever page", async () => {
  const { server, alice, bob, room: made, connectAs } = await twoPeople();
  const room = await (await opened(connectAs(alice))).room("security");
  for (const text of ["one", "two"]) await room.send(text).settled;
  server.join(made, server.addPerson({ handle: "carol", name: "Carol" }).id, alice.id);
  await room.send("three").settled;
  const held = await (await opened(connectAs(bob))).room("security");
  const said = (items: readonly TimelineItem[]) =>
    items.map((item) => (item.kind === "message" ? item.text : item.what));
  expect(said(await held.items())).toEqual(["created", "one", "two", "joined", "three"]);
  const [three] = await held.items({ limit: 1 });
  expect(said(await held.items({ before: three?.seq ?? 0, limit: 1 }))).toEqual(["two", "joined"]);
  expect(said(await held.items({ before: three?.seq ?? 0, limit: 9 }))).toEqual(["created", "one", "two", "joined"]);
  expect(said(await held.items({ after: 2, limit: 1 }))).toEqual(["two"]);
  expect(said(await held.items({ after: 2, limit: 9 }))).toEqual(["two", "joined", "three"]);
});

test("history of long messages comes whole, although a page of them does not", async () => {
  const { alice, connectAs } = await twoPeople();
  const a = await opened(connectAs(alice));
  const room = await a.room("security");
  const texts = Array.from({ length: 14 }, (_, at) => `${at} ${"界".repeat(15_900)}`);
  for (const text of texts) await room.send(text).settled;
  const fresh = await opened(connectAs(alice));
  const history = await (await fresh.room("security")).history({ limit: 50 });
  expect(history.map(({ text }) => text)).toEqual(texts);
});

test("timeline() gives the newest messages and then each new one", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  server.say(room, bob.id, "before");
  const held = await (await opened(connectAs(alice))).room(room.id);
  const texts: string[] = [];
  for await (const { text } of held.timeline()) {
    texts.push(text);
    if (text === "before") server.say(room, bob.id, "after");
    else break;
  }
  expect(texts).toEqual(["before", "after"]);
});

test("events() tells of messages and ends when the client closes", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  const client = await connectAs(alice);
  const events = client.events();
  server.say(room, bob.id, "hello");
  const seen: string[] = [];
  for await (const event of events) {
    seen.push(event.type);
    if (event.type === "message") await client.close();
  }
  expect(seen).toContain("message");
});

test("rooms are found by id, by name and by the other person; a name of two rooms is ambiguous", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  server.addRoom({ name: "twice", owner: alice.id });
  server.addRoom({ name: "twice", owner: alice.id });
  server.addRoom({ name: "", kind: "direct", owner: alice.id, members: [bob.id] });
  const client = await opened(connectAs(alice));
  expect((await client.room(room.id)).name).toBe("security");
  expect((await client.room("#Security")).id).toBe(room.id);
  expect((await client.room("@bob")).kind).toBe("direct");
  expect(await codeOf(client.room("twice"))).toBe("ambiguous");
  expect(await codeOf(client.room("nowhere"))).toBe("not-found");
});

test("a room that one is added to appears, and disappears when one leaves", async () => {
  const { alice, bob, connectAs } = await twoPeople();
  const a = await opened(connectAs(alice));
  const b = await opened(connectAs(bob));
  const added = next(
    (listener: (event: RoomEvent) => void) => b.on("room", listener),
    ({ change }) => change === "added",
  );
  const room = await a.createRoom({ name: "plans", members: [bob.id] });
  expect((await added).room.id).toBe(room.id);
  const left = next(
    (listener: (event: RoomEvent) => void) => b.on("room", listener),
    ({ change }) => change === "left",
  );
  await (await b.room("plans")).leave();
  expect((await left).room.id).toBe(room.id);
  expect((await b.rooms()).map(({ name }) => name)).toEqual(["security"]);
});

test("unread counts follow what comes in and go away when it is read", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  const client = await opened(connectAs(alice));
  const held = await client.room(room.id);
  const heard = next((listener) => held.on("message", listener));
  server.say(room, bob.id, "news");
  await heard;
  expect(held.unread).toBe(1);
  await held.markRead();
  expect(held.unread).toBe(0);
});

test("set-up, invitation and password each open a session; a wrong password does not", async () => {
  const server = await FakeServer.create();
  const platform = server.platform();
  const device = { name: "laptop" };
  const account = { name: "Owner", password: "a long enough password", device };
  const owner = await opened(
    connect(server.url, {
      platform,
      auth: setUp(server.setUpLink(), { ...account, organisation: "Org", handle: "owner" }),
    }),
  );
  expect(owner.session).toMatchObject({ organisation: "Org", role: "owner" });
  const { link } = await owner.invite();
  const auth = invitation(link, { ...account, handle: "guest" });
  expect((await opened(connect(link, { platform, auth }))).session.role).toBe("member");
  expect((await signIn(server.url, { platform, auth: password("guest", account.password, device) })).handle).toBe(
    "guest",
  );
  expect(await codeOf(signIn(server.url, { platform, auth: password("guest", "wrong", device) }))).toBe(
    "sign-in-failed",
  );
  expect(await codeOf(connect(link, { platform, auth }))).toBe("invitation-invalid");
});

test("a new device's key is made once and kept in the store", async () => {
  const { server, alice } = await twoPeople();
  const store = memoryStore();
  const options = { platform: server.platform(), store, auth: password("alice", alice.password, { name: "laptop" }) };
  await signIn(server.url, options);
  await signIn(server.url, options);
  const keys = [...alice.devices.values()].map(({ verifyingKey }) => verifyingKey);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
});

test("connecting fails with the reason: unreachable, signed out, cancelled, another account's store", async () => {
  const { server, alice, bob } = await twoPeople();
  const auth = server.signIn(alice);
  const platform = server.platform();
  const store = memoryStore();
  await (await connect(server.url, { platform, auth, store })).close();
  expect(await codeOf(connect(server.url, { platform, store, auth: server.signIn(bob) }))).toBe("wrong-store");
  expect(await codeOf(connect(server.url, { platform, auth, signal: AbortSignal.abort() }))).toBe("cancelled");
  server.reachable = false;
  expect(await codeOf(connect(server.url, { platform, auth }))).toBe("network");
  server.reachable = true;
  server.endSession(auth.token);
  expect(await codeOf(connect(server.url, { platform, auth }))).toBe("signed-out");
  expect(await codeOf(connect("http://fake.warbler.test", { platform, auth }))).toBe("link-invalid");
});

/** Her store holds what Bob said; she is away. */
async function aliceWithAHistory() {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  const store = memoryStore();
  const auth = server.signIn(alice);
  server.say(room, bob.id, "held");
  const online = await connectAs(alice, { auth, store });
  await (await online.room("security")).history();
  await online.close();
  return { server, alice, connectAs, auth, store };
}

test("offline, a client shows what its store holds and keeps what is sent", async () => {
  const { server, alice, connectAs, auth, store } = await aliceWithAHistory();

  server.reachable = false;
  const offline = await opened(connectAs(alice, { auth, store, offline: true }));
  expect(offline.state).toBe("retrying");
  const held = await offline.room("security");
  expect((await held.history()).map(({ text, author }) => `${author.name}: ${text}`)).toEqual(["Bob: held"]);
  const sending = held.send("written offline");
  expect(offline.outbox()).toMatchObject([{ text: "written offline", state: "queued" }]);
  server.reachable = true;
  offline.retryNow();
  expect((await sending.settled).seq).toBe(3);
});

test("with `offline`, what the store holds of a room can be read while the server is still being asked", async () => {
  const { alice, connectAs, auth, store } = await aliceWithAHistory();

  const told = Promise.withResolvers<Warbler>();
  const connecting = connectAs(alice, { auth, store, offline: true, recalled: told.resolve });
  const early = await told.promise;
  expect(early.state).toBe("connecting");
  expect((await (await early.room("security")).history()).map(({ text }) => text)).toEqual(["held"]);
  expect(await opened(connecting)).toBe(early);
});

test("what nobody waits for begins once what somebody waits for is done, and holds nobody up who closes before", async () => {
  const { bob, alice, connectAs } = await twoPeople();
  const rest = Promise.withResolvers<void>();
  const a = await opened(connectAs(alice, { rest: () => rest.promise }));
  let areRulesTold = false;
  const told = next((listener) => a.on("chat-rules", listener)).then(() => {
    areRulesTold = true;
  });
  await (await a.room("security")).history();
  expect(areRulesTold).toBe(false);
  rest.resolve();
  await told;
  const b = await connectAs(bob, { rest: () => Promise.withResolvers<void>().promise });
  await b.close();
});

test("an ended session expires the client, and what was queued goes out with the next one", async () => {
  const { server, alice, connectAs } = await twoPeople();
  const store = memoryStore();
  const auth = server.signIn(alice);
  const client = await connectAs(alice, { auth, store });
  const room = await client.room("security");
  const expired = next((listener) => client.on("expired", listener));
  server.endSession(auth.token);
  await expired;
  expect(client.state).toBe("expired");
  room.send("kept");
  await client.close();
  const again = await opened(connectAs(alice, { store }));
  await again.flushed();
  expect((await (await again.room("security")).history()).map(({ text }) => text)).toEqual(["kept"]);
});

test("a recall by a moderator counts, and one by a plain member raises an alarm and does not", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  const client = await opened(connectAs(alice));
  const held = await client.room(room.id);
  const mine = await held.send("mine").settled;
  const theirs = server.say(room, bob.id, "theirs");
  await held.recall((await held.history()).find(({ seq }) => seq === theirs.seq)?.id ?? mine.id).settled;
  // The fake server is told to accept what the real one refuses.
  const alarm = next((listener) => client.on("alarm", listener));
  server.state.checkContent = () => {};
  const b = await (await opened(connectAs(bob))).room(room.id);
  await b.recall(mine.id).settled;
  expect(await alarm).toMatchObject({ kind: "forbidden-record", room: room.id });
  expect((await held.history()).map(({ text, recalled }) => [text, recalled])).toEqual([
    ["mine", false],
    ["", true],
  ]);
});

test("a mark is this account's alone, on each of its devices, and a room is left unread from one place", async () => {
  const { alice, bob, room: made, connectAs } = await twoPeople();
  const [a, b] = [await opened(connectAs(alice)), await opened(connectAs(bob))];
  const phone = await opened(connectAs(alice));
  const room = await a.room("security");
  for (const text of ["one", "two"]) await room.send(text).settled;
  const heard = next((listener) => phone.on("mark", listener));
  await a.mark({ room: made.id, seq: 2, mark: "saved" }, true);
  expect(await heard).toMatchObject({ room: made.id, seq: 2, mark: "saved", on: true });
  await a.mark({ room: made.id, seq: 2, mark: "unread" }, true);
  await a.mark({ room: made.id, seq: 3, mark: "unread" }, true);
  expect((await phone.marks()).map(({ seq, mark }) => [seq, mark])).toEqual([
    [3, "unread"],
    [2, "saved"],
  ]);
  expect(await b.marks()).toEqual([]);
  expect(await codeOf(a.mark({ room: made.id, seq: 99, mark: "saved" }, true))).toBe("not-found");
  await a.mark({ room: made.id, seq: 2, mark: "saved" }, false);
  expect((await a.marks()).map(({ mark }) => mark)).toEqual(["unread"]);
});

test("what a person says they are doing reaches colleagues and is part of the person", async () => {
  const { alice, bob, connectAs } = await twoPeople();
  const [a, b] = [await opened(connectAs(alice)), await opened(connectAs(bob))];
  const heard = next((listener) => b.on("status", listener));
  await a.setStatus({ text: "in a meeting" });
  expect(await heard).toMatchObject({ account: alice.id, status: { text: "in a meeting" } });
  expect((await a.me()).status).toEqual({ text: "in a meeting" });
  const gone = next((listener) => b.on("status", listener));
  await a.setStatus({ text: "" });
  expect(await gone).toEqual({ type: "status", account: alice.id });
});

test("search tells names and its scope", async () => {
  const { server, alice, bob, room, connectAs } = await twoPeople();
  server.say(room, bob.id, "加密 works");
  const found = await (await opened(connectAs(alice))).search("加密", { in: { id: room.id } });
  expect(found).toMatchObject({ hits: [{ roomName: "security", author: { name: "Bob" } }], scope: { rooms: 1 } });
});
