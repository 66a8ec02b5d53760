import { newId } from "@warbler/protocol";
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
