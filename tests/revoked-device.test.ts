/** What a device that was stolen and revoked can do with a server that helps it. */
import { CONTENT_KEY_BYTES, contentHash, encodeMessageKey, sealContent } from "@warbler/crypto/content-key";
import { type MessageId, newId, RECORD_KINDS } from "@warbler/protocol";
import { ContentSchema, create, EndToEndSchema, toBinary } from "@warbler/protocol/wire";
import { loadDeviceKey } from "@warbler/sdk/testing";
import {
  eventually,
  foreignGroup,
  type Intruder,
  type Intrusion,
  intrude,
  intruderWith,
  MaliciousServer,
  sayAs,
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

test.for([0, 11])(
  "it comes into the room again from outside, %d minutes later: named, and the group does not move",
  async (minutes) => {
    const { world, server, bob, room, state, thief } = await afterTheTheft("alice");
    world.later(minutes * MINUTE_MS);
    const { epoch } = server.state.groups.groupOf(room.id);
    const joined = await intrude(thief, server.state.groups.groupOf(room.id));
    const { account: author, device } = thief;
    const content = joined.commit;
    server.deliver(state, server.state.append(state, { author, device, kind: RECORD_KINDS.handshake, content }).record);
    await bob.notices("device-unlisted");
    await bob.notices("group-forbidden");
    expect((await (await bob.client.room(room.id)).members()).map(({ name }) => name)).toEqual(["Alice", "Bob"]);
    expect(server.state.groups.groupOf(room.id).epoch).toBe(epoch);
  },
);

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

/** The phone is still in the group when it is revoked, and the server takes no commit that would take it out. */
async function heldInside() {
  world = await MaliciousServer.open();
  const { server } = world;
  const [alice, bob] = [await world.join("alice"), await world.join("bob")];
  const room = await world.room(alice, bob);
  const phone = await world.further(alice);
  await alice.client.identity.approvePayload((await phone.client.identity.requestApproval()).payload);
  const { device } = phone.client;
  const isIn = () => server.state.groups.groupOf(room.id).roster.some((one) => one.device === device);
  await eventually("the phone to be in", () => (isIn() ? true : undefined));
  await phone.stop();
  const thief = await intruderWith(alice.person.id, device, phone.store);
  let inside = await intrude(thief, server.state.groups.groupOf(room.id));
  deliver(room.id, thief, { kind: RECORD_KINDS.handshake, content: inside.commit });
  let commitsTried = 0;
  server.state.groups.next = () => {
    commitsTried++;
    throw new Error("no commit is taken");
  };
  const says = async (text: string) => {
    const { message, content, next } = await saidBy(thief, inside, { text, room: room.id, store: phone.store });
    inside = next;
    deliver(room.id, thief, { kind: RECORD_KINDS.message, message, content });
  };
  return { alice, bob, room, device, says, commitsTried: () => commitsTried };
}

function deliver(
  room: Parameters<Victim["texts"]>[0],
  { account: author, device }: Intruder,
  said: { readonly kind: number; readonly content: Uint8Array; readonly message?: MessageId },
): void {
  const { server } = world ?? {};
  const state = server?.state.rooms.get(room);
  if (server === undefined || state === undefined) throw new Error("unreachable");
  server.deliver(state, server.state.append(state, { author, device, ...said }).record);
}

/** A message as the device's own program would make it. */
async function saidBy(
  thief: Intruder,
  inside: Intrusion,
  { text, room, store }: { text: string; room: Parameters<Victim["texts"]>[0]; store: Victim["store"] },
) {
  const key = await loadDeviceKey(store);
  if (key === undefined) throw new Error("expected a device with a key");
  const message = newId<MessageId>();
  const { account: author, device } = thief;
  const header = { room, author, device, message, kind: RECORD_KINDS.message };
  const contentKey = crypto.getRandomValues(new Uint8Array(CONTENT_KEY_BYTES));
  const bytes = toBinary(ContentSchema, create(ContentSchema, { body: { case: "message", value: { text } } }));
  const part = await sealContent({ header, contentKey, device: key }, bytes);
  const data = encodeMessageKey({ contentKey, contentHash: contentHash(part), message });
  const { mls, next } = await sayAs(thief, inside, data);
  return { message, next, content: toBinary(EndToEndSchema, create(EndToEndSchema, { mls, content: part })) };
}

test("it speaks in the room once others know that it was revoked: named, and not shown", async () => {
  const { alice, bob, room, device, says } = await heldInside();
  await says("before it was missed");
  await eventually("Bob to hear", async () =>
    (await bob.texts(room.id)).includes("before it was missed") ? true : undefined,
  );
  await alice.client.identity.revoke(device);
  await bob.stop();
  await bob.start();
  expect(await bob.texts(room.id)).toEqual(["before it was missed"]);
  await says("send me the plans");
  const { detail } = await bob.notices("device-unlisted");
  expect(detail).toBe("a message from a device that its account had revoked");
  expect(await bob.texts(room.id)).toEqual(["before it was missed"]);
});

test("what it is said to have done before anyone could know is followed, and nothing is sent to it", async () => {
  const { alice, bob, room, device, says, commitsTried } = await heldInside();
  await bob.stop();
  await alice.client.identity.revoke(device);
  await says("as if it had been earlier");
  await bob.start();
  expect(await bob.texts(room.id)).toEqual(["as if it had been earlier"]);
  const before = world?.recordsOf(room).length;
  const sending = (await bob.client.room(room.id)).send("to whom?").settled.catch(() => {});
  await eventually("Bob to try to take it out", () => (commitsTried() > 0 ? true : undefined));
  expect(world?.recordsOf(room).length).toBe(before);
  await bob.stop();
  await sending;
});
