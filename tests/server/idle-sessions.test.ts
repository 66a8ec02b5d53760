import { LIMITS } from "@warbler/protocol";
import { openWorld, type World } from "@warbler/testkit";
import { expect, test } from "vitest";

const HOUR_MS = 3_600_000;

const logSize = async ({ raw }: World) => Number((await raw.http("GET", "/audit/checkpoint")).text.split("\n")[1]);

test("a session ends when it was not used for the idle limit, and use by HTTP puts that off", async () => {
  await using world = await openWorld();
  const { raw } = world;
  const [used, unused] = [await raw.join("used"), await raw.join("unused")];
  world.clock.pass(LIMITS.sessionIdleMs - HOUR_MS);
  const before = await logSize(world);
  expect(await used.call("me")).toMatchObject({ status: 200 });
  world.clock.pass(2_000);
  await expect.poll(() => logSize(world)).toBe(before + 1);
  world.clock.pass(HOUR_MS);
  expect(await unused.call("me")).toMatchObject({ status: 401, code: "signed-out" });
  const { devices } = (await used.call("devices")).body;
  const [session] = devices[0].sessions;
  expect(session.unusedEndsAtMs).toBe(session.lastSeenAtMs + LIMITS.sessionIdleMs);
  expect(session.lastSeenAtMs).toBeGreaterThan(session.startedAtMs + LIMITS.sessionIdleMs - 2 * HOUR_MS);
});

test("many requests cost one note in a quarter of an hour", async () => {
  await using world = await openWorld();
  const { raw } = world;
  const person = await raw.join("busy");
  world.clock.pass(LIMITS.sessionSeenMs);
  const before = await logSize(world);
  for (let calls = 0; calls < 20; calls++) await person.call("me");
  world.clock.pass(2_000);
  await expect.poll(() => logSize(world)).toBe(before + 1);
  for (let calls = 0; calls < 20; calls++) await person.call("me");
  world.clock.pass(60_000);
  // Time for a second note, if there is one.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await logSize(world)).toBe(before + 1);
});
