/** Whoever is connected hears at once that they may do other things than before. */
import { rolesOf } from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());

const HEARD_WITHIN_MS = 10_000;

test("a role that is given or dropped is told to its person, and a change of the policy to everybody", async () => {
  const owner = await world.owner();
  const [bob, carla] = [await world.join("bob"), await world.join("carla")];
  let [told, toldCarla] = [0, 0];
  bob.client.on("permissions", () => told++);
  carla.client.on("permissions", () => toldCarla++);
  const { account } = bob;
  const roles = rolesOf(owner.client);
  const heard = (count: number) => expect.poll(() => told, { timeout: HEARD_WITHIN_MS }).toBe(count);

  await roles.hold({ account, role: "administrator", reason: "a test" });
  await heard(1);
  expect(await bob.client.permissions()).toContain("people.invite");
  await roles.drop(account, "administrator");
  await heard(2);
  expect(await bob.client.permissions()).not.toContain("people.invite");
  await roles.grant(account, "trainer");
  await heard(3);
  expect(toldCarla).toBe(0);
  const { version, document } = await roles.policy();
  await roles.changePolicy({
    version,
    document: { ...document, tests: [{ who: { role: "member" }, action: "audit.query", may: false }] },
    reason: "a test",
  });
  await heard(4);
  await expect.poll(() => toldCarla, { timeout: HEARD_WITHIN_MS }).toBe(1);
});
