import { GRANTED_ROLES, INVITED_ROLES, newId } from "@warbler/protocol";
import { openWorld, saying } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const { owner } = raw;
const roomOf = async (maker: typeof owner, members: readonly (typeof owner)[]) => {
  const id = String(newId());
  const accounts = members.map(({ account }) => account);
  await maker.call("createRoom", {}, { id, kind: "group", name: "room", members: accounts } as never);
  return id;
};
const roleOf = async (account: string) =>
  (await owner.call("lookUpPeople", {}, { ids: [account] } as never)).body.people[0];

test("no role in the organisation opens a room", async () => {
  const room = await roomOf(await raw.join("alma"), []);
  for (const role of INVITED_ROLES) {
    const person = await raw.join(`outside-${role}`, role);
    expect(await person.call("room", { room }), role).toMatchObject({ code: "not-found" });
    expect(await (await person.connect()).outcome(saying(room, "hello")), role).toBe("not-found");
  }
  expect(await owner.call("roster", { room })).toMatchObject({ code: "not-found" });
});

test("two owners who demote each other at once leave an owner", async () => {
  const other = await raw.join("bella", "administrator");
  await owner.call("grantRole", {}, { account: other.account, role: "owner" } as never);
  const answers = await Promise.all([
    owner.call("grantRole", {}, { account: other.account, role: "member" } as never),
    other.call("grantRole", {}, { account: owner.account, role: "member" } as never),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 403]);
  const left = [await roleOf(owner.account), await roleOf(other.account)].filter((one) => one?.role === "owner");
  expect(left).toHaveLength(1);
  if ((await roleOf(owner.account))?.role !== "owner")
    await other.call("grantRole", {}, { account: owner.account, role: "owner" } as never);
  await owner.call("grantRole", {}, { account: other.account, role: "member" } as never);
});

test("nobody takes the last owner away, not even that owner", async () => {
  const [admin, officer] = [await raw.join("carla", "administrator"), await raw.join("dora", "security-officer")];
  const account = owner.account;
  for (const role of GRANTED_ROLES.filter((one) => one !== "owner"))
    expect(await owner.call("grantRole", {}, { account, role } as never), role).toMatchObject({ code: "last-owner" });
  expect(await owner.call("suspendPerson", { account }, { reason: "a holiday" })).toMatchObject({ code: "last-owner" });
  expect(await owner.call("removePerson", { account }, { reason: "a farewell" })).toMatchObject({ code: "last-owner" });
  for (const officers of [admin, officer])
    expect(await officers.call("suspendPerson", { account }, { reason: "mutiny" })).toMatchObject({
      code: "forbidden",
    });
  // An owner who is suspended owns nothing meanwhile, and does not count as the one who stays.
  await owner.call("grantRole", {}, { account: admin.account, role: "owner" } as never);
  await owner.call("suspendPerson", { account: admin.account }, { reason: "on leave" });
  expect(await owner.call("grantRole", {}, { account, role: "member" } as never)).toMatchObject({ code: "last-owner" });
});

test("officers are suspended by owners only, everybody else by those who look after people", async () => {
  const [admin, auditor, member] = [
    await raw.join("elsa", "administrator"),
    await raw.join("fred", "auditor"),
    await raw.join("gina"),
  ];
  const suspend = (by: typeof owner, { account }: typeof owner) =>
    by.call("suspendPerson", { account }, { reason: "a look" });
  expect(await suspend(admin, auditor)).toMatchObject({ code: "forbidden" });
  expect(await suspend(member, auditor)).toMatchObject({ code: "forbidden" });
  expect(await suspend(auditor, member)).toMatchObject({ code: "forbidden" });
  expect(await suspend(admin, member)).toMatchObject({ status: 204 });
  expect(await suspend(owner, auditor)).toMatchObject({ status: 204 });
});

test("who is suspended has no session, socket, sign-in or permission, and comes back to the rooms they had", async () => {
  const [admin, bob] = [await raw.join("hilda", "administrator"), await raw.join("igor")];
  const room = await roomOf(owner, [bob]);
  const socket = await bob.connect();
  const { account } = bob;
  expect(await admin.call("suspendPerson", { account }, { reason: "a lost laptop" })).toMatchObject({ status: 204 });
  await socket.closed();
  expect(await bob.call("me")).toMatchObject({ code: "signed-out" });
  expect(await raw.signIn("igor")).toMatchObject({ status: 403, code: "suspended" });
  expect(await raw.signIn("igor", "a wrong password here")).toMatchObject({ code: "sign-in-failed" });
  expect(await roleOf(account)).toMatchObject({ role: "member", suspended: true });
  const room2 = { id: String(newId()), kind: "group", name: "room", members: [account] };
  expect(await owner.call("createRoom", {}, room2 as never)).toMatchObject({ code: "not-found" });
  expect(await admin.call("suspendPerson", { account }, { reason: "again" })).toMatchObject({ code: "not-found" });
  expect(await admin.call("reinstatePerson", { account })).toMatchObject({ status: 204 });
  const back = raw.personOf((await raw.signIn("igor")).body);
  expect(await back.call("room", { room })).toMatchObject({ status: 200 });
  const facts = (await owner.call("queryAudit", {}, { reason: "a test", account } as never)).body.facts;
  const kinds = facts.map(({ kind }: { kind: string }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(["person.suspended", "person.reinstated"]));
});

test("signing in while being suspended makes no session that lives", async () => {
  const person = await raw.join("jens");
  const { account } = person;
  const [, ...signIns] = await Promise.all([
    owner.call("suspendPerson", { account }, { reason: "a race" }),
    ...[1, 2, 3, 4].map(() => raw.signIn("jens")),
  ]);
  for (const { status, body } of signIns)
    if (status === 200) expect(await raw.personOf(body).call("me")).toMatchObject({ status: 401 });
});

test("who leaves is gone from every room at once, their name stays, and a room they owned has an owner", async () => {
  const [leaver, eldest, moderator] = [await raw.join("kati"), await raw.join("lars"), await raw.join("mona")];
  const room = await roomOf(leaver, [eldest, moderator]);
  await leaver.call("grantRoomRole", { room, account: moderator.account }, { role: "moderator" });
  const alone = await roomOf(leaver, []);
  const [theirs, others] = [await leaver.connect(), await eldest.connect()];
  expect(await theirs.outcome(saying(room, "I was here"))).toBe("sent");
  const { account } = leaver;
  expect(await owner.call("removePerson", { account }, { reason: "a new job" })).toMatchObject({ status: 204 });
  await theirs.closed();
  await others.hears("room", ({ memberCount }) => memberCount === 2);
  expect(await raw.signIn("kati")).toMatchObject({ code: "sign-in-failed" });
  expect(await leaver.call("me")).toMatchObject({ code: "signed-out" });
  const roster = (await eldest.call("roster", { room })).body.members;
  expect(roster).toEqual(
    expect.arrayContaining([expect.objectContaining({ account: moderator.account, role: "owner" })]),
  );
  expect(roster).toHaveLength(2);
  expect(await roleOf(account)).toMatchObject({ role: "removed", name: "kati" });
  expect(await owner.call("grantRole", {}, { account, role: "member" } as never)).toMatchObject({ code: "not-found" });
  expect(await owner.call("reinstatePerson", { account })).toMatchObject({ code: "not-found" });
  expect(await owner.call("roster", { room: alone })).toMatchObject({ code: "not-found" });
});

test("a guest sees the rooms they were added to and the people there, and nobody else", async () => {
  const [guest, near, far] = [await raw.join("nils", "guest"), await raw.join("olga"), await raw.join("paul")];
  const room = await roomOf(owner, [guest, near]);
  expect(await guest.call("people", {}, {})).toMatchObject({ code: "forbidden" });
  const ids = [near.account, far.account, guest.account];
  const { people } = (await guest.call("lookUpPeople", {}, { ids } as never)).body;
  expect(people.map(({ id }: { id: string }) => id).toSorted()).toEqual([near.account, guest.account].toSorted());
  const made = { id: String(newId()), kind: "group", name: "mine", members: [] };
  expect(await guest.call("createRoom", {}, made as never)).toMatchObject({ code: "forbidden" });
  const direct = { id: String(newId()), kind: "direct", name: "", members: [near.account] };
  expect(await guest.call("createRoom", {}, direct as never)).toMatchObject({ code: "forbidden" });
  expect(await guest.call("claimKeyPackages", {}, { accounts: [far.account] } as never)).toMatchObject({
    code: "not-found",
  });
  expect(await guest.call("claimKeyPackages", {}, { accounts: [near.account] } as never)).toMatchObject({
    status: 200,
  });
  expect(await (await guest.connect()).outcome(saying(room, "hello"))).toBe("sent");
  // Not even where somebody made them a moderator.
  await owner.call("grantRoomRole", { room, account: guest.account }, { role: "moderator" });
  expect(await guest.call("addMembers", { room }, { members: [far.account] } as never)).toMatchObject({
    code: "forbidden",
  });
});
