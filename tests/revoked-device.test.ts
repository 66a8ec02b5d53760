/** What a device that was stolen and revoked can do with a server that helps it. */
import { RECORD_KINDS } from "@warbler/protocol";
import {
  eventually,
  foreignGroup,
  intrude,
  intruderWith,
  MaliciousServer,
  type Victim,
} from "@warbler/testkit/malicious-server";
import { afterEach, expect, test } from "vitest";

let world: MaliciousServer | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});

const MINUTE_MS = 60_000;

/** Alice and Bob in a room; one of them has a phone in it as well, which was stolen, and which its account has revoked. */
async function afterTheTheft(whose: "alice" | "bob") {
  world = await MaliciousServer.open();
  const { server } = world;
  const [alice, bob] = [await world.join("alice"), await world.join("bob")];
  const room = await world.room(alice, bob);
  const owner = whose === "alice" ? alice : bob;
  const phone = await world.further(owner);
  await owner.client.identity.approvePayload((await phone.client.identity.requestApproval()).payload);
  const isIn = (device: Victim["client"]["device"]) =>
    server.state.groups.groupOf(room.id).roster.some((one) => one.device === device);
  const { device } = phone.client;
  await eventually("the phone to be in", () => (isIn(device) ? true : undefined));
  const thief = await intruderWith(owner.person.id, device, phone.store);
  await phone.stop();
  await owner.client.identity.revoke(device);
  // Lists are looked at again before a message that comes a minute after the last look.
  world.later(2 * MINUTE_MS);
  await room.send("the phone is gone").settled;
  await eventually("Bob to hear", async () =>
    (await bob.texts(room.id)).includes("the phone is gone") ? true : undefined,
  );
  expect(isIn(device)).toBe(false);
  const state = server.state.rooms.get(room.id);
  if (state === undefined) throw new Error("unreachable");
  return { world, server, alice, bob, room, state, thief };
}

test("it comes into the room again from outside: named, and the group does not move", async () => {
  const { world, server, bob, room, state, thief } = await afterTheTheft("alice");
  world.later(11 * MINUTE_MS);
  const { epoch } = server.state.groups.groupOf(room.id);
  const joined = await intrude(thief, server.state.groups.groupOf(room.id));
  const { account: author, device } = thief;
  const content = joined.commit;
  server.deliver(state, server.state.append(state, { author, device, kind: RECORD_KINDS.handshake, content }).record);
  await bob.notices("device-unlisted");
  await bob.notices("group-forbidden");
  expect((await (await bob.client.room(room.id)).members()).map(({ name }) => name)).toEqual(["Alice", "Bob"]);
  expect(server.state.groups.groupOf(room.id).epoch).toBe(epoch);
});

test.for(["alice", "bob"] as const)(
  "it leads a member into a group of its own making, as a device of %s: named, and nobody goes in",
  async (whose) => {
    const { world, server, alice, bob, room, state, thief } = await afterTheTheft(whose);
    const mallory = await world.join("mallory");
    server.left(state, bob.person.id);
    await eventually("Bob to be out", async () => ((await bob.client.rooms()).length === 0 ? true : undefined));
    const roles = new Map([alice, bob].map(({ person }) => [person.id, "owner" as const]));
    const invited = server.state.groups.claim([bob.person.id, mallory.person.id]);
    const made = await foreignGroup(thief, {
      ...{ room: room.id, generation: 1, roles },
      keyPackages: invited.flatMap((one) => (one.device === thief.device ? [] : [one.keyPackage])),
      proposalKey: (await server.state.proposer()).publicKey,
    });
    state.roster.set(bob.person.id, { role: "member", sinceMs: 0 });
    world.replaceGroup(room, made, { by: thief, victims: [bob] });
    const { detail } = await bob.notices("group-forbidden");
    expect(detail).toBe("a group that nobody known from this room has signed");
    const reading = (await bob.client.room(room.id)).members();
    await expect(reading).rejects.toMatchObject({ code: "not-joined-yet" });
  },
);
