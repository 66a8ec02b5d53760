/** Roles that people take by themselves in an emergency: what they let one do, how they end, and every way around that we know of. */
import {
  type AccountId,
  EMERGENCY_LIMITS,
  type EmergencyRule,
  isId,
  LIMITS,
  newId,
  type PolicyDocument,
  type RoleName,
} from "@warbler/protocol";
import { openWorld, totpCode } from "@warbler/testkit";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { databaseOf } from "./in-the-database.ts";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;
const { owner } = raw;
const inTheDatabase = databaseOf(world);
const HOUR_MS = 3_600_000;
const reason = "the mail server is being taken over";
type Someone = typeof owner;
type Responder = Someone & { readonly secret: string; readonly handle: string };
let names = 0;

beforeEach(() => owner.proves());

/** With an authenticator app that is older than a day, and a fresh proof by it. */
async function responder(role: "member" | "administrator" | "security-officer" | "auditor" = "member") {
  const handle = `responder${names++}`;
  const person = await raw.join(handle, role);
  const { ticket, totp } = (await person.call("askTotp")).body;
  await person.call("addTotp", {}, { ticket, code: totpCode(totp.secret, clock.nowMs()) });
  clock.pass(EMERGENCY_LIMITS.factorMs + 60_000);
  const able: Responder = { ...person, secret: totp.secret, handle };
  await prove(able);
  await owner.proves();
  return able;
}
async function prove({ call, secret }: Responder) {
  clock.pass(60_000);
  const { ticket } = (await call("askProof")).body;
  const proof = { kind: "totp", code: totpCode(secret, clock.nowMs()) } as const;
  expect(await call("prove", {}, { ticket, proof })).toMatchObject({ status: 200 });
}
const change = async (edit: (now: PolicyDocument) => Partial<PolicyDocument>, by: Someone = owner) => {
  const { version, document } = (await by.call("policy")).body;
  return by.call("changePolicy", {}, { version, document: { ...document, ...edit(document) }, reason: "a test" });
};
const allow = async (...rules: (Partial<EmergencyRule> & { readonly role: RoleName })[]) => {
  const emergency = rules.map((rule) => ({ byRoles: [], byPeople: [], forMs: 2 * HOUR_MS, ...rule }));
  expect(await change(() => ({ emergency }))).toMatchObject({ status: 200 });
};
const named = (...people: readonly Someone[]): AccountId[] =>
  people.map(({ account }) => account).filter((one) => isId<AccountId>(one));
const begin = (person: Someone, input: { role?: RoleName; forMs?: number; reason?: string } = {}) =>
  person.call("beginEmergency", {}, { role: "security-officer", forMs: HOUR_MS, reason, ...input });
const end = ({ call }: Someone, id: string) => call("endOwnEmergency", { emergency: id });
const may = async (person: Someone): Promise<string[]> => (await person.call("permissions")).body.may;
const now = async (person: Someone) => (await person.call("emergenciesNow")).body;
const judge = (by: Someone, id: string, judgement: "justified" | "unjustified" = "justified") =>
  by.call("judgeEmergency", { emergency: id }, { judgement, note: "looked through what was done" });
const factsOf = async (person: Someone, kind: string) =>
  (await person.call("ownFacts")).body.facts.filter((one: { kind: string }) => one.kind === kind);
const suspend = (by: Someone, { account }: Someone) => by.call("suspendPerson", { account }, { reason: "a test" });
/** Somebody whom the policy names for the role of security officer. */
async function able(role?: Parameters<typeof responder>[0]) {
  const person = await responder(role);
  await allow({ role: "security-officer", byPeople: named(person) });
  await prove(person);
  return person;
}

describe("beginning", () => {
  test("is for nobody unless the policy says so", async () => {
    const person = await responder();
    expect(await begin(person)).toMatchObject({ code: "forbidden" });
    expect(await may(person)).not.toContain("emergency.begin");
    expect(await begin(owner)).toMatchObject({ code: "forbidden" });
    await allow({ role: "security-officer", byPeople: named(person) });
    expect(await may(person)).toContain("emergency.begin");
    expect(await begin(await responder())).toMatchObject({ code: "forbidden" });
  });

  test("counts at once, for what stops harm, and for nothing whose power would outlast it", async () => {
    const [person, harmful] = [await able(), await raw.join(`harmful${names++}`)];
    expect(await suspend(person, harmful)).toMatchObject({ code: "forbidden" });
    const { status, body } = await begin(person);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { role: "security-officer", state: "active", reason },
    });
    expect(await suspend(person, harmful)).toMatchObject({ status: 204 });
    const can = await may(person);
    for (const kept of ["approval.give", "role.grant", "policy.change", "emergency.end", "emergency.judge"] as const)
      expect(can).not.toContain(kept);
    expect(
      (await person.call("why", {}, { account: person.account, action: "people.review" } as never)).body,
    ).toMatchObject({ why: { by: "held-role", emergency: true }, en: expect.stringContaining("in an emergency") });
    await end(person, body.id);
  });

  test("opens no room that one is not in", async () => {
    const person = await able();
    const room = String(newId());
    await owner.call("createRoom", {}, { id: room, kind: "group", name: "not theirs" } as never);
    const { id } = (await begin(person)).body;
    for (const route of ["room", "roster", "pins"] as const)
      expect(await person.call(route, { room }), route).toMatchObject({ code: "not-found" });
    await end(person, id);
  });

  test("takes a fresh proof, by a second factor that is a day old", async () => {
    const person = await able();
    clock.pass(LIMITS.freshProofMs + 1);
    expect(await begin(person)).toMatchObject({ code: "proof-needed" });
    const withoutFactor = await raw.join(`bare${names++}`);
    await owner.proves();
    await allow({ role: "security-officer", byPeople: named(person, withoutFactor) });
    expect(await begin(withoutFactor)).toMatchObject({ code: "factor-required" });
    const { ticket, totp } = (await withoutFactor.call("askTotp")).body;
    await withoutFactor.call("addTotp", {}, { ticket, code: totpCode(totp.secret, clock.nowMs()) });
    // Who has the password alone could have added it just now.
    expect(await begin(withoutFactor)).toMatchObject({ code: "factor-required" });
    expect((await withoutFactor.call("ownEmergencies")).body).toMatchObject({ obstacle: "factor" });
  });

  test("takes a reason, and no longer than the policy says", async () => {
    const person = await able();
    expect(await begin(person, { reason: "night" })).toMatchObject({ code: "bad-request" });
    expect(await begin(person, { reason: " ".repeat(40) })).toMatchObject({ code: "bad-request" });
    for (const forMs of [EMERGENCY_LIMITS.minMs - 1, EMERGENCY_LIMITS.maxMs + 1, 0.5])
      expect(await begin(person, { forMs })).toMatchObject({ code: "bad-request" });
    expect(await begin(person, { forMs: 2 * HOUR_MS + 60_000 })).toMatchObject({ code: "policy-refused" });
    expect(await begin(person, { role: "administrator" })).toMatchObject({ code: "forbidden" });
    expect(await begin(person, { role: "owner" })).toMatchObject({ code: "forbidden" });
  });

  test("of twenty at the same moment, one counts", async () => {
    const person = await able();
    const answers = await Promise.all(Array.from({ length: 20 }, () => begin(person)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const held = (await owner.call("heldRoles")).body.held.filter(
      ({ account }: { account: string }) => account === person.account,
    );
    expect(held).toHaveLength(1);
    expect((await person.call("ownEmergencies")).body.emergencies).toHaveLength(1);
    expect(await begin(person)).toMatchObject({ code: "too-many" });
  });

  test("again and again is bounded: by day, and by what nobody has judged yet", async () => {
    const person = await able();
    const begun: string[] = [];
    const again = async () => {
      await prove(person);
      const answer = await begin(person, { forMs: EMERGENCY_LIMITS.minMs });
      if (answer.status === 200) begun.push(answer.body.id);
      return answer.code === "" ? "begun" : answer.code;
    };
    expect(await again()).toBe("begun");
    clock.pass(EMERGENCY_LIMITS.minMs);
    expect(await again()).toBe("begun");
    clock.pass(EMERGENCY_LIMITS.minMs);
    expect(await again()).toBe("too-many");
    expect((await person.call("ownEmergencies")).body.obstacle).toBe("daily");
    clock.pass(25 * HOUR_MS);
    expect(await again()).toBe("begun");
    clock.pass(25 * HOUR_MS);
    expect(await again()).toBe("too-many");
    expect((await person.call("ownEmergencies")).body.obstacle).toBe("unjudged");
    expect(await judge(owner, begun[0] ?? "")).toMatchObject({ status: 204 });
    expect(await again()).toBe("begun");
    await end(person, begun.at(-1) ?? "");
  });

  test("is for no guest, no bot and no token, whomever the policy names", async () => {
    const guest = await raw.join(`guest${names++}`, "guest");
    expect(
      await change(() => ({ emergency: [ruleFor("security-officer", { byPeople: named(guest) })] })),
    ).toMatchObject({
      code: "policy-refused",
    });
    expect(await change(() => ({ emergency: [ruleFor("security-officer", { byRoles: ["guest"] })] }))).toMatchObject({
      code: "policy-refused",
    });
    const person = await able();
    await owner.call("grantRole", {}, { account: person.account, role: "guest" } as never);
    expect(await begin(person)).toMatchObject({ code: "forbidden" });
    const bot = (await owner.call("makeBot", {}, { handle: `bot${names++}`, name: "Bot" })).body;
    expect(await change(() => ({ emergency: [ruleFor("security-officer", { byPeople: named(bot) })] }))).toMatchObject({
      code: "policy-refused",
    });
    const made = { name: "t", scopes: ["rooms:read"], forMs: HOUR_MS };
    const { token } = (await owner.call("makeToken", { account: bot.account }, made as never)).body;
    for (const name of ["beginEmergency", "emergenciesNow", "ownEmergencies", "emergencies"] as const)
      expect(
        await raw.call(name, {
          token,
          ...(name === "beginEmergency" && { body: { role: "security-officer", forMs: HOUR_MS, reason } }),
        }),
        name,
      ).toMatchObject({ code: "token-scope" });
  });

  test("gives nothing to who may do it all already, and nobody chains one to the next", async () => {
    const person = await responder();
    await allow(
      { role: "security-officer", byPeople: named(person) },
      { role: "administrator", byRoles: ["owner", "security-officer"] },
    );
    expect((await owner.call("ownEmergencies")).body.roles).toEqual([]);
    await prove(person);
    const { id } = (await begin(person)).body;
    // As security officer they would be named for the next role, had somebody given it to them.
    expect(await begin(person, { role: "administrator" })).toMatchObject({ code: "forbidden" });
    await end(person, id);
  });
});

const ruleFor = (role: RoleName, rule: Partial<EmergencyRule>): EmergencyRule => ({
  ...{ role, byRoles: [], byPeople: [], forMs: HOUR_MS },
  ...rule,
});

describe("the policy", () => {
  test("lets nobody take what both acts and audits, and says so before it is saved", async () => {
    const both = { id: newId(), name: "Both", says: "", actions: ["audit.query", "person.suspend"] } as never;
    const refused = async (rule: EmergencyRule, roles: PolicyDocument["roles"] = []) => {
      const { document } = (await owner.call("policy")).body;
      const { faults } = (
        await owner.call("simulatePolicy", {}, { document: { ...document, roles, emergency: [rule] } })
      ).body;
      expect(faults.length).toBeGreaterThan(0);
      expect(await change(() => ({ roles, emergency: [rule] }))).toMatchObject({ code: "policy-refused" });
    };
    const byMembers: Partial<EmergencyRule> = { byRoles: ["member"] };
    await refused(ruleFor("owner", byMembers));
    await refused(ruleFor((both as { id: RoleName }).id, byMembers), [both]);
    await refused(ruleFor("auditor", { byRoles: ["security-officer"] }));
    await refused(ruleFor("administrator", { byRoles: ["auditor"] }));
    for (const useless of ["member", "guest", "trainer"] as const) await refused(ruleFor(useless, byMembers));
    await refused(ruleFor("auditor", {}));
    await refused(ruleFor(newId(), byMembers));
    await refused(ruleFor("auditor", { byRoles: [newId()] }));
  });

  test("tells who gains it before it is saved, and takes a fresh proof", async () => {
    const person = await raw.join(`planned${names++}`);
    await allow();
    const { document } = (await owner.call("policy")).body;
    const emergency = [ruleFor("security-officer", { byPeople: named(person) })];
    const { people } = (await owner.call("simulatePolicy", {}, { document: { ...document, emergency } })).body;
    expect(people).toEqual([{ account: person.account, gains: ["emergency.begin"], loses: [] }]);
    clock.pass(LIMITS.freshProofMs + 1);
    expect(await change(() => ({ emergency }))).toMatchObject({ code: "proof-needed" });
  });

  test("an auditor who is named takes no role that acts, and who took one acts no more once they audit", async () => {
    const [auditor, person] = [await responder("auditor"), await responder()];
    await allow({ role: "security-officer", byPeople: named(auditor, person) });
    await prove(auditor);
    expect(await begin(auditor)).toMatchObject({ code: "policy-refused" });
    expect((await auditor.call("ownEmergencies")).body.roles).toEqual([]);
    await prove(person);
    const { id } = (await begin(person)).body;
    const harmful = await raw.join(`harmful${names++}`);
    await owner.call("grantRole", {}, { account: person.account, role: "auditor" } as never);
    expect(await suspend(person, harmful)).toMatchObject({ code: "forbidden" });
    expect((await now(person)).active).toEqual([]);
    expect(await end(person, id)).toMatchObject({ status: 204 });
  });

  test("an emergency neither makes an approver nor an officer whom only owners could stop", async () => {
    const person = await able();
    const officer = await raw.join(`officer${names++}`, "security-officer");
    await begin(person);
    expect(await person.call("approveAct", { request: newId() }, { signature: "A".repeat(86) })).toMatchObject({
      code: "forbidden",
    });
    expect(await suspend(officer, person)).toMatchObject({ status: 204 });
    expect(await person.call("me")).toMatchObject({ code: "signed-out" });
    await owner.call("reinstatePerson", { account: person.account });
    // Suspended, it was over: it does not come back.
    expect((await owner.call("heldRoles")).body.held.map(({ account }: Someone) => account)).not.toContain(
      person.account,
    );
  });
});

describe("the end", () => {
  test("comes by the clock, at once, and is told on open sockets", async () => {
    const [person, harmful] = [await able(), await raw.join(`harmful${names++}`)];
    const [socket, watching] = [await person.connect(), await owner.connect()];
    const heard = ({ told }: typeof socket) => told("deviceEvent").filter(({ kind }) => kind === "emergency").length;
    /** So often by now, or later. */
    const told = (frames: typeof socket, times: number) => frames.hears("deviceEvent", () => heard(frames) >= times);
    const { id } = (await begin(person, { forMs: EMERGENCY_LIMITS.minMs })).body;
    await told(socket, 1);
    await told(watching, 1);
    expect((await now(owner)).active).toMatchObject([{ id, account: person.account }]);
    // In steps, since sockets that say nothing for long are ended.
    for (let passedMs = 0; passedMs <= EMERGENCY_LIMITS.minMs; passedMs += 60_000) {
      await Promise.all([socket.settled(), watching.settled()]);
      clock.pass(60_000);
    }
    expect(await suspend(person, harmful)).toMatchObject({ code: "forbidden" });
    expect((await now(owner)).active).toEqual([]);
    await told(socket, 2);
    await told(watching, 2);
    expect(await factsOf(person, "emergency.ended")).toMatchObject([{ detail: { emergency: id } }]);
    expect(await end(person, id)).toMatchObject({ code: "not-found" });
  });

  test("comes by the person's own hand, and by any officer's but an auditor's", async () => {
    const person = await able();
    const { id } = (await begin(person)).body;
    for (const role of ["member", "trainer", "auditor", "guest"] as const) {
      const other = await raw.join(`${role}${names++}`, role);
      expect(await other.call("endEmergency", { emergency: id }), role).toMatchObject({ code: "forbidden" });
      expect(await end(other, id), role).toMatchObject({ code: "not-found" });
      expect(await other.call("emergencyActs", { emergency: id }), role).toMatchObject(
        role === "auditor" ? { status: 200 } : { code: "forbidden" },
      );
    }
    expect((await now(await raw.join(`plain${names++}`))).active).toEqual([]);
    const officer = await raw.join(`ends${names++}`, "compliance-officer");
    expect(await officer.call("endEmergency", { emergency: id })).toMatchObject({ status: 204 });
    expect((await person.call("ownEmergencies")).body.emergencies).toMatchObject([
      { state: "ended", endedBy: officer.account },
    ]);
    expect(await may(person)).not.toContain("people.review");
    await prove(person);
    const second = (await begin(person)).body.id;
    expect(await end(person, second)).toMatchObject({ status: 204 });
    expect(await end(person, second)).toMatchObject({ code: "not-found" });
  });

  test("is not put off in the database, nor is an emergency hidden there", async () => {
    const [person, harmful] = [await able(), await raw.join(`harmful${names++}`)];
    const { id } = (await begin(person, { forMs: EMERGENCY_LIMITS.minMs })).body;
    inTheDatabase(
      `UPDATE "emergencies" SET "ended_ms" = 1, "judged_ms" = 1, "judgement" = 'justified' WHERE "id" = ?`,
      id,
    );
    expect((await now(owner)).active).toMatchObject([{ id, state: "active" }]);
    inTheDatabase(`UPDATE "held_roles" SET "until_ms" = 9999999999999 WHERE "emergency" = ?`, id);
    clock.pass(EMERGENCY_LIMITS.minMs);
    await owner.call("grantRole", {}, { account: (await raw.join(`any${names++}`)).account, role: "trainer" } as never);
    expect(await suspend(person, harmful)).toMatchObject({ code: "forbidden" });
    // Who could have changed how often they did it does it no more until somebody looks.
    await prove(person);
    expect(await begin(person)).toMatchObject({ code: "tampered" });
  });
});

describe("the judgement", () => {
  test("is somebody else's, once it is over, and once; what was done is before them", async () => {
    const [person, harmful] = [await able(), await raw.join(`harmful${names++}`)];
    const { id } = (await begin(person)).body;
    await suspend(person, harmful);
    expect(await judge(owner, id)).toMatchObject({ code: "bad-request" });
    await end(person, id);
    const waiting = (await now(owner)).unjudged;
    expect(waiting).toBeGreaterThan(0);
    const { acts, emergency } = (await owner.call("emergencyActs", { emergency: id })).body;
    expect(emergency).toMatchObject({ id, state: "ended", reason });
    expect(acts.map(({ kind }: { kind: string }) => kind)).toEqual([
      "emergency.begun",
      "person.suspended",
      "emergency.ended",
    ]);
    expect(acts[1]).toMatchObject({ detail: { account: harmful.account, by: person.account } });
    expect(await factsOf(person, "emergency.read")).toMatchObject([{ detail: { by: owner.account } }]);
    expect(await judge(person, id)).toMatchObject({ code: "forbidden" });
    await owner.call("grantRole", {}, { account: person.account, role: "security-officer" } as never);
    expect(await judge(person, id)).toMatchObject({ code: "own-access" });
    for (const role of ["member", "administrator", "trainer"] as const)
      expect(await judge(await raw.join(`${role}${names++}`, role), id), role).toMatchObject({ code: "forbidden" });
    expect(await owner.call("judgeEmergency", { emergency: id }, { judgement: "justified", note: " " })).toMatchObject({
      code: "bad-request",
    });
    const auditor = await raw.join(`judges${names++}`, "auditor");
    expect(await judge(auditor, id, "unjustified")).toMatchObject({ status: 204 });
    expect(await judge(owner, id)).toMatchObject({ code: "already-decided" });
    expect((await now(owner)).unjudged).toBe(waiting - 1);
    const listed = (await owner.call("emergencies")).body.emergencies.find((one: { id: string }) => one.id === id);
    expect(listed).toMatchObject({
      ...{ state: "unjustified", judgedBy: auditor.account, note: "looked through what was done" },
    });
    expect(await factsOf(person, "emergency.judged")).toMatchObject([{ detail: { judgement: "unjustified" } }]);
    expect(await judge(owner, newId())).toMatchObject({ code: "not-found" });
  });
});

test("under three officers nobody comes by two duties like this, and the auditor judges", async () => {
  const [admin, officer, auditor] = [
    await responder("administrator"),
    await responder("security-officer"),
    await responder("auditor"),
  ];
  const person = await responder();
  const [harmful, another] = [await raw.join(`harmful${names++}`), await raw.join(`another${names++}`)];
  await owner.proves();
  const emergency = [ruleFor("security-officer", { byPeople: named(admin, person) })];
  expect(await change(() => ({ profile: "three-officers", emergency }))).toMatchObject({ status: 200 });
  await prove(officer);
  const byRole = [ruleFor("security-officer", { byRoles: ["administrator"] })];
  expect(await change(() => ({ emergency: byRole }), officer)).toMatchObject({ code: "policy-refused" });
  await prove(admin);
  expect(await begin(admin)).toMatchObject({ code: "policy-refused" });
  await prove(person);
  const { id } = (await begin(person)).body;
  expect(await suspend(person, harmful)).toMatchObject({ status: 204 });
  await prove(officer);
  const grant = { account: person.account, role: "administrator", forMs: HOUR_MS, reason: "a test" };
  expect(await officer.call("holdRole", {}, grant as never)).toMatchObject({ code: "policy-refused" });
  await end(person, id);
  for (const by of [owner, officer]) expect(await judge(by, id)).toMatchObject({ code: "forbidden" });
  expect(await judge(auditor, id)).toMatchObject({ status: 204 });

  // What is under dual control stays under it; brakes are not, and no approval is waited for to begin.
  await prove(officer);
  const actions = ["policy.change", "role.grant", "person.reinstate"] as const;
  const dual: PolicyDocument["dual"] = actions.map((action) => ({ action, approvals: 1 }));
  expect(await change(() => ({ dual }), officer)).toMatchObject({ status: 200 });
  expect(await change(() => ({ emergency: [] }), officer)).toMatchObject({ code: "approval-needed" });
  await prove(person);
  const second = (await begin(person)).body.id;
  expect(await person.call("reinstatePerson", { account: harmful.account })).toMatchObject({ code: "approval-needed" });
  expect(await suspend(person, another)).toMatchObject({ status: 204 });
  await end(person, second);
});
