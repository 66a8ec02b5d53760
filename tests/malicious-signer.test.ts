/**
 * A device that comes into a room for the first time has nothing to hold its group against: what a listed device and the server
 * can show it together, and who notices (RFC 9420 §12.4.3.3 leaves whom to believe to the application).
 */
import { type DeviceId, newId } from "@warbler/protocol";
import { eventually, foreignGroup, intruderWith, MaliciousServer, madeUp } from "@warbler/testkit/malicious-server";
import { afterEach, expect, test } from "vitest";

let world: MaliciousServer | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});

/** Alice and Bob talk; the server puts a group of Mallory's making in the place of theirs, and then Bob gets a phone. */
async function phoneAfterSwap(signer: "a listed device" | "a device that is nobody's") {
  world = await MaliciousServer.open();
  const [alice, bob, mallory] = [await world.join("alice"), await world.join("bob"), await world.join("mallory")];
  const { server } = world;
  const room = await world.room(alice, bob);
  await room.send("before").settled;
  await eventually("Bob to hear", async () => ((await bob.texts(room.id)).includes("before") ? true : undefined));
  const phone = await world.further(bob);
  const { id: author } = mallory.person;
  const maker =
    signer === "a listed device"
      ? await intruderWith(author, mallory.client.device, mallory.store)
      : await madeUp(author, newId<DeviceId>());
  const roles = new Map([alice.person.id, author].map((account) => [account, "owner" as const]));
  const made = await foreignGroup(maker, {
    ...{ room: room.id, generation: 1, roles },
    keyPackages: server.state.groups.claim([bob.person.id, alice.person.id]).map(({ keyPackage }) => keyPackage),
    proposalKey: (await server.state.proposer()).publicKey,
  });
  world.replaceGroup(room, made, { by: maker, victims: [] });
  await bob.client.identity.approvePayload((await phone.client.identity.requestApproval()).payload);
  return { world, alice, bob, phone, room };
}

test("a group that a listed device made up: a new device goes in and shows who is in it; every device that was in the room names it", async () => {
  const { alice, bob, phone, room } = await phoneAfterSwap("a listed device");
  const shown = await eventually("the phone to be in", async () => {
    const members = await (await phone.client.room(room.id)).members().catch(() => []);
    return members.length > 0 ? members.map(({ name }) => name) : undefined;
  });
  expect(shown.toSorted()).toEqual(["Alice", "Bob", "Mallory"]);
  for (const one of [alice, bob]) await one.notices("group-forked");
  await (await phone.client.room(room.id)).send("into the wrong room").settled;
  for (const one of [alice, bob]) expect(await one.texts(room.id)).not.toContain("into the wrong room");
});

test("a group that a device signed which nobody lists: named, and a new device does not go in", async () => {
  const { phone, room } = await phoneAfterSwap("a device that is nobody's");
  await phone.notices("device-unlisted");
  await expect((await phone.client.room(room.id)).members()).rejects.toMatchObject({ code: "not-joined-yet" });
});
