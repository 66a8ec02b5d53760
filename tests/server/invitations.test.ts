import { newId, type RoleId } from "@warbler/protocol";
import { openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;

test("an administrator invites members, but gives no role that only an owner may give", async () => {
  const admin = await raw.join("kim", "administrator");
  for (const role of ["administrator", "auditor"] as const)
    expect(await admin.call("invite", {}, { role })).toMatchObject({ code: "forbidden" });
  expect(await admin.call("invite", {}, { role: "member" })).toMatchObject({ status: 200 });
});

test("an invitation opens a room only while who made it may add people there", async () => {
  const admin = await raw.join("leo", "administrator");
  const room = String(newId());
  await raw.owner.call("createRoom", {}, {
    id: room,
    kind: "group",
    name: "room",
    members: [admin.account],
  } as never);
  await raw.owner.call("grantRoomRole", { room, account: admin.account }, { role: "moderator" });
  const { token } = (await admin.call("invite", {}, { rooms: [room] } as never)).body;
  await raw.owner.call("removeMember", { room, account: admin.account });
  const joined = await raw.call("acceptInvitation", { body: { token, ...raw.newPerson("mia") } });
  expect(joined).toMatchObject({ status: 200 });
  expect(await raw.personOf(joined.body).call("room", { room })).toMatchObject({ code: "not-found" });
});

test("an invitation of someone who may invite no more is worth nothing", async () => {
  const admin = await raw.join("nora", "administrator");
  const { token } = (await admin.call("invite", {}, {})).body;
  await raw.owner.call("grantRole", {}, { account: admin.account, role: "member" } as never);
  const body = { token, ...raw.newPerson("oscar") };
  expect(await raw.call("acceptInvitation", { body })).toMatchObject({ code: "invitation-invalid" });
});

test("whoever may only invite lists and withdraws the invitations they made, and nobody else's", async () => {
  const role = newId<RoleId>();
  const desks = { id: role, name: "Front desk", says: "", actions: ["people.invite"] };
  const { version, document } = (await raw.owner.call("policy")).body;
  const change = { version, document: { ...document, roles: [desks] }, reason: "a test" };
  expect(await raw.owner.call("changePolicy", {}, change as never)).toMatchObject({ status: 200 });
  const [desk, other, member] = [await raw.join("paul"), await raw.join("quinn"), await raw.join("rita")];
  for (const { account } of [desk, other])
    await raw.owner.call("holdRole", {}, { account, role, reason: "a test" } as never);
  const made = (await desk.call("invite", {}, { note: "from the desk" })).body;
  const others = (await other.call("invite", {}, {})).body;
  const list = async (of: typeof desk) => (await of.call("ownInvitations")).body.invitations;
  expect(await list(desk)).toMatchObject([{ id: made.id, note: "from the desk", state: "open" }]);
  expect(await desk.call("invitations")).toMatchObject({ code: "forbidden" });
  expect(await desk.call("withdrawInvitation", { invitation: others.id })).toMatchObject({ code: "forbidden" });
  expect(await desk.call("withdrawOwnInvitation", { invitation: others.id })).toMatchObject({ code: "not-found" });
  expect(await member.call("ownInvitations")).toMatchObject({ code: "forbidden" });
  expect(await desk.call("withdrawOwnInvitation", { invitation: made.id })).toMatchObject({ status: 204 });
  expect(await list(desk)).toMatchObject([{ id: made.id, state: "withdrawn" }]);
  const body = { token: made.token, ...raw.newPerson("sven") };
  expect(await raw.call("acceptInvitation", { body })).toMatchObject({ code: "invitation-invalid" });
  const why = (by: typeof desk, of: typeof desk, about: typeof desk) =>
    by.call("why", {}, { account: of.account, action: "invitations.own", person: about.account } as never);
  expect((await why(desk, desk, desk)).body).toMatchObject({
    why: { may: true, by: "held-role", name: "Front desk" },
    en: expect.stringContaining("see and withdraw the invitations one made"),
  });
  expect((await why(raw.owner, desk, other)).body).toMatchObject({ why: { may: false } });
  expect((await why(member, member, member)).body).toMatchObject({ why: { may: false, by: "no-role" } });
  await raw.owner.call("dropRole", {}, { account: desk.account, role } as never);
  expect(await desk.call("ownInvitations")).toMatchObject({ code: "forbidden" });
});
