import { join } from "node:path";
import type { AccountId, RoomId } from "@warbler/protocol";
import { loseGroup } from "@warbler/sdk/testing";
import { expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

/** Anna's end-to-end room with Bo and Cy, which both have entered. */
async function threePeople() {
  const world = await newWorld();
  const [anna, bo, cy] = [await world.signedIn("anna"), await world.signedIn("bo"), await world.signedIn("cy")];
  for (const one of [anna, bo, cy]) expect((await one.warbler(["devices", "list"])).code).toBe(0);
  const made = await anna.warbler(["room", "create", "ops", "bo", "cy", "--level", "e2ee", "--json"]);
  expect(made.code, made.err).toBe(0);
  expect((await anna.warbler(["send", "ops", "before"])).code).toBe(0);
  for (const one of [bo, cy]) expect((await one.warbler(["history", "ops"])).out).toContain("before");
  return { world, anna, bo, cy, room: made.json().id as RoomId };
}

test("a reset begins the room's encryption anew with its people, and says so", async () => {
  const { anna, bo } = await threePeople();
  const { code, out, err } = await anna.warbler(["room", "reset", "ops"]);
  expect(code, err).toBe(0);
  expect(out).toContain("The encryption of ops has begun anew, with 3 members.");
  expect((await anna.warbler(["send", "ops", "after"])).code).toBe(0);
  const history = (await bo.warbler(["history", "ops"])).out;
  expect(history).toContain("before");
  expect(history).toContain("after");
  expect(await bo.warbler(["room", "reset", "ops"])).toMatchObject({ code: 4 });
});

test("a group that nobody known confirms is shown with who vouches, and gone into when the person says so", async () => {
  const { world, bo, room } = await threePeople();
  expect(await bo.warbler(["room", "confirm", "ops"])).toMatchObject({ code: 6 });
  const idOf = (handle: string) =>
    [...world.server.state.people.values()].find((person) => person.handle === handle)?.id as AccountId;
  const known = new Map([idOf("anna"), idOf("bo")].map((account) => [account, "member" as const]));
  await loseGroup(await world.gateway.store(join(bo.home, "store")), room, known);
  const shown = await bo.warbler(["room", "show", "ops"]);
  for (const words of ["ANNA (@anna) vouches", "New to this device", "CY (@cy): member", "ANNA (@anna): owner"])
    expect(shown.out).toContain(words);
  expect(await bo.warbler(["room", "confirm", "ops"], { answers: ["no", ""] })).toMatchObject({ code: 2 });
  const done = await bo.warbler(["room", "confirm", "ops"], { answers: ["yes"] });
  expect(done.code, done.err).toBe(0);
  expect(done.out).toContain("This device goes on in ops.");
  expect((await bo.warbler(["send", "ops", "back"])).code).toBe(0);
});
