import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LIMITS } from "@warbler/protocol";
import { rolesOf } from "@warbler/sdk/admin";
import { sqliteStore } from "@warbler/sdk/node";
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
  const held = await owner.client.room(id);
  if (message !== undefined) await held.pin(message.id).settled;
  expect(await held.pins()).toMatchObject([{ seq }]);
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
  expect(await (await fresh.client.room(id)).pins()).toEqual([]);
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

test("with a message of an end-to-end room go its edits, where whoever erases it can name them, and on devices in any case", async () => {
  await using world = await openWorld();
  const [owner, alice, bob] = [await world.owner(), await world.join("alice"), await world.join("bob")];
  const desk = await owner.device("desk");
  for (const { client } of [desk, alice, bob]) await client.identity.setUp();
  const room = await world.room([alice, owner, bob], { name: "harvest", level: "e2ee" });
  const said = { first: await alice.says(room, "first words"), other: await alice.says(room, "other words") };
  const held = await alice.first.room(room);
  const [first, other] = await held.history();
  if (first === undefined || other === undefined) throw new Error("expected two messages");
  const edit = await held.edit(first.id, "second words").settled;
  await held.edit(other.id, "kept words").settled;
  await expect.poll(() => desk.texts(room)).toEqual(["second words", "kept words"]);
  const erase = (edits: readonly number[]) =>
    refusal(owner.client.api("erase", { what: "message", room: held.id, seq: said.first.seq, edits: [...edits] }));
  const bobs = await bob.first.room(room);
  await bob.says(room, "a third word");
  const another = await bobs.edit((await bob.hears(room, "a third word")).id, "a fourth word").settled;
  // No other message, nothing that is no edit, came before, or edits what somebody else wrote.
  for (const edits of [[said.other.seq], [said.first.seq], [edit.seq + 100], [another.seq]])
    expect(await erase(edits)).toBe("bad-request");
  await desk.client.erase({ what: "message", room: held.id, seq: said.first.seq });
  const told = await bob.client.api("roomErasures", {}, { room: held.id, seq: 0 });
  expect(told.erasures.map(({ detail }) => detail["also"])).toEqual([`${edit.seq}`]);
  for (const device of [desk, alice.first, bob.first]) {
    await expect.poll(() => device.texts(room)).toEqual(["", "kept words", "a fourth word"]);
    expect((await device.client.search("second words")).hits).toEqual([]);
  }
});

/** All that a profile's store holds, opened with its key. */
const heldIn = async (folder: string): Promise<string> => {
  const store = await sqliteStore(folder);
  const entries = await store.list({ prefix: "", limit: 100_000 });
  await store.close();
  return entries.map(({ key, value }) => `${key} ${new TextDecoder().decode(value)}`).join("\n");
};

test("devices destroy what they hold, on the disk too, those away when they are back; owners see who answered", async () => {
  const folder = await mkdtemp(join(tmpdir(), "warbler-profile-"));
  try {
    await using world = await openWorld();
    const [owner, alice] = [await world.owner(), await world.join("alice")];
    const bob = await world.join("bob", { store: () => sqliteStore(folder) });
    for (const { client } of [alice, bob]) await client.identity.setUp();
    const sealed = await world.room([owner, alice, bob], { name: "security" });
    const secret = await world.room([alice, bob], { name: "harvest", level: "e2ee" });
    const said = await alice.says(sealed, "regretted in the open");
    await bob.hears(sealed, "regretted in the open");
    const whispered = await alice.says(secret, "regretted in secret");
    await alice.says(secret, "kept");
    await bob.hears(secret, "kept");
    const account = bob.account;
    await bob.first.stop();
    expect(await heldIn(folder)).toMatch(/regretted in (the open|secret)/);
    const places = [
      { what: "message", room: sealed.id, seq: said.seq },
      { what: "message", room: secret.id, seq: whispered.seq },
    ] as const;
    for (const place of places) await owner.client.erase(place);
    const devices = async () => (await owner.client.erasures()).map((one) => one.devices).reverse();
    await expect
      .poll(async () => (await devices()).map((one) => [one?.confirmed, one?.asked]))
      .toEqual([
        [2, 3],
        [1, 2],
      ]);
    expect((await devices())[0]?.missing).toEqual([{ account, device: bob.first.id }]);
    expect(await alice.texts(secret)).toEqual(["", "kept"]);
    await bob.first.start();
    await expect.poll(async () => (await devices()).map((one) => one?.missing)).toEqual([[], []]);
    expect(await bob.texts(sealed)).toEqual([""]);
    expect(await bob.texts(secret)).toEqual(["", "kept"]);
    await bob.first.stop();
    const held = await heldIn(folder);
    expect(held).not.toContain("regretted");
    expect(held).toContain("kept");
    // The facts are about the person whose device it is, and name no content.
    const mine = (await (await bob.first.start()).audit.mine()).facts.filter(
      ({ kind }) => kind === "erasure.confirmed",
    );
    expect(mine.map(({ detail }) => detail?.["device"])).toEqual([bob.first.id, bob.first.id]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a device that was signed out stays among those that were asked, and is told apart, until it was removed", async () => {
  await using world = await openWorld();
  const [owner, alice] = [await world.owner(), await world.join("alice")];
  const phone = await alice.device("phone");
  const room = await world.room([owner, alice], { name: "security" });
  const { seq } = await owner.says(room, "regretted");
  await expect.poll(() => phone.texts(room)).toEqual(["regretted"]);
  const { id, client } = phone;
  await client.signOut();
  await owner.client.erase({ what: "message", room: room.id, seq });
  const devices = async () => (await owner.client.erasures())[0]?.devices;
  await expect.poll(async () => (await devices())?.confirmed).toBe(2);
  expect(await devices()).toEqual({
    ...{ asked: 3, confirmed: 2 },
    missing: [{ account: alice.account, device: id, signedOut: true }],
  });
  await alice.client.removeDevice(id);
  expect(await devices()).toEqual({ asked: 2, confirmed: 2, missing: [] });
});

test("nobody follows the erasures of a room they are not in, nor confirms what the log does not have", async () => {
  await using world = await openWorld();
  const [owner, alice, eve] = [await world.owner(), await world.join("alice"), await world.join("eve")];
  const room = await world.room([owner, alice], { name: "security" });
  const { seq } = await alice.says(room, "regretted");
  await owner.client.erase({ what: "message", room: room.id, seq });
  const path = { room: room.id, seq: 0 };
  expect(await refusal(eve.client.api("roomErasures", {}, path))).toBe("not-found");
  const { erasures } = await alice.client.api("roomErasures", {}, path);
  expect(erasures.map(({ number, detail }) => [number, detail["seq"]])).toEqual([[1, seq]]);
  const [{ proof } = { proof: { leaf: 0, position: 0 } }] = erasures;
  const confirm = (who: typeof alice, place: { leaf: number; position: number }, number = 1) =>
    refusal(who.client.api("confirmErasures", { confirmed: [{ number, ...place }] }, { room: room.id }));
  const place = { leaf: proof.leaf, position: proof.position };
  expect(await confirm(eve, place)).toBe("not-found");
  expect(await confirm(alice, { ...place, leaf: place.leaf - 1 })).toBe("bad-request");
  expect(await confirm(alice, place, 2)).toBe("bad-request");
  expect(await confirm(alice, place)).toBe("done");
  // A device that was added since never held it, and is not told.
  const fresh = await alice.device("fresh");
  expect((await fresh.client.api("roomErasures", {}, path)).erasures).toEqual([]);
  // What it is shown without content it can hold against the log all the same.
  expect((await fresh.client.api("roomErasures", { since: "room" }, path)).erasures).toMatchObject([
    { number: 1, detail: erasures[0]?.detail },
  ]);
});

test("with a message go its edits, and a person's erasure tells each room only of itself", async () => {
  await using world = await openWorld();
  const [owner, alice, bob] = [await world.owner(), await world.join("alice"), await world.join("bob")];
  const [one, two] = [
    await world.room([owner, alice], { name: "one" }),
    await world.room([bob, alice], { name: "two" }),
  ];
  const first = await alice.says(one, "first words");
  const held = await alice.first.room(one);
  const [message] = await held.history();
  if (message === undefined) throw new Error("expected a message");
  await held.edit(message.id, "second words").settled;
  await owner.client.erase({ what: "message", room: one.id, seq: first.seq });
  await alice.says(two, "in two");
  const fresh = await alice.device("fresh");
  expect(await fresh.texts(one)).toEqual([""]);
  expect((await fresh.client.search("words")).hits).toEqual([]);
  await owner.client.erase({ what: "person", account: alice.account });
  world.clock.pass(LIMITS.erasureWaitMs + HOUR_MS);
  await expect.poll(async () => (await owner.client.erasures())[0]?.devices?.confirmed).toBe(4);
  const told = await bob.client.api("roomErasures", {}, { room: two.id, seq: 0 });
  expect(told.erasures.map(({ detail }) => [detail["what"], detail["account"], detail["room"]])).toEqual([
    ["person", alice.account, two.id],
  ]);
  expect(await bob.texts(two)).toEqual([""]);
});
