/** History of an end-to-end room across a person's devices: what approval and recovery bring, and what a revoked device gets. */
import { type Device, openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());

const begun = async (handle: string) => {
  const person = await world.join(handle);
  await expect.poll(() => canBeReached(person.first)).toBe(true);
  return person;
};
/** Listed, and with key packages by which others take it into rooms. */
const canBeReached = async ({ client }: Device) =>
  (await client.identity.state()) === "ready" && (await client.api("keyPackages", undefined)).oneTime > 0;
const letIn = async (old: Device, fresh: Device) => {
  const request = await fresh.client.identity.requestApproval();
  await old.client.identity.approvePayload(request.payload);
  await request.approved();
};
const reads = (device: Device, room: { id: string }, texts: readonly string[]) =>
  expect.poll(() => device.texts(room)).toEqual(texts);

test("a device that is let in reads what was said before, from both sides, and what is said after", async () => {
  const [alice, bob] = [await begun("alice"), await begun("bob")];
  const room = await world.room([alice, bob], { name: "plans", level: "e2ee" });
  await bob.hears(room, await alice.says(room, "明天 15:00").then(() => "明天 15:00"));
  await bob.says(room, "fine");
  await alice.hears(room, "fine");
  const laptop = await alice.device("laptop");
  await letIn(alice.first, laptop);
  await alice.says(room, "after");
  await reads(laptop, room, ["明天 15:00", "fine", "after"]);
  expect((await laptop.client.room("plans")).name).toBe("plans");
  await laptop.says(room, "from the laptop");
  await bob.hears(room, "from the laptop");
  await alice.hears(room, "from the laptop");
});

test("recovery reads the same when every device is gone", async () => {
  const [alice, bob] = [await begun("alice2"), await begun("bob2")];
  const room = await world.room([alice, bob], { name: "plans", level: "e2ee" });
  await alice.says(room, "before recovery was set up");
  await bob.hears(room, "before recovery was set up");
  const code = await alice.client.recovery.setUp();
  await bob.says(room, "after it was");
  await alice.hears(room, "after it was");
  await expect.poll(async () => (await alice.client.recovery.status()).keysWaiting).toBe(0);
  const laptop = await alice.device("laptop");
  await letIn(alice.first, laptop);
  await laptop.hears(room, "after it was");
  for (const device of [alice.first, laptop, bob.first]) await device.stop();
  const fresh = await alice.device("fresh");
  await fresh.client.recovery.use(code, { alone: true });
  await reads(fresh, room, ["before recovery was set up", "after it was"]);
  await fresh.says(room, "both devices are gone");
  await bob.first.start();
  await bob.hears(room, "both devices are gone");
  expect((await fresh.client.room("plans")).name).toBe("plans");
  await bob.says(room, "welcome back");
  await fresh.hears(room, "welcome back");
});

test("a device that was taken off opens nothing that is said after", async () => {
  const [alice, bob] = [await begun("alice3"), await begun("bob3")];
  const room = await world.room([alice, bob], { name: "plans", level: "e2ee" });
  const stolen = await alice.device("stolen");
  await letIn(alice.first, stolen);
  await alice.says(room, "before");
  await stolen.hears(room, "before");
  await alice.revokes(stolen);
  await stolen.expired();
  await bob.says(room, "after");
  await alice.hears(room, "after");
  expect(await stolen.texts(room)).not.toContain("after");
});

test("a keychain that is begun anew brings everything back, from the real server as well", async () => {
  const [alice, bob] = [await begun("alice6"), await begun("bob6")];
  const room = await world.room([alice, bob], { name: "plans", level: "e2ee" });
  const code = await alice.client.recovery.setUp();
  await alice.says(room, "before");
  await bob.hears(room, "before");
  await expect.poll(async () => (await alice.client.recovery.status()).keysWaiting).toBe(0);
  await alice.client.recovery.beginKeychain();
  await alice.says(room, "after");
  await bob.hears(room, "after");
  await expect
    .poll(() => alice.client.recovery.status())
    .toMatchObject({
      ...{ keychainWhole: true, keychainsGivenUp: 1, keysWaiting: 0 },
    });
  const laptop = await alice.device("laptop");
  expect(await laptop.client.recovery.use(code)).toMatchObject({ whole: true, begunAnew: true });
  await reads(laptop, room, ["before", "after"]);
});
