import { LIMITS } from "@warbler/protocol";
import { rolesOf } from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { expect, test } from "vitest";

const HOUR_MS = 3_600_000;
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: { code?: string }) => error.code,
  );

test("an owner erases a message: its key is gone at once, both facts have places, and everybody sees it as erased", async () => {
  await using world = await openWorld();
  const owner = await world.owner();
  const alice = await world.join("alice");
  const room = await world.room([owner, alice], { name: "security" });
  await alice.says(room, "regretted");
  const id = (await owner.client.rooms())[0]?.id;
  if (id === undefined) throw new Error("expected a room");
  const [message] = (await (await owner.client.room(id)).history()).filter(({ text }) => text === "regretted");
  const seq = message?.seq ?? 0;
  const counted = await owner.client.erase({ what: "message", room: id, seq, dryRun: true });
  expect(counted).toEqual({ records: 1, keys: 1, waitMs: 0 });
  expect(await alice.texts(room)).toEqual(["regretted"]);
  const { erasure } = await owner.client.erase({ what: "message", room: id, seq });
  expect(erasure).toMatchObject({ state: "completed", what: "message" });
  expect(erasure?.end?.leaf).toBeGreaterThan(erasure?.intent?.leaf ?? Number.POSITIVE_INFINITY);
  const fresh = await alice.device("fresh");
  const seen = (await (await fresh.client.room(id)).history()).find((one) => one.seq === seq);
  expect(seen).toMatchObject({ erased: true, text: "" });
  expect((await fresh.client.search("regretted")).hits).toEqual([]);
});

test("only an owner erases, and nothing that is not there", async () => {
  await using world = await openWorld();
  const owner = await world.owner();
  const admin = await world.join("admin", { role: "administrator" });
  const room = await world.room([owner, admin], { name: "security" });
  const { seq } = await admin.says(room, "hello");
  const { id } = (await owner.client.rooms())[0] ?? {};
  if (id === undefined) throw new Error("expected a room");
  expect(await refusal(admin.client.erase({ what: "message", room: id, seq }))).toBe("forbidden");
  expect(await refusal(admin.client.erasures())).toBe("forbidden");
  expect(await refusal(owner.client.erase({ what: "message", room: id, seq: 4_000 }))).toBe("not-found");
  // What the room itself said, and what holds an end-to-end room together, is no message.
  expect(await refusal(owner.client.erase({ what: "message", room: id, seq: 1 }))).toBe("not-found");
  expect(await refusal(owner.client.erase({ what: "month", room: id, month: "2026-13" }))).toBe("bad-request");
});

test("erasing more than a message waits, can be withdrawn meanwhile, and is done when it is due", async () => {
  await using world = await openWorld();
  const owner = await world.owner();
  const [alice, bob] = [await world.join("alice"), await world.join("bob")];
  const room = await world.room([owner, alice, bob], { name: "security" });
  await alice.says(room, "from alice");
  await bob.says(room, "from bob");
  const erase = (account: typeof alice) => owner.client.erase({ what: "person", account: account.account });
  const first = await erase(alice);
  const second = await erase(bob);
  expect(first).toMatchObject({ waitMs: LIMITS.erasureWaitMs, erasure: { state: "waiting" } });
  expect(await owner.texts(room)).toContain("from alice");
  if (first.erasure === undefined || second.erasure === undefined) throw new Error("expected erasures");
  await owner.client.withdrawErasure(second.erasure.id);
  expect(await refusal(owner.client.withdrawErasure(second.erasure.id))).toBe("not-found");
  world.clock.pass(LIMITS.erasureWaitMs + HOUR_MS);
  await expect
    .poll(async () => (await owner.client.erasures()).map(({ state }) => state).toSorted())
    .toEqual(["completed", "withdrawn"]);
  expect(await refusal(owner.client.withdrawErasure(first.erasure.id))).toBe("not-found");
  const fresh = await owner.device("fresh");
  expect(await fresh.texts(room)).toContain("from bob");
  expect(await fresh.texts(room)).not.toContain("from alice");
});

test("what waits is withdrawn when who began it is no owner any more", async () => {
  await using world = await openWorld();
  const owner = await world.owner();
  const other = await world.join("other");
  const room = await world.room([owner, other], { name: "security" });
  await other.says(room, "kept");
  await rolesOf(owner.client).grant(other.account, "owner");
  await other.client.erase({ what: "person", account: other.account });
  await rolesOf(owner.client).grant(other.account, "member");
  world.clock.pass(LIMITS.erasureWaitMs + HOUR_MS);
  await expect.poll(async () => (await owner.client.erasures())[0]?.state).toBe("withdrawn");
  expect(await (await owner.device("fresh")).texts(room)).toContain("kept");
});

test("erasures are limited in number, and the refusal says how long", async () => {
  await using world = await openWorld();
  const owner = await world.owner();
  const room = await world.room([owner], { name: "security" });
  const { seq } = await owner.says(room, "hello");
  const { id } = (await owner.client.rooms())[0] ?? {};
  if (id === undefined) throw new Error("expected a room");
  for (let begun = 0; begun < LIMITS.bulkErasuresPerDay; begun++) await owner.client.erase({ what: "room", room: id });
  expect(await refusal(owner.client.erase({ what: "room", room: id }))).toBe("rate-limited");
  for (let begun = 0; begun < LIMITS.messageErasuresPerHour; begun++)
    await owner.client.erase({ what: "message", room: id, seq });
  expect(await refusal(owner.client.erase({ what: "message", room: id, seq }))).toBe("rate-limited");
  world.clock.pass(HOUR_MS + 1_000);
  expect(await refusal(owner.client.erase({ what: "message", room: id, seq }))).toBe("done");
});

test("of an end-to-end room only messages are erased, and a name that went with the room leaves no message behind", async () => {
  await using world = await openWorld();
  const [owner, alice, bob] = [await world.owner(), await world.join("alice"), await world.join("bob")];
  for (const { client } of [alice, bob]) await client.identity.setUp();
  const room = await world.room([alice, bob], { name: "harvest", level: "e2ee" });
  const { seq } = await alice.says(room, "regretted");
  await bob.hears(room, "regretted");
  const { id } = await alice.first.room(room);
  for (let before = 1; before < seq; before++)
    expect(await refusal(owner.client.erase({ what: "message", room: id, seq: before }))).toBe("not-found");
  expect(await refusal(owner.client.erase({ what: "message", room: id, seq }))).toBe("done");
  await owner.client.erase({ what: "room", room: id });
  world.clock.pass(LIMITS.erasureWaitMs + HOUR_MS);
  await expect.poll(async () => (await owner.client.erasures()).every(({ state }) => state === "completed")).toBe(true);
  const fresh = await alice.device("fresh");
  const seen = (await (await fresh.room(room)).history()).map(({ erased, seq: at }) => ({ erased, at }));
  expect(seen).toEqual([{ erased: true, at: seq }]);
});

test("what a person wrote in an end-to-end room goes with them, for every device that asks, and the rest go on", async () => {
  await using world = await openWorld();
  const [owner, alice, bob] = [await world.owner(), await world.join("alice"), await world.join("bob")];
  for (const { client } of [alice, bob]) await client.identity.setUp();
  const room = await world.room([bob, alice], { name: "harvest", level: "e2ee" });
  const kept = await bob.says(room, "from bob");
  const gone = await alice.says(room, "from alice");
  await bob.hears(room, "from alice");
  await owner.client.erase({ what: "person", account: alice.account });
  world.clock.pass(LIMITS.erasureWaitMs + HOUR_MS);
  await expect.poll(async () => (await owner.client.erasures()).every(({ state }) => state === "completed")).toBe(true);
  const fresh = await bob.device("fresh");
  const seen = async () => (await (await fresh.room(room)).history()).map(({ seq, erased }) => [seq, erased]);
  await expect.poll(seen).toEqual([
    [kept.seq, false],
    [gone.seq, true],
  ]);
  await bob.says(room, "goes on");
});
