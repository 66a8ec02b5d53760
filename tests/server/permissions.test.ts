import { type Action, newId, type PolicyDocument, type RoleId } from "@warbler/protocol";
import { openWorld } from "@warbler/testkit";
import { afterAll, beforeEach, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;
const { owner } = raw;
// Hours go by in these tests, and changes need a fresh proof.
beforeEach(() => owner.proves());
type Someone = typeof owner;
const HOUR_MS = 3_600_000;

const mayOf = async (person: Someone): Promise<readonly Action[]> => (await person.call("permissions")).body.may;
const change = async (edit: (document: PolicyDocument) => PolicyDocument) => {
  const { version, document } = (await owner.call("policy")).body;
  const body = { version, document: edit(document), reason: "a test" };
  expect(await owner.call("changePolicy", {}, body)).toMatchObject({ status: 200 });
};

test("one is told what all of one's roles allow at this moment, and nothing beyond it", async () => {
  const [member, guest, admin] = [
    await raw.join("max"),
    await raw.join("gil", "guest"),
    await raw.join("ada", "administrator"),
  ];
  expect(await mayOf(member)).toEqual(expect.arrayContaining(["people.list", "room.create"]));
  expect(await mayOf(member)).not.toContain("people.invite");
  expect(await mayOf(guest)).toEqual(["chat-rules.read", "identity.read"]);
  expect(await mayOf(admin)).toEqual(expect.arrayContaining(["people.invite", "person.suspend", "policy.read"]));
  expect(await mayOf(admin)).not.toContain("role.grant");
  const role = { id: newId<RoleId>(), name: "Receptionist", says: "", actions: ["people.invite" as const] };
  await change((now) => ({ ...now, roles: [role] }));
  const held = { account: member.account, role: role.id, forMs: HOUR_MS, reason: "a test" };
  await owner.call("holdRole", {}, held as never);
  expect(await mayOf(member)).toContain("people.invite");
  clock.pass(HOUR_MS + 1);
  expect(await mayOf(member)).not.toContain("people.invite");
});

test("who holds a role until a time is told when it has ended", async () => {
  const person = await raw.join("tim");
  const held = { account: person.account, role: "auditor", forMs: 60_000, reason: "a test" } as const;
  expect(await owner.call("holdRole", {}, held as never)).toMatchObject({ status: 204 });
  const socket = await person.connect();
  clock.pass(60_001);
  await socket.hears("deviceEvent", ({ kind }) => kind === "permissions");
  expect(await mayOf(person)).not.toContain("audit.query");
});

test("under three officers an owner is not told what only an officer may do", async () => {
  for (const role of ["security-officer", "auditor"] as const) await raw.join(`one-${role}`, role);
  expect(await mayOf(owner)).toContain("audit.query");
  await change((now) => ({ ...now, profile: "three-officers" }));
  expect(await mayOf(owner)).not.toContain("audit.query");
  expect(await mayOf(owner)).not.toContain("people.invite");
});
