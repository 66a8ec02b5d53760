import {
  type AccountId,
  type ActRequestAnswer,
  actPayload,
  DUAL_ACTIONS,
  LIMITS,
  newId,
  type PolicyDocument,
  USUAL_DUAL_ACTIONS,
} from "@warbler/protocol";
import { WarblerError } from "@warbler/sdk";
import { actsOf, rolesOf } from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseOf } from "./in-the-database.ts";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;
const [owner, sally, adam, cora, mia] = [
  await world.join("olga", { role: "administrator" }),
  await world.join("sally", { role: "security-officer" }),
  await world.join("adam", { role: "administrator" }),
  await world.join("cora", { role: "compliance-officer" }),
  await world.join("mia"),
];
type Somebody = typeof owner;

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof WarblerError ? error.code : String(error)),
  );
const acts = ({ client }: Somebody) => actsOf(client);
/** Reads the audit log about Mia: an act that leaves a trace each time. */
const query = (reason: string) => ({ route: "queryAudit", body: { reason, account: mia.account }, reason });
const ask = (reason: string, by: Somebody = owner) => acts(by).ask(query(reason));
const approve = (by: Somebody, act: ActRequestAnswer) => codeOf(acts(by).approve(act));
const execute = (act: ActRequestAnswer, by: Somebody = owner) => codeOf(acts(by).execute(act.id));
const readings = async (reason: string) => {
  const { facts } = await mia.client.api("ownFacts", {});
  return facts.filter(({ kind, detail }) => kind === "audit.queried" && detail?.["reason"] === reason).length;
};
const approved = async (reason: string): Promise<ActRequestAnswer> => {
  const act = await ask(reason);
  expect([await approve(sally, act), await approve(adam, act)]).toEqual(["done", "done"]);
  return act;
};
const marks = (...actions: readonly PolicyDocument["dual"][number]["action"][]): PolicyDocument["dual"] =>
  actions.map((action) => ({ action, approvals: 2 }));
const change = async (dual: PolicyDocument["dual"]) => {
  const { version, document } = await rolesOf(owner.client).policy();
  return rolesOf(owner.client).changePolicy({ version, document: { ...document, dual }, reason: "a test" });
};

/** For an administrator, made before there was dual control. */
let early = "";

beforeAll(async () => {
  early = (await raw.owner.call("invite", {}, { role: "administrator" })).body.token;
  await raw.owner.call("grantRole", {}, { account: owner.account, role: "owner" });
  for (const person of [owner, sally, adam, cora]) await person.client.identity.setUp();
  await change(marks("policy.change", "role.grant", "audit.query", "records.erase"));
});

test("an act is done once enough others have signed it, with the answer of its route", async () => {
  const act = await ask("enough");
  expect(act).toMatchObject({ needed: 2, approvals: [], state: "open", action: "audit.query" });
  expect(await approve(sally, act)).toBe("done");
  expect(await execute(act)).toBe("approval-needed");
  expect(await approve(adam, act)).toBe("done");
  expect(await acts(owner).execute(act.id)).toMatchObject({ facts: expect.any(Array) });
  expect(await readings("enough")).toBe(1);
  const [shown] = await acts(sally).requests();
  expect(shown).toMatchObject({
    state: "executed",
    approvals: [{ account: sally.account }, { account: adam.account }],
  });
});

test("who asked and whoever may approve are told what becomes of an act, and nobody else is", async () => {
  const told: string[] = [];
  const stops = [owner, sally, mia].map(({ client, handle }) => client.on("acts", () => told.push(handle)));
  const act = await ask("told");
  await expect.poll(() => new Set(told)).toEqual(new Set([owner.handle, sally.handle]));
  told.length = 0;
  expect(await approve(adam, act)).toBe("done");
  await expect.poll(() => new Set(told)).toEqual(new Set([owner.handle, sally.handle]));
  told.length = 0;
  await acts(owner).withdraw(act.id);
  await expect.poll(() => new Set(told)).toEqual(new Set([owner.handle, sally.handle]));
  for (const stop of stops) stop();
});

test("nothing of it is done directly, nor by the ways around it", async () => {
  expect(await codeOf(owner.client.api("queryAudit", query("directly").body))).toBe("approval-needed");
  expect(await codeOf(owner.client.erase({ what: "person", account: mia.account }))).toBe("approval-needed");
  expect(await codeOf(change([]))).toBe("approval-needed");
  const { account } = mia;
  expect(await codeOf(rolesOf(owner.client).grant(account, "owner"))).toBe("approval-needed");
  expect(await codeOf(rolesOf(owner.client).hold({ account, role: "auditor", reason: "x" }))).toBe("approval-needed");
  expect(await codeOf(owner.client.invite({ role: "administrator" }))).toBe("approval-needed");
  const asked = await rolesOf(mia.client).ask({ role: "auditor", forMs: 60_000, reason: "x" });
  expect(await codeOf(rolesOf(owner.client).answer(asked, true))).toBe("approval-needed");
  expect(await readings("directly")).toBe(0);
  const body = { token: early, ...raw.newPerson("puppet") };
  expect(await raw.call("acceptInvitation", { body })).toMatchObject({ code: "invitation-invalid" });
});

test("without approvals, and with one too few, nothing is done", async () => {
  const act = await ask("too few");
  expect(await execute(act)).toBe("approval-needed");
  await approve(sally, act);
  expect(await execute(act)).toBe("approval-needed");
  expect(await readings("too few")).toBe(0);
});

test("who asks does not approve, and nobody approves twice, or with a device that is not let in", async () => {
  const act = await ask("alone");
  expect(await approve(owner, act)).toBe("forbidden");
  expect(await approve(sally, act)).toBe("done");
  expect(await approve(sally, act)).toBe("id-reused");
  const second = await sally.device("second");
  expect(await codeOf(actsOf(second.client).approve(act))).toBe("device-unlisted");
  expect(await execute(act)).toBe("approval-needed");
});

test("a signature counts for nothing but what was signed", async () => {
  const [act, other] = [await ask("signed"), await ask("signed too")];
  for (const [what, changed] of [
    ["body", { ...act, body: { ...query("signed").body, account: owner.account } }],
    ["reason", { ...act, reason: "another one" }],
    ["route", { ...act, route: "erase" }],
    ["parameters", { ...act, params: { account: mia.account } }],
    ["who asks", { ...act, account: adam.account }],
    ["time", { ...act, expiresAtMs: act.expiresAtMs + 1 }],
  ] as const)
    expect(await approve(sally, changed), what).toBe("bad-request");
  const signature = Buffer.from(await sally.client.identity.signAct(new Uint8Array(3))).toString("base64url");
  const post = (by: Somebody, text: string) =>
    codeOf(by.client.api("approveAct", { signature: text }, { request: act.id }));
  expect(await post(sally, signature)).toBe("bad-request");
  expect(await post(sally, "A".repeat(86))).toBe("bad-request");
  // Sally's signature over this very act, handed in by Adam; and hers over another act.
  const ofAct = Buffer.from(await sally.client.identity.signAct(actPayload(act))).toString("base64url");
  const ofOther = Buffer.from(await sally.client.identity.signAct(actPayload(other))).toString("base64url");
  expect(await post(adam, ofAct)).toBe("bad-request");
  expect(await post(sally, ofOther)).toBe("bad-request");
  expect(await post(sally, ofAct)).toBe("done");
});

test("somebody without the right to approve, or to see what is asked for, does neither", async () => {
  const act = await ask("strangers");
  expect(await approve(mia, act)).toBe("forbidden");
  expect(await codeOf(acts(mia).requests())).toBe("forbidden");
  expect(await acts(mia).ownRequests()).toEqual([]);
});

test("what was done is not done again, not even by twenty at once", async () => {
  const act = await approved("once");
  const tries = await Promise.all(Array.from({ length: 20 }, () => execute(act)));
  expect(tries.filter((one) => one === "done")).toHaveLength(1);
  expect(await execute(act)).toBe("not-found");
  expect(await approve(cora, act)).toBe("not-found");
  expect(await readings("once")).toBe(1);
});

test("only who asked does it, and may withdraw it; nobody approves what was withdrawn", async () => {
  const act = await approved("mine");
  expect(await execute(act, sally)).toBe("not-found");
  expect(await codeOf(acts(adam).withdraw(act.id))).toBe("not-found");
  expect(await codeOf(acts(owner).withdraw(act.id))).toBe("done");
  expect(await execute(act)).toBe("not-found");
  expect(await approve(cora, act)).toBe("not-found");
  expect(await readings("mine")).toBe(0);
});

test("what was done or withdrawn is not open again by the word of who can write to the database", async () => {
  const [done, withdrawn] = [await approved("done once"), await approved("withdrawn")];
  expect(await execute(done)).toBe("done");
  expect(await codeOf(acts(owner).withdraw(withdrawn.id))).toBe("done");
  databaseOf(world)("UPDATE act_requests SET state = 'open'");
  expect([await execute(done), await execute(withdrawn)]).toEqual(["not-found", "not-found"]);
  expect(await approve(cora, withdrawn)).toBe("not-found");
  expect([await readings("done once"), await readings("withdrawn")]).toEqual([1, 0]);
});

test("an approval of somebody who may not approve any more does not count", async () => {
  const act = await ask("shrinking");
  expect([await approve(sally, act), await approve(cora, act)]).toEqual(["done", "done"]);
  await rolesOf(owner.client).suspend(cora.account, "a test");
  expect(await execute(act)).toBe("approval-needed");
  expect(await approve(adam, act)).toBe("done");
  expect(await execute(act)).toBe("done");
  await rolesOf(owner.client).reinstate(cora.account);
});

test("so many stay who can approve that it never comes to a stand", async () => {
  for (const account of [cora.account, raw.owner.account])
    await rolesOf(owner.client).suspend(account as AccountId, "a test");
  expect(await codeOf(rolesOf(owner.client).suspend(sally.account, "one too many"))).toBe("policy-refused");
  expect(await codeOf(rolesOf(owner.client).remove(sally.account, "one too many"))).toBe("policy-refused");
  for (const account of [cora.account, raw.owner.account]) await rolesOf(owner.client).reinstate(account as AccountId);
});

test("to ask takes the right to do it as well", async () => {
  expect(await codeOf(acts(mia).ask(query("no right")))).toBe("forbidden");
});

test("only routes whose action is under dual control are asked for, with what they take", async () => {
  const code = (act: object) => codeOf(acts(owner).ask({ reason: "x", body: {}, ...act } as never));
  for (const route of ["health", "signIn", "createRoom", "people", "executeAct", "askAct", "toString", "__proto__", ""])
    expect(await code({ route }), route).toBe("bad-request");
  expect(await code({ route: "removePerson", params: { account: mia.account }, body: { reason: "x" } })).toBe(
    "bad-request",
  );
  expect(await code({ route: "queryAudit", body: { reason: "x", nonsense: 1 } })).toBe("bad-request");
  expect(await code({ route: "queryAudit", body: { reason: 5 } })).toBe("bad-request");
  expect(await code({ route: "queryAudit", params: { room: String(newId()) }, body: { reason: "x" } })).toBe(
    "bad-request",
  );
});

test("dual control without approval of changing it, or with too few who could approve, is no policy", async () => {
  const other = { ...(await rolesOf(owner.client).policy()).document };
  const faults = async (dual: PolicyDocument["dual"]) =>
    (await rolesOf(owner.client).simulate({ ...other, dual })).faults.length;
  expect(await faults(marks("audit.query"))).toBe(2);
  expect(await faults(marks("audit.query", "role.grant"))).toBe(1);
  expect(await faults(marks("audit.query", "role.grant", "policy.change"))).toBe(0);
  const five = marks("role.grant", "policy.change").map((one) => ({ ...one, approvals: 5 }));
  expect(await faults(five)).toBe(1);
});

test("what waited too long is done and approved by nobody", async () => {
  const [act, unapproved] = [await approved("late"), await ask("late too")];
  clock.pass(LIMITS.dualRequestMs + 1);
  expect(await execute(act)).toBe("not-found");
  expect(await approve(adam, unapproved)).toBe("not-found");
  expect((await acts(owner).ownRequests())[0]).toMatchObject({ state: "expired" });
  expect(await readings("late")).toBe(0);
});

test("dual control is taken off by as many as put it on, and everything is as before", async () => {
  const { version, document } = await rolesOf(owner.client).policy();
  const act = await acts(owner).ask({
    route: "changePolicy",
    body: { version, document: { ...document, dual: [] }, reason: "the end" },
    reason: "the end",
  });
  await approve(sally, act);
  await approve(adam, act);
  expect(await execute(act)).toBe("done");
  expect(await codeOf(owner.client.api("queryAudit", query("alone again").body))).toBe("done");
  expect(await readings("alone again")).toBe(1);
});

test("each administrative action can be put under it, and then is done only by what others signed", async () => {
  await change(DUAL_ACTIONS.map((action) => ({ action, approvals: 1 })));
  const bot = { name: "Robot", handle: "robot" };
  const security = { secondFactor: "optional", passwordMinChars: 16, passwordWithFactorMinChars: 8 } as const;
  const { account } = mia;
  const params = { account };
  const body = { reason: "a test" };
  const calls = [
    { route: "invite", body: {} },
    { route: "configureSecurity", body: security },
    { route: "setPasswordWords", body: { words: ["warbler"] } },
    { route: "configureChat", body: { receipts: "required" } },
    { route: "makeBot", body: bot },
    { route: "signPersonOut", params, body },
    { route: "suspendPerson", params, body },
    { route: "reinstatePerson", params, body: null },
  ] as const;
  for (const call of calls) {
    const direct = owner.client.api(call.route as "invite", call.body as never, "params" in call ? call.params : {});
    expect(await codeOf(direct), call.route).toBe("approval-needed");
    const act = await acts(owner).ask({ ...call, reason: "a test" });
    expect(await execute(act), call.route).toBe("approval-needed");
    expect(await approve(sally, act)).toBe("done");
    expect(await execute(act), call.route).toBe("done");
  }
  expect(await owner.client.api("security", undefined)).toMatchObject({ passwordMinChars: 16 });
  expect((await owner.client.api("bots", undefined)).bots).toMatchObject([{ handle: "robot" }]);
});

test("where all but the brakes is under it one suspends alone, and lifts it only with another", async () => {
  const { version, document } = await rolesOf(owner.client).policy();
  const dual = USUAL_DUAL_ACTIONS.map((action) => ({ action, approvals: 1 }));
  const body = { version, document: { ...document, dual }, reason: "a test" };
  const usual = await acts(owner).ask({ route: "changePolicy", body, reason: "a test" });
  await approve(sally, usual);
  expect(await execute(usual)).toBe("done");
  const { account } = mia;
  expect(await codeOf(rolesOf(owner.client).suspend(account, "a lost laptop"))).toBe("done");
  expect(await codeOf(rolesOf(owner.client).reinstate(account))).toBe("approval-needed");
  const act = await acts(owner).ask({ route: "reinstatePerson", params: { account }, body: null, reason: "found" });
  expect(act).toMatchObject({ action: "person.reinstate", needed: 1 });
  expect(await approve(sally, act)).toBe("done");
  expect(await execute(act)).toBe("done");
});
