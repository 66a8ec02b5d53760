/** What a server that lies about everybody's devices gets: whole clients notice an old log, one kept back from them, and a key swapped for one of them. */
import { newId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import { type AlarmEvent, WarblerError } from "@warbler/sdk";
import { eventually, forgedIdentity, MaliciousServer, type Victim } from "@warbler/testkit/malicious-server";
import { afterEach, describe, expect, test } from "vitest";

const MINUTES_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

let world: MaliciousServer | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});

/** Alice, Bob and Carol in a room, each with the whole log. */
async function inOneRoom() {
  world = await MaliciousServer.open();
  const [alice, bob, carol] = [await world.join("alice"), await world.join("bob"), await world.join("carol")];
  const room = await world.room(alice, bob, carol);
  await room.send("before").settled;
  for (const one of [bob, carol]) await hears(one, room.id, "before");
  return { world, log: world.server.state.identity, lies: world.server.state.identityLies, alice, bob, carol, room };
}

const hears = (one: Victim, room: RoomId, text: string) =>
  eventually(`${one.person.handle} to hear`, async () => ((await one.texts(room)).includes(text) ? true : undefined));

const forksOf = ({ alarms }: Victim) => alarms.filter(({ kind }) => kind === "identity-fork");

const messagesAfter = (records: ReturnType<MaliciousServer["recordsOf"]>, seq: number) =>
  records.slice(seq).filter(({ kind }) => kind === RECORD_KINDS.message);

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error) => (error instanceof WarblerError ? error.code : String(error)),
  );

async function soon(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  throw new Error("not sent");
}

const about = (alarm: AlarmEvent, { person }: Victim) => alarm.account === person.id;

describe("an old checkpoint, shown to somebody who has seen more", () => {
  test("while they are there: named, and nothing is said to the device that it hides the loss of", async () => {
    const { world, log, lies, alice, bob, room } = await inOneRoom();
    const phone = await world.further(bob);
    await bob.client.identity.approvePayload((await phone.client.identity.requestApproval()).payload);
    await phone.client.identity.revoke(bob.client.device);
    await alice.client.identity.safetyNumber(bob.person.id);
    const seen = log.versions.length;
    // Of before Bob revoked his device, and signed anew.
    lies.set(alice.person.id, await log.fork(seen - 1));
    world.later(2 * MINUTES_MS);
    const before = world.recordsOf(room).length;
    expect(await codeOf(room.send("after the theft").settled)).toBe("fork");
    expect((await alice.notices("identity-fork")).detail).toBe(`expected at least ${seen} entries, got ${seen - 1}`);
    expect(messagesAfter(world.recordsOf(room), before)).toEqual([]);
  });

  test("after they were away: named, and what they held is held on to", async () => {
    const { log, lies, alice, bob, room } = await inOneRoom();
    const before = await alice.client.identity.safetyNumber(bob.person.id);
    await alice.stop();
    lies.set(alice.person.id, await log.fork(1));
    await alice.start().catch(() => undefined);
    await alice.notices("identity-fork");
    await (await alice.client.room(room.id)).send("still to Bob").settled;
    await hears(bob, room.id, "still to Bob");
    lies.clear();
    expect((await alice.client.identity.safetyNumber(bob.person.id)).digits).toBe(before.digits);
  });

  test("for a day: nothing is sent any more by what nobody has signed since", async () => {
    const { world, log, lies, alice, room } = await inOneRoom();
    lies.set(alice.person.id, await log.fork(log.versions.length - 1));
    world.later(DAY_MS + MINUTES_MS);
    const before = world.recordsOf(room).length;
    const { settled } = room.send("to whom?");
    await alice.notices("identity-fork");
    await alice.notices("identity-stale");
    expect(messagesAfter(world.recordsOf(room), before)).toEqual([]);
    lies.clear();
    await settled;
  });
});

describe("the newest entries, kept from one person", () => {
  test("named at the first message of somebody who knows of them", async () => {
    const { world, log, lies, alice, carol, room } = await inOneRoom();
    lies.set(alice.person.id, await log.fork(log.versions.length));
    await world.join("dave");
    world.later(2 * MINUTES_MS);
    await (await carol.client.room(room.id)).send("have you met Dave?").settled;
    const alarm = await alice.notices("identity-fork");
    expect(about(alarm, carol)).toBe(true);
    expect(alarm.detail).toBe(`a longer log than the server shows here: ${log.versions.length} entries`);
  });

  test("a revocation: named by what whoever takes the device out has seen, and this person says nothing in the room any more", async () => {
    const { world, log, lies, alice, bob, carol, room } = await inOneRoom();
    const phone = await world.further(bob);
    await bob.client.identity.approvePayload((await phone.client.identity.requestApproval()).payload);
    await alice.client.identity.safetyNumber(bob.person.id);
    lies.set(alice.person.id, await log.fork(log.versions.length));
    await phone.client.identity.revoke(bob.client.device);
    world.later(2 * MINUTES_MS);
    await (await carol.client.room(room.id)).send("has Bob lost it?").settled;
    const alarm = await alice.notices("identity-fork");
    expect(about(alarm, carol)).toBe(true);
    expect(alarm.detail).toBe(`a longer log than the server shows here: ${log.versions.length} entries`);
    const before = world.recordsOf(room).length;
    expect(await codeOf(Promise.race([room.send("to whom?").settled, soon()]))).not.toBe("none");
    expect(messagesAfter(world.recordsOf(room), before)).toEqual([]);
  });
});

test("the keys of one person, swapped for one other: both sides name it at their first messages", async () => {
  world = await MaliciousServer.open();
  const { identity: log, identityLies: lies } = world.server.state;
  const [alice, carol] = [await world.join("alice"), await world.join("carol")];
  const room = await world.room(alice, carol);
  const shown = await log.fork(log.versions.length);
  lies.set(alice.person.id, shown);
  const bob = await world.join("bob");
  expect(await shown.take(await forgedIdentity(bob.person.id, newId()))).toBe("taken");
  const swapped = await alice.client.identity.safetyNumber(bob.person.id);
  expect(swapped.digits).not.toBe((await bob.client.identity.safetyNumber(alice.person.id)).digits);
  await room.send("do you know Bob?").settled;
  world.later(2 * MINUTES_MS);
  expect(about(await carol.notices("identity-fork"), alice)).toBe(true);
  await (await carol.client.room(room.id)).send("I do").settled;
  expect(about(await alice.notices("identity-fork"), carol)).toBe(true);
});

test("another key of the log: named, and nothing of it is believed", async () => {
  const { world, log, lies, alice, bob } = await inOneRoom();
  const { digits } = await alice.client.identity.safetyNumber(bob.person.id);
  const other = (await MaliciousServer.open()).server.state.identity;
  for (const version of log.versions.slice(0, 1)) await other.take(version);
  await other.take(await forgedIdentity(bob.person.id, newId()));
  lies.set(alice.person.id, other);
  world.later(2 * MINUTES_MS);
  const refused = await alice.client.identity.safetyNumber(bob.person.id).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(WarblerError);
  expect(forksOf(alice).map(({ detail }) => detail)).toContain("the identity log's key is another one");
  lies.clear();
  expect((await alice.client.identity.safetyNumber(bob.person.id)).digits).toBe(digits);
});
