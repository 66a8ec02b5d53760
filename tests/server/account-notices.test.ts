/** What is told to a person's open clients: a sign-in from somewhere new, and another password or factor. */
import { newId, type RoomId } from "@warbler/protocol";
import { openWorld, PASSWORD, pathOf, type RawMember, SoftPasskey, totpCode } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;

/** How many notices reach an open client of the person while this is done. */
async function toldBy(person: RawMember, work: () => Promise<{ readonly code: string }>): Promise<number> {
  const socket = await person.connect();
  const { code } = await work();
  expect(code).toBe("");
  await socket.settled();
  socket.drop();
  return socket.told("deviceEvent").filter(({ kind }) => kind === "account").length;
}
const noticesOf = async (person: RawMember) =>
  ((await person.call("ownFacts")).body.facts as { kind: string; detail: Record<string, unknown> }[]).filter(
    ({ kind, detail }) => kind.startsWith("factor.") || detail["newDevice"] === true || kind === "password.changed",
  );

test("a sign-in on a new device is told at once, and kept with where it was", async () => {
  const alice = await raw.join("alice");
  expect(await toldBy(alice, () => raw.signIn("alice"))).toBe(1);
  const [first] = await noticesOf(alice);
  expect(first?.detail).toMatchObject({ newDevice: true });
  clock.pass(60_000);
  // A wrong password is in the facts, and no reason to interrupt anybody.
  const socket = await alice.connect();
  expect((await raw.signIn("alice", "wrong".repeat(5))).code).toBe("sign-in-failed");
  await socket.settled();
  expect(socket.told("deviceEvent").filter(({ kind }) => kind === "account")).toEqual([]);
  socket.drop();
});

test("another password or factor is told to the person's other clients, with the device that did it", async () => {
  const bob = await raw.join("bob");
  const other = raw.personOf((await raw.signIn("bob")).body);
  const asked = (await other.call("askNewPasskey")).body;
  const key = new SoftPasskey(world.url).create(asked.passkey);
  const { ticket, totp } = (await other.call("askTotp")).body;
  let passkey = "";
  const add = async () => {
    const added = await other.call("addPasskey", {}, { ticket: asked.ticket, name: "key", passkey: key });
    passkey = added.body.id;
    return added;
  };
  expect(await toldBy(bob, add)).toBe(1);
  const code = totpCode(totp.secret, clock.nowMs());
  expect(await toldBy(bob, () => other.call("addTotp", {}, { ticket, code }))).toBe(1);
  expect(await toldBy(bob, () => other.call("makeRecoveryCodes"))).toBe(1);
  expect(await toldBy(bob, () => other.call("renamePasskey", { passkey }, { name: "phone" }))).toBe(0);
  expect(await toldBy(bob, () => other.call("removePasskey", { passkey }))).toBe(1);
  const [removed] = await noticesOf(bob);
  expect(removed).toMatchObject({ kind: "factor.removed", detail: { device: other.device } });
});

test("a device that an officer takes away is told to the person's others, and one that they take off themselves is not", async () => {
  const carol = await raw.join("carol");
  const [stolen, old] = [(await raw.signIn("carol")).body, (await raw.signIn("carol")).body];
  const take = () =>
    raw.owner.call("takeDeviceAway", { account: carol.account, device: stolen.device }, { reason: "stolen" });
  expect(await toldBy(carol, take)).toBe(1);
  expect(await toldBy(carol, () => carol.call("removeDevice", { device: old.device }))).toBe(0);
  const { facts } = (await carol.call("ownFacts")).body;
  const removed = facts.filter(({ kind }: { kind: string }) => kind === "device.removed");
  expect(removed.map(({ detail }: { detail: { by?: string } }) => detail.by)).toEqual([undefined, raw.owner.account]);
});

test("who came in as somebody cannot push that out of sight by doing a lot", async () => {
  const dave = await raw.join("dave");
  const [{ leaf }] = (await dave.call("ownFacts")).body.facts;
  const thief = raw.personOf((await raw.signIn("dave")).body);
  const room = newId<RoomId>();
  await thief.call("createRoom", {}, { id: room, kind: "group", name: "room" });
  for (let at = 0; at < 200; at++)
    expect((await thief.call("describeRoom", { room }, { topic: `${at}` })).code).toBe("");
  expect(await noticesOf(dave)).toEqual([]);
  const since = (afterLeaf: number) =>
    raw.http("GET", `${pathOf("ownFacts")}?about=account&afterLeaf=${afterLeaf}`, { token: dave.token });
  const { facts, more } = (await since(leaf)).body;
  expect(facts).toMatchObject([{ kind: "session.started", detail: { newDevice: true, device: thief.device } }]);
  expect(more).toBe(false);
  expect((await since(facts[0].leaf)).body.facts).toEqual([]);
});

test("whose password was changed elsewhere learns of it by their facts, since their session ended", async () => {
  const carol = await raw.join("carol");
  const other = raw.personOf((await raw.signIn("carol")).body);
  const next = "a quite different sentence 7";
  expect(await toldBy(other, () => other.call("changePassword", {}, { old: PASSWORD, new: next }))).toBe(1);
  expect((await carol.call("me")).code).toBe("signed-out");
  expect((await noticesOf(other)).map(({ kind }) => kind)).toContain("password.changed");
});
