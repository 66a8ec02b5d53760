/** An end-to-end room is made only once everybody who is to be in it can be taken in. */
import { afterEach, expect, test } from "vitest";
import { closeAll, type Device, deviceOf, people, shows, waitFor } from "../testing/end-to-end-people.ts";

afterEach(closeAll);

/** Bob's device is listed, and has no key packages yet. */
async function bobBeforeHisKeyPackages() {
  const made = await people();
  const { server, alice, bob } = made;
  const a = await deviceOf(server, alice);
  const b = await deviceOf(server, bob);
  const { keyPackages } = server.state.groups;
  await waitFor(() => keyPackages.size === 2);
  const { device } = b.client;
  const stored = keyPackages.get(device);
  if (stored === undefined) throw new Error("expected Bob's key packages");
  keyPackages.delete(device);
  return { ...made, a, b, bringBack: () => keyPackages.set(device, stored) };
}

const codeOf = async (made: Promise<unknown>) => made.then(() => "made").catch(({ code }) => code);
const namesOf = async ({ client }: Device) => (await client.rooms()).map(({ name }) => name);

for (const kind of ["group", "direct"] as const)
  test(`a ${kind} room with somebody who has no key packages yet is not made, and is once they are there`, async () => {
    const { server, bob, a, b, bringBack } = await bobBeforeHisKeyPackages();
    const make = () => a.client.createRoom({ kind, level: "e2ee", members: [bob.id] });
    expect(await codeOf(make())).toBe("unreachable-end-to-end");
    expect([...server.state.rooms.keys()]).toEqual([]);
    expect(await namesOf(a)).toEqual([]);
    bringBack();
    const room = await make();
    await room.send("both are here").settled;
    await waitFor(async () => (await b.client.rooms()).length === 1);
    await shows(await b.client.room(room.id), "both are here");
    expect([...a.alarms, ...b.alarms]).toEqual([]);
  });

test("a room goes on end to end only with all of its people, and stays as it is until then", async () => {
  const { server, bob, a, b, bringBack } = await bobBeforeHisKeyPackages();
  const plain = await a.client.createRoom({ name: "open plan", members: [bob.id] });
  expect(await codeOf(a.client.changeLevel(plain, "e2ee"))).toBe("unreachable-end-to-end");
  expect([...server.state.rooms.keys()]).toEqual([plain.id]);
  expect(plain.successor).toBeUndefined();
  await plain.send("still here").settled;
  bringBack();
  const next = await a.client.changeLevel(plain, "e2ee");
  await next.send("only for us").settled;
  await waitFor(async () => (await b.client.rooms()).some(({ id, name }) => id === next.id && name === "open plan"));
  await shows(await b.client.room(next.id), "only for us");
});
