/** What the server does for end-to-end rooms when somebody in them is suspended or leaves the organisation. */
import { type AccountId, type DeviceId, newId, type RoomId } from "@warbler/protocol";
import { type GroupMember, groupMember, listedPerson, openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const { owner } = raw;
const nowMs = world.clock.nowMs;
let people = 0;

const someone = async (): Promise<GroupMember> => {
  // So many join here that the server would take it for guessing.
  world.clock.pass(5_000);
  const person = await listedPerson(raw, `person${people++}`);
  await person.post();
  const member = groupMember(person.first, nowMs);
  await member.publish();
  return member;
};
const suspend = async ({ account }: GroupMember) => {
  await owner.proves();
  return owner.call("suspendPerson", { account }, { reason: "nobody else's business" });
};
/** Alice owns the room; Bob and Carol have no role in it. */
const threeInARoom = async () => {
  const [alice, bob, carol] = [await someone(), await someone(), await someone()];
  const room = await alice.newRoom();
  expect(await alice.add(room, bob.account, carol.account)).toMatchObject({ status: 200 });
  for (const one of [bob, carol]) expect(await one.join(room)).toMatchObject({ status: 204 });
  const socket = await carol.connect();
  return { alice, bob, carol, room, socket };
};
const isIn = (by: GroupMember, room: string, { account }: GroupMember) =>
  by.leaves(room).some((leaf) => leaf.account === account);

test("their removal is proposed, messages wait for it, anyone's commit does it, and none may leave it out", async () => {
  const { bob, carol, room, socket } = await threeInARoom();
  expect(await suspend(bob)).toMatchObject({ status: 204 });
  await socket.hears("groupEvent", (event) => event.kind === "proposal" && event.room === room);
  expect(await socket.outcome(await carol.saying(room, "wait"))).toBe("commit-first");
  expect(await carol.commit(room)).toMatchObject({ code: "commit-first" });
  await carol.catchUp(socket, room, 2);
  expect(await carol.commit(room, { waiting: "all" })).toMatchObject({ status: 200 });
  expect(isIn(carol, room, bob)).toBe(false);
  expect(await socket.outcome(await carol.saying(room, "goes on"))).toBe("sent");
  const { members } = (await carol.call("roster", { room })).body;
  expect(members.map(({ account }: { account: string }) => account)).not.toContain(bob.account);
});

test("members are shown the facts with their proofs, and neither why nor by whom; others are shown nothing", async () => {
  const { alice, bob, carol, room, socket } = await threeInARoom();
  expect(await carol.call("leaver", { room, account: bob.account })).toMatchObject({ code: "not-found" });
  await suspend(bob);
  await socket.hears("groupEvent", (event) => event.kind === "proposal" && event.room === room);
  const told = await carol.call("leaver", { room, account: bob.account });
  expect(told.body.facts).toMatchObject([{ kind: "person.suspended", salt: expect.any(String) }]);
  expect(told.text).not.toContain("business");
  expect(told.text).not.toContain(owner.account);
  expect(await carol.call("leaver", { room, account: alice.account })).toMatchObject({ code: "not-found" });
  expect(await (await someone()).call("leaver", { room, account: bob.account })).toMatchObject({ code: "not-found" });
});

test("who is back before a commit stays: one that takes them out is refused, one that leaves them in is taken", async () => {
  const { bob, carol, room, socket } = await threeInARoom();
  await suspend(bob);
  await socket.hears("groupEvent", (event) => event.kind === "proposal" && event.room === room);
  expect(await owner.call("reinstatePerson", { account: bob.account })).toMatchObject({ status: 204 });
  await carol.catchUp(socket, room, 2);
  expect(await carol.commit(room, { waiting: "all" })).toMatchObject({ code: "commit-forbidden" });
  expect(await carol.commit(room, { waiting: "none" })).toMatchObject({ status: 200 });
  expect(isIn(carol, room, bob)).toBe(true);
  const { facts } = (await carol.call("leaver", { room, account: bob.account })).body;
  expect(facts.map(({ kind }: { kind: string }) => kind)).toEqual(["person.suspended", "person.reinstated"]);
});

test("the heir of a room that nobody owns any more owns it by anyone's commit, and never while they are a guest", async () => {
  const { alice, bob, carol, room, socket } = await threeInARoom();
  await suspend(alice);
  await socket.hears("groupEvent", (event) => event.kind === "proposal" && event.room === room);
  const [heir, other] = [bob, carol].sort((a, b) => (a.account < b.account ? -1 : 1));
  if (heir === undefined || other === undefined) throw new Error("expected two people");
  await other.catchUp(await other.connect(), room, 2);
  expect(await other.commit(room, { waiting: "all" })).toMatchObject({ status: 200 });
  const owning = ({ account }: GroupMember) =>
    other.commit(room, { proposals: [other.rolesOf(room, [[account, "owner"]])] });
  const standsAs = async (role: "guest" | "member") => {
    await owner.proves();
    await owner.call("grantRole", {}, { account: heir.account as AccountId, role });
  };
  expect(await owning(other)).toMatchObject({ code: "commit-forbidden" });
  await standsAs("guest");
  expect(await owning(heir)).toMatchObject({ code: "forbidden" });
  expect((await heir.call("room", { room })).body).toMatchObject({ myRole: "member" });
  await standsAs("member");
  expect(await owning(heir)).toMatchObject({ status: 200 });
  expect((await heir.call("room", { room })).body).toMatchObject({ myRole: "owner" });
});

test("in a direct room they stay while suspended, and go when they leave for good", async () => {
  const [alice, bob] = [await someone(), await someone()];
  const room = newId<RoomId>();
  await alice.call("createRoom", {}, { id: room, kind: "direct", level: "e2ee", members: [bob.account] } as never);
  const roles = [alice, bob].map(({ account }) => [account, "owner"] as const);
  await alice.call("commitToGroup", { room }, await alice.firstBundle(room, { roles }));
  expect(await alice.add(room, bob.account)).toMatchObject({ status: 200 });
  const socket = await alice.connect();
  await suspend(bob);
  expect(await socket.outcome(await alice.saying(room, "for later"))).toBe("sent");
  expect(await owner.call("removePerson", { account: bob.account }, { reason: "left" })).toMatchObject({
    status: 204,
  });
  await socket.hears("groupEvent", (event) => event.kind === "proposal" && event.room === room);
  expect(await socket.outcome(await alice.saying(room, "wait"))).toBe("commit-first");
});

test("what a stopped server did not propose is proposed later, and nothing is proposed twice", async () => {
  const { alice, bob, carol, room, socket } = await threeInARoom();
  await suspend(bob);
  await socket.hears("groupEvent", (event) => event.kind === "proposal" && event.room === room);
  // A device that comes in from outside takes up no proposal: it is made again in the epoch that begins then.
  expect(await alice.joinFromOutside(room)).toMatchObject({ status: 200 });
  world.clock.pass(61_000);
  expect(await socket.outcome(await carol.saying(room, "old epoch"))).toBe("stale-epoch");
  await carol.catchUp(socket, room, 2);
  expect(await carol.commit(room, { waiting: "all" })).toMatchObject({ status: 200 });
  const devices = carol.leaves(room).map(({ device }) => device as DeviceId);
  expect(devices).toHaveLength(2);
});
