/** A leaver and their end-to-end rooms, through the whole of Warbler: nobody with a role has to be there. */
import type { AlarmEvent } from "@warbler/sdk";
import { rolesOf } from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());

const alarms: AlarmEvent[] = [];
const begun = async (handle: string, role: "member" | "guest" = "member") => {
  const person = await world.join(handle, { role });
  person.client.on("alarm", (alarm) => alarms.push(alarm));
  await person.client.identity.setUp();
  return person;
};
const rolesSeenBy = async (one: Awaited<ReturnType<typeof begun>>, room: Parameters<typeof one.first.room>[0]) =>
  Object.fromEntries((await (await one.first.room(room)).members()).map(({ id, role }) => [id, role]));

test.for(["suspend", "remove"] as const)(
  "a leaver's devices go from the keys by the client of any member who is there: %s",
  async (how) => {
    const owner = await world.owner();
    const [alice, bob, carol] = [await begun(`alice-${how}`), await begun(`bob-${how}`), await begun(`carol-${how}`)];
    const room = await world.room([alice, bob, carol], { name: "plans", level: "e2ee" });
    await alice.says(room, "before");
    for (const one of [bob, carol]) await one.hears(room, "before");
    await alice.first.stop();
    const held = await carol.first.room(room);
    const told: string[] = [];
    held.on("event", ({ what }) => told.push(what));
    const officer = rolesOf(owner.client);
    await (how === "suspend" ? officer.suspend(bob.account, "left") : officer.remove(bob.account, "left"));
    await expect.poll(() => told, { timeout: 60_000 }).toContain("out");
    expect(await held.members()).toHaveLength(2);
    await carol.says(room, "after");
    await alice.first.start();
    await alice.hears(room, "after");
    expect(alarms).toEqual([]);
  },
);

test("a room whose only owner leaves the organisation is owned by its moderator then, and goes on", async () => {
  const owner = await world.owner();
  const [anna, ben, cleo] = [await begun("anna"), await begun("ben"), await begun("cleo")];
  const room = await world.room([anna, ben, cleo], { name: "reports", level: "e2ee" });
  await anna.says(room, "before");
  for (const one of [ben, cleo]) await one.hears(room, "before");
  await (await anna.first.room(room)).grantRole(cleo.account, "moderator");
  const { account } = anna;
  const told: string[] = [];
  (await ben.first.room(room)).on("event", ({ what }) => told.push(what));
  await anna.first.stop();
  await rolesOf(owner.client).remove(account, "left");
  const passedOn = { [ben.account]: "member", [cleo.account]: "owner" };
  for (const one of [ben, cleo]) await expect.poll(() => rolesSeenBy(one, room), { timeout: 60_000 }).toEqual(passedOn);
  await expect.poll(() => told, { timeout: 60_000 }).toEqual(expect.arrayContaining(["out", "heir"]));
  const dora = await begun("dora");
  await (await cleo.first.room(room)).add([dora.account]);
  await cleo.says(room, "welcome");
  await dora.hears(room, "welcome");
  expect(alarms).toEqual([]);
});

test("a room in which only guests are left goes on without an owner, until one of them is no guest any more", async () => {
  const owner = await world.owner();
  const [ada, gina, gus] = [await begun("ada"), await begun("gina", "guest"), await begun("gus", "guest")];
  const room = await world.room([ada, gina, gus], { name: "visits", level: "e2ee" });
  await ada.says(room, "before");
  for (const one of [gina, gus]) await one.hears(room, "before");
  const told: string[] = [];
  (await gina.first.room(room)).on("event", ({ what }) => told.push(what));
  const { account } = ada;
  await ada.first.stop();
  await rolesOf(owner.client).remove(account, "left");
  await expect.poll(() => told, { timeout: 60_000 }).toContain("out");
  for (const [speaker, listener] of [
    [gina, gus],
    [gus, gina],
  ] as const) {
    await speaker.says(room, `${speaker.handle} goes on`);
    await listener.hears(room, `${speaker.handle} goes on`);
  }
  const [heir, other] = [gina, gus].sort((a, b) => (a.account < b.account ? -1 : 1));
  if (heir === undefined || other === undefined) throw new Error("expected two people");
  expect(await rolesSeenBy(other, room)).toEqual({ [heir.account]: "member", [other.account]: "member" });
  await rolesOf(owner.client).grant(heir.account, "member");
  await heir.first.restart();
  const owned = { [heir.account]: "owner", [other.account]: "member" };
  for (const one of [heir, other]) await expect.poll(() => rolesSeenBy(one, room), { timeout: 60_000 }).toEqual(owned);
  expect(alarms).toEqual([]);
});
