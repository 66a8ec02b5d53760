/** End-to-end rooms through the whole of Warbler: the real server, real TLS, several devices of several people. */
import { type AlarmEvent, WarblerError } from "@warbler/sdk";
import { type Device, openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());

/** Everything a client noticed that an honest server does not do. */
const alarms: AlarmEvent[] = [];
const begun = async (handle: string) => {
  const person = await world.join(handle);
  person.client.on("alarm", (alarm) => alarms.push(alarm));
  await person.client.identity.setUp();
  return person;
};
const letIn = async (old: Device, fresh: Device) => {
  await old.client.identity.approvePayload((await fresh.client.identity.requestApproval()).payload);
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error) => (error instanceof WarblerError ? error.code : String(error)),
  );

test("who has set up an identity can be taken into rooms from then on", async () => {
  const anna = await world.join("anna");
  expect(await anna.client.identity.setUp()).toBe("ready");
  expect((await anna.client.api("keyPackages", undefined)).oneTime).toBeGreaterThan(0);
});

test("two people talk, and the server's files hold nothing of it", async () => {
  const [alice, bob] = [await begun("alice"), await begun("bob")];
  const room = await world.room([alice, bob], { name: "机密 heron", topic: "about kestrels", level: "e2ee" });
  await alice.says(room, "the osprey lands at noon");
  await bob.hears(room, "the osprey lands at noon");
  const sent = await bob.says(room, "明天演练");
  await alice.hears(room, "明天演练");
  await (await bob.first.room(room)).edit((await bob.hears(room, "明天演练")).id, "后天演练").settled;
  await expect.poll(() => alice.texts(room)).toEqual(["the osprey lands at noon", "后天演练"]);
  await (await alice.first.room(room)).react((await alice.hears(room, "后天演练")).id, "👍").settled;
  expect((await bob.first.room(room)).name).toBe("机密 heron");
  expect((await alice.client.search("演练")).hits).toMatchObject([{ seq: sent.seq, text: "后天演练" }]);
  const { found } = await world.filesHolding(["osprey", "heron", "kestrels", "演练", "机密"]);
  expect(found).toEqual([]);
});

test("a device that is let in reads the whole history, and both devices talk", async () => {
  const [alice, bob] = [await begun("alice2"), await begun("bob2")];
  const room = await world.room([alice, bob], { name: "two devices", level: "e2ee" });
  await alice.says(room, "before");
  await bob.hears(room, "before");
  const phone = await bob.device("phone");
  expect(await codeOf((await phone.room(room)).members())).toBe("not-joined-yet");
  await letIn(bob.first, phone);
  await alice.says(room, "after");
  await phone.hears(room, "after");
  await expect.poll(() => phone.texts(room)).toEqual(["before", "after"]);
  await phone.says(room, "from the phone");
  await alice.hears(room, "from the phone");
  await bob.hears(room, "from the phone");
});

test("a revoked device is out of every room before anything more is said", async () => {
  const [alice, bob] = [await begun("alice3"), await begun("bob3")];
  const room = await world.room([alice, bob], { name: "stolen", level: "e2ee" });
  const stolen = await bob.device("stolen");
  await letIn(bob.first, stolen);
  await alice.says(room, "before");
  await stolen.hears(room, "before");
  await bob.revokes(stolen);
  await alice.says(room, "after");
  await bob.hears(room, "after");
  // May not read: its session is over. Cannot decrypt: what it held opens nothing that came after.
  await stolen.expired();
  expect(await stolen.texts(room)).toEqual(["before"]);
  const events = (await (await alice.first.room(room)).members()).map(({ id }) => id);
  expect(events).toHaveLength(2);
});

test("who is removed reads nothing more, and who joins late nothing from before", async () => {
  const [alice, bob, carol] = [await begun("alice4"), await begun("bob4"), await begun("carol4")];
  const room = await world.room([alice, bob], { name: "comings and goings", level: "e2ee" });
  await alice.says(room, "with bob");
  await bob.hears(room, "with bob");
  const hers = await alice.first.room(room);
  await hers.remove(bob.client.account);
  await hers.add([carol.client.account]);
  await alice.says(room, "with carol");
  const heard = await carol.hears(room, "with carol");
  const history = await (await carol.first.room(room)).history();
  expect(history.map(({ text, undecryptable }) => undecryptable?.reason ?? text)).toEqual([
    "before-joining",
    heard.text,
  ]);
  await expect.poll(async () => (await bob.client.rooms()).some(({ id }) => id === room.id)).toBe(false);
  expect((await carol.first.room(room)).name).toBe("comings and goings");
});

test("a client that starts again goes on where it was", async () => {
  const [alice, bob] = [await begun("alice5"), await begun("bob5")];
  const room = await world.room([alice, bob], { name: "restarts", level: "e2ee" });
  await alice.says(room, "one");
  await bob.first.stop();
  await alice.says(room, "two");
  await alice.first.restart();
  await alice.says(room, "three");
  await bob.first.start();
  await bob.hears(room, "three");
  expect(await bob.texts(room)).toEqual(["one", "two", "three"]);
  await bob.says(room, "four");
  await alice.hears(room, "four");
});

test("another level is another room with the same people, and the old one takes nothing more", async () => {
  const [alice, bob] = [await begun("alice6"), await begun("bob6")];
  const sealed = await world.room([alice, bob], { name: "plans", level: "sealed" });
  await alice.says(sealed, "not secret yet");
  const next = await alice.client.changeLevel(await alice.first.room(sealed), "e2ee");
  expect(next.predecessor).toBe(sealed.id);
  await alice.says(next, "secret now");
  await bob.hears(next, "secret now");
  await expect.poll(async () => (await bob.first.room(sealed)).successor).toBe(next.id);
  expect(await codeOf(bob.says(sealed, "too late"))).toBe("room-succeeded");
  expect((await bob.first.room(next)).name).toBe("plans");
});

test("whoever makes a room reads it on every device from the first message, also on those that were off", async () => {
  const [alice, bob] = [await begun("alice7"), await begun("bob7")];
  const laptop = await alice.device("laptop");
  await letIn(alice.first, laptop);
  await expect.poll(async () => (await laptop.client.api("keyPackages", undefined)).oneTime).toBeGreaterThan(0);
  await laptop.stop();
  const room = await world.room([alice, bob], { name: "harvest", level: "e2ee" });
  await alice.says(room, "the first words");
  await laptop.start();
  await laptop.hears(room, "the first words");
  expect((await laptop.room(room)).name).toBe("harvest");
});

test("an honest server raises no alarm", () => {
  expect(alarms).toEqual([]);
});

test("a direct room belongs to both people, until one of them leaves it", async () => {
  const [alice, bob] = [await begun("alice9"), await begun("bob9")];
  const made = await alice.client.createRoom({ kind: "direct", level: "e2ee", members: [bob.client.account] });
  await alice.says(made, "just us");
  await bob.hears(made, "just us");
  const theirs = await bob.first.room(made);
  expect((await theirs.members()).map(({ role }) => role)).toEqual(["owner", "owner"]);
  expect(theirs.other).toBe(alice.client.account);
  for (const [person, room] of [
    [bob, theirs],
    [alice, made],
  ] as const) {
    await room.leave();
    await expect.poll(async () => (await person.client.rooms()).length).toBe(0);
  }
});
