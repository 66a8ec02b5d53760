import { newId } from "@warbler/protocol";
import { afterAll, expect, test } from "vitest";
import { startWorld } from "./raw-client.ts";

const world = await startWorld();
afterAll(() => world[Symbol.asyncDispose]());

test("an administrator invites members, but gives no role that only an owner may give", async () => {
  const admin = await world.join("kim", "administrator");
  for (const role of ["administrator", "auditor"] as const)
    expect(await admin.call("invite", {}, { role })).toMatchObject({ code: "forbidden" });
  expect(await admin.call("invite", {}, { role: "member" })).toMatchObject({ status: 200 });
});

test("an invitation opens a room only while who made it may add people there", async () => {
  const admin = await world.join("leo", "administrator");
  const room = String(newId());
  await world.owner.call("createRoom", {}, {
    id: room,
    kind: "group",
    name: "room",
    members: [admin.account],
  } as never);
  await world.owner.call("grantRoomRole", { room, account: admin.account }, { role: "moderator" });
  const { token } = (await admin.call("invite", {}, { rooms: [room] } as never)).body;
  await world.owner.call("removeMember", { room, account: admin.account });
  const joined = await world.call("acceptInvitation", { body: { token, ...world.newPerson("mia") } });
  expect(joined).toMatchObject({ status: 200 });
  expect(await world.personOf(joined.body).call("room", { room })).toMatchObject({ code: "not-found" });
});

test("an invitation of someone who may invite no more is worth nothing", async () => {
  const admin = await world.join("nora", "administrator");
  const { token } = (await admin.call("invite", {}, {})).body;
  await world.owner.call("grantRole", {}, { account: admin.account, role: "member" } as never);
  const body = { token, ...world.newPerson("oscar") };
  expect(await world.call("acceptInvitation", { body })).toMatchObject({ code: "invitation-invalid" });
});
