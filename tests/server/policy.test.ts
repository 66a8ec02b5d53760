import { type AccountId, type Action, newId, type PolicyDocument, type RoleId } from "@warbler/protocol";
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

const change = async (by: Someone, edit: (document: PolicyDocument) => PolicyDocument) => {
  const { version, document } = (await owner.call("policy")).body;
  return by.call("changePolicy", {}, { version, document: edit(document), reason: "a test" });
};
const makeRole = async (name: string, actions: readonly Action[]) => {
  const role = { id: newId<RoleId>(), name, says: "", actions: [...actions] };
  expect(await change(owner, (now) => ({ ...now, roles: [...now.roles, role] }))).toMatchObject({ status: 200 });
  return role.id;
};
const hold = ({ account }: Someone, role: string, forMs?: number) =>
  owner.call("holdRole", {}, { account, role, reason: "a test", ...(forMs !== undefined && { forMs }) } as never);
const mayInvite = async (person: Someone) => (await person.call("invite", {}, {})).status === 200;
const whyOf = async (by: Someone, question: object) => (await by.call("why", {}, question as never)).body;

test("a role of the organisation's own lets its holders do what it holds, from the change on and until it is dropped", async () => {
  const host = await raw.join("host");
  const role = await makeRole("Receptionist", ["people.invite"]);
  expect(await mayInvite(host)).toBe(false);
  expect(await hold(host, role)).toMatchObject({ status: 204 });
  expect(await mayInvite(host)).toBe(true);
  await change(owner, (now) => ({ ...now, roles: now.roles.map((one) => ({ ...one, actions: [] })) }));
  expect(await mayInvite(host)).toBe(false);
  await change(owner, (now) => ({ ...now, roles: now.roles.map((one) => ({ ...one, actions: ["people.invite"] })) }));
  expect(await mayInvite(host)).toBe(true);
  expect(await owner.call("dropRole", {}, { account: host.account, role } as never)).toMatchObject({ status: 204 });
  expect(await mayInvite(host)).toBe(false);
  expect(await hold(host, newId())).toMatchObject({ code: "not-found" });
});

test("a role held for a time ends by itself, and the end is recorded", async () => {
  const person = await raw.join("timed");
  expect(await hold(person, "administrator", HOUR_MS)).toMatchObject({ status: 204 });
  expect(await mayInvite(person)).toBe(true);
  clock.pass(HOUR_MS + 1);
  expect(await mayInvite(person)).toBe(false);
  const { account } = person;
  // When it ended is told until the job has taken the row away, which may be at once.
  expect(await whyOf(person, { account, action: "people.invite" })).toMatchObject({
    why: { may: false, by: "no-role" },
  });
  clock.pass(60_000);
  await expect
    .poll(
      async () => {
        const { facts } = (
          await owner.call("queryAudit", {}, { reason: "a test", account, kind: "role.ended" } as never)
        ).body;
        return facts.length;
      },
      { timeout: 10_000 },
    )
    .toBe(1);
});

const answerTo = (account: string) =>
  ({ grant: true, account: account as AccountId, role: "auditor", forMs: HOUR_MS }) as const;

test("a role is asked for with a reason, and granted by somebody else who may give roles", async () => {
  const person = await raw.join("asker");
  const asked = await person.call("askRole", {}, { role: "auditor", forMs: HOUR_MS, reason: "the yearly audit" });
  expect(asked).toMatchObject({ status: 200, body: { state: "open", reason: "the yearly audit" } });
  const request = String(asked.body.id);
  const grant = answerTo(person.account);
  expect(await person.call("answerRoleRequest", { request }, grant)).toMatchObject({ code: "forbidden" });
  // What is granted is what the answer names, not what stands in the database by then.
  for (const other of [{ role: "owner" as const }, { forMs: HOUR_MS + 1 }, answerTo(owner.account)])
    expect(await owner.call("answerRoleRequest", { request }, { ...grant, ...other })).toMatchObject({ status: 404 });
  expect(await person.call("roleRequests")).toMatchObject({ code: "forbidden" });
  const other = await raw.join("onlooker");
  expect(await other.call("withdrawRoleRequest", { request })).toMatchObject({ code: "not-found" });
  const answers = await Promise.all([1, 2].map(() => owner.call("answerRoleRequest", { request }, grant)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404]);
  expect(await person.call("queryAudit", {}, { reason: "the yearly audit" })).toMatchObject({ status: 200 });
  clock.pass(HOUR_MS + 1);
  expect(await person.call("queryAudit", {}, { reason: "too late" })).toMatchObject({ code: "forbidden" });
});

test("who may give roles for a time gives none for longer", async () => {
  const [deputy, friend] = [await raw.join("deputy"), await raw.join("friend")];
  const held = (account: unknown, forMs?: number) =>
    ({ account, role: "owner", reason: "a holiday", ...(forMs !== undefined && { forMs }) }) as never;
  expect(await owner.call("holdRole", {}, held(deputy.account, HOUR_MS))).toMatchObject({ status: 204 });
  for (const { account } of [deputy, friend]) {
    expect(await deputy.call("grantRole", {}, { account: account as AccountId, role: "owner" })).toMatchObject({
      code: "forbidden",
    });
    expect(await deputy.call("holdRole", {}, held(account))).toMatchObject({ code: "forbidden" });
    expect(await deputy.call("holdRole", {}, held(account, 2 * HOUR_MS))).toMatchObject({ code: "forbidden" });
  }
  expect(await deputy.call("invite", {}, { role: "auditor", note: "", rooms: [] })).toMatchObject({
    code: "forbidden",
  });
  expect(await deputy.call("holdRole", {}, held(friend.account, HOUR_MS / 2))).toMatchObject({ status: 204 });
});

test("a role of the organisation's own stays as long as somebody holds it", async () => {
  const { version, document } = (await owner.call("policy")).body;
  const role = { id: newId<RoleId>(), name: "Reception", actions: ["people.invite"] } as const;
  const change = { version, document: { ...document, roles: [...document.roles, role] }, reason: "a desk" };
  const made = (await owner.call("changePolicy", {}, change)).body;
  const person = await raw.join("receptionist");
  const held = { account: person.account, role: role.id, reason: "at the desk" } as never;
  expect(await owner.call("holdRole", {}, held)).toMatchObject({ status: 204 });
  const without = { version: made.version, document, reason: "no desk any more" } as never;
  expect(await owner.call("changePolicy", {}, without)).toMatchObject({ code: "policy-refused" });
  const tried = (await owner.call("simulatePolicy", {}, { document })).body;
  expect(tried.faults).toMatchObject([{ en: expect.stringContaining("Reception") }]);
  expect(await owner.call("dropRole", {}, { account: person.account, role: role.id } as never)).toMatchObject({
    status: 204,
  });
  expect(await owner.call("changePolicy", {}, without)).toMatchObject({ status: 200 });
});

test("not even an owner grants themselves what they asked for", async () => {
  const asked = await owner.call("askRole", {}, { role: "auditor", forMs: HOUR_MS, reason: "curiosity" });
  const request = String(asked.body.id);
  const grant = answerTo(owner.account);
  expect(await owner.call("answerRoleRequest", { request }, grant)).toMatchObject({ code: "forbidden" });
  expect(await owner.call("withdrawRoleRequest", { request })).toMatchObject({ status: 204 });
});

test("everybody is told why of themselves, of others only officers, of rooms only who is in them", async () => {
  const [person, auditor] = [await raw.join("curious"), await raw.join("inspector", "auditor")];
  const { account } = person;
  expect(await whyOf(person, { account, action: "room.create" })).toMatchObject({
    why: { may: true, by: "organisation-role", role: "member" },
    en: "Yes: as member one may make rooms.",
    zh: "可以：成员可以创建房间。",
  });
  const about = { account: auditor.account, action: "audit.query" };
  expect(await person.call("why", {}, about as never)).toMatchObject({ code: "forbidden" });
  expect(await whyOf(auditor, { account, action: "audit.query" })).toMatchObject({
    why: { may: false, by: "no-role", needed: ["owner", "auditor"] },
  });
  const room = String(newId());
  await person.call("createRoom", {}, { id: room, kind: "group", name: "room" } as never);
  expect(await whyOf(person, { account, action: "message.read", room })).toMatchObject({ why: { by: "room-role" } });
  expect(await auditor.call("why", {}, { account, action: "message.read", room } as never)).toMatchObject({
    code: "not-found",
  });
  expect(await whyOf(auditor, { account: auditor.account, action: "message.read", room })).toMatchObject({
    why: { may: false, by: "not-in-room" },
  });
  expect(await person.call("why", {}, { account, action: "message.read" } as never)).toMatchObject({
    code: "bad-request",
  });
});

test("a change of the policy that breaks a test of it is refused, unless the test is changed along with it", async () => {
  const role = await makeRole("Front desk", ["people.invite"]);
  const holds = { who: { role }, action: "people.invite", may: true } as const;
  expect(await change(owner, (now) => ({ ...now, tests: [holds] }))).toMatchObject({ status: 200 });
  const without = (now: PolicyDocument) => ({
    ...now,
    roles: now.roles.map((one) => (one.id === role ? { ...one, actions: [] } : one)),
  });
  const { document } = (await owner.call("policy")).body;
  const trial = (await owner.call("simulatePolicy", {}, { document: without(document) })).body;
  expect(trial).toMatchObject({ failing: [0], faults: [], affected: 0 });
  expect(await change(owner, without)).toMatchObject({
    code: "policy-refused",
    body: { detail: "test 1" },
  });
  expect(await change(owner, (now) => ({ ...without(now), tests: [{ ...holds, may: false }] }))).toMatchObject({
    status: 200,
  });
  await change(owner, (now) => ({ ...now, tests: [] }));
});

test("a test about a person holds against roles that are given and taken as well", async () => {
  const { account } = await raw.join("treasurer");
  const never = { who: { account: account as never }, action: "audit.query", may: false } as const;
  await change(owner, (now) => ({ ...now, tests: [never] }));
  expect(await hold({ account } as Someone, "auditor")).toMatchObject({ code: "policy-refused" });
  expect(await owner.call("grantRole", {}, { account, role: "auditor" } as never)).toMatchObject({
    code: "policy-refused",
  });
  await change(owner, (now) => ({ ...now, tests: [] }));
  expect(await hold({ account } as Someone, "auditor")).toMatchObject({ status: 204 });
});

test("two changes of one version: the second is told that the policy has changed", async () => {
  const { version, document } = (await owner.call("policy")).body;
  const answers = await Promise.all(
    [1, 2].map(() => owner.call("changePolicy", {}, { version, document, reason: "a race" })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
});

test("three officers: each does their own duty, the owner none, and nobody comes by two", async () => {
  const officers = {
    administrator: await raw.join("sysadmin", "administrator"),
    "security-officer": await raw.join("secadmin", "security-officer"),
    auditor: await raw.join("auditadmin", "auditor"),
  };
  const { administrator: system, "security-officer": security, auditor } = officers;
  const plotter = await raw.join("plotter");
  const profiled = (profile: PolicyDocument["profile"]) => (now: PolicyDocument) => ({ ...now, profile });
  expect(await change(owner, profiled("three-officers"))).toMatchObject({ status: 200 });
  const query = { reason: "a look" } as never;
  expect(await owner.call("queryAudit", {}, query)).toMatchObject({ code: "forbidden" });
  expect(await owner.call("invite", {}, {})).toMatchObject({ code: "forbidden" });
  expect(await change(owner, profiled("standard"))).toMatchObject({ code: "forbidden" });
  expect(await mayInvite(system)).toBe(true);
  expect(await system.call("queryAudit", {}, query)).toMatchObject({ code: "forbidden" });
  expect(await security.call("queryAudit", {}, query)).toMatchObject({ code: "forbidden" });
  expect(await auditor.call("queryAudit", {}, query)).toMatchObject({ status: 200 });
  expect(await auditor.call("invite", {}, {})).toMatchObject({ code: "forbidden" });
  const give = (body: object) => security.call("holdRole", {}, { reason: "a plot", ...body } as never);
  for (const { account } of Object.values(officers))
    for (const role of Object.keys(officers)) {
      const answer = await give({ account, role });
      expect(answer.code, `${account} ${role}`).toMatch(/^(policy-refused|not-found)$/);
    }
  // Two roles at once, for somebody who has none of them: one is given, the other is refused.
  const { account } = plotter;
  const both = await Promise.all(["administrator", "auditor"].map((role) => give({ account, role })));
  expect(both.filter(({ status }) => status === 204)).toHaveLength(1);
  for (const role of ["member", "trainer"] as const)
    expect(await security.call("grantRole", {}, { account: security.account, role } as never)).toMatchObject({
      code: "last-owner",
    });
  expect(await change(security, profiled("standard"))).toMatchObject({ status: 200 });
});
