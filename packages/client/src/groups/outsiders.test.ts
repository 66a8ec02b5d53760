/** What members do for those who come in from outside, and for those who left meanwhile. */
import { afterEach, expect, test } from "vitest";
import { globalPlatform } from "../platform/global-platform.ts";
import { closeAll, deviceOf, shows, twoInARoom, waitFor } from "../testing/end-to-end-people.ts";

afterEach(closeAll);

/** Every wait is short, and long enough for a request that is signed. */
const impatient = {
  clock: {
    nowMs: () => globalPlatform.nowMs(),
    sleep: (ms: number, signal?: AbortSignal) => globalPlatform.sleep(Math.min(ms, 500), signal),
  },
};

test("a device that came in by itself without any key learns the room's name from an owner, once", async () => {
  const { server, bob, room, theirs, a, b } = await twoInARoom(impatient);
  const describes = () => server.state.rooms.get(room.id)?.records.filter(({ kind }) => kind === 9).length;
  const before = describes();
  const phone = await deviceOf(server, bob, { name: "phone" });
  await waitFor(async () => (await phone.client.rooms()).some(({ name }) => name === "ops"));
  const told: string[] = [];
  theirs.on("event", ({ what }) => told.push(what));
  await room.send("after").settled;
  await shows(theirs, "after");
  expect(describes()).toBe((before ?? 0) + 1);
  // Who knows the name is not told again.
  expect(told).not.toContain("described");
  expect([...a.alarms, ...b.alarms, ...phone.alarms]).toEqual([]);
});

test("who asked to leave goes, also when somebody came in from outside before that was committed", async () => {
  const { server, alice, bob, room, theirs, a } = await twoInARoom(impatient);
  await a.client.close();
  await theirs.leave();
  const isIn = (account: string) => server.state.groups.groupOf(room.id).roster.some((one) => one.account === account);
  const phone = await deviceOf(server, alice, { name: "phone" });
  await waitFor(() => server.state.groups.groupOf(room.id).roster.length === 3);
  expect(server.state.rooms.get(room.id)?.roster.has(bob.id)).toBe(false);
  expect(isIn(bob.id)).toBe(true);
  // The laptop has seen the request, and an owner may take out who made it.
  const laptop = await deviceOf(server, alice, { id: a.client.device }, a.store);
  await waitFor(() => !isIn(bob.id));
  expect([...phone.alarms, ...laptop.alarms]).toEqual([]);
});
