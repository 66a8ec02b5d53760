/** Three officers: what is done to an officer takes another person, also where nothing is under dual control. */
import { type ActRequestAnswer, LIMITS } from "@warbler/protocol";
import { WarblerError } from "@warbler/sdk";
import { actsOf, rolesOf } from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;
const [olga, adam, otto, sally, audrey, mia] = [
  await world.join("olga", { role: "administrator" }),
  await world.join("adam", { role: "administrator" }),
  await world.join("otto", { role: "administrator" }),
  await world.join("sally", { role: "security-officer" }),
  await world.join("audrey", { role: "auditor" }),
  await world.join("mia"),
];
type Somebody = typeof olga;
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof WarblerError ? error.code : String(error)),
  );
const reason = "the phone fell into the lake";
const recover = (whom: Somebody, by: Somebody = sally) =>
  by.client.api("startAccessRecovery", { reason }, { account: whom.account });
const askToRecover = (whom: Somebody, by: Somebody = sally) =>
  actsOf(by.client).ask({ route: "startAccessRecovery", params: { account: whom.account }, body: { reason }, reason });
const use = (token: string) =>
  raw.call("useAccessLink", {
    body: { token, password: "another long enough passphrase", device: raw.newPerson("any").device },
  });
const linkOf = async (act: ActRequestAnswer, by: Somebody = sally) =>
  String(Object(await actsOf(by.client).execute(act.id))["token"]);
const wait = () => clock.pass(LIMITS.accessRecoveryWaitHours * 3_600_000);

beforeAll(async () => {
  await raw.owner.call("grantRole", {}, { account: olga.account, role: "owner" });
  for (const person of [olga, adam, otto, sally]) await person.client.identity.setUp();
  const { version, document } = await rolesOf(olga.client).policy();
  const change = { version, document: { ...document, profile: "three-officers" as const }, reason: "three officers" };
  await rolesOf(olga.client).changePolicy(change);
});

test("the security officer alone recovers the access of a member, and not of an owner or another officer", async () => {
  expect(await codeOf(recover(mia))).toBe("done");
  for (const officer of [olga, adam, audrey]) expect(await codeOf(recover(officer))).toBe("approval-needed");
  expect(
    await codeOf(
      actsOf(sally.client).ask({
        route: "startAccessRecovery",
        params: { account: mia.account },
        body: { reason },
        reason,
      }),
    ),
  ).toBe("bad-request");
});

test("with one other's approval they do, and the link is worth something as long as that stands", async () => {
  const act = await askToRecover(audrey);
  expect(act).toMatchObject({ needed: 1, action: "access.recover" });
  expect(await codeOf(actsOf(sally.client).execute(act.id))).toBe("approval-needed");
  await actsOf(adam.client).approve(act);
  const token = await linkOf(act);
  wait();
  expect((await use(token)).status).toBe(200);
});

test("a link that was started alone opens nothing once its person is an officer", async () => {
  const { token } = await recover(mia);
  await rolesOf(sally.client).grant(mia.account, "compliance-officer");
  wait();
  expect(await use(token)).toMatchObject({ code: "access-link-invalid" });
});

test("the administrator alone removes no officer", async () => {
  expect(await codeOf(rolesOf(adam.client).remove(mia.account, "a test"))).toBe("approval-needed");
});

test("two approvals are kept as two", async () => {
  const { version, document } = await rolesOf(sally.client).policy();
  const actions = ["policy.change", "role.grant", "access.recover"] as const;
  const dual = actions.map((action) => ({ action, approvals: 2 }));
  await rolesOf(sally.client).changePolicy({ version, document: { ...document, dual }, reason: "two" });
  const act = await askToRecover(olga);
  await actsOf(adam.client).approve(act);
  expect(await codeOf(actsOf(sally.client).execute(act.id))).toBe("approval-needed");
  await actsOf(otto.client).approve(act);
  const token = await linkOf(act);
  wait();
  expect((await use(token)).status).toBe(200);
});

test("the security officer alone suspends an officer, and lets them back in only with another", async () => {
  expect(await codeOf(rolesOf(sally.client).suspend(otto.account, "a lost laptop"))).toBe("done");
  expect(await codeOf(rolesOf(sally.client).reinstate(otto.account))).toBe("approval-needed");
  const params = { account: otto.account };
  const act = await actsOf(sally.client).ask({ route: "reinstatePerson", params, body: null, reason });
  expect(act).toMatchObject({ action: "person.reinstate", needed: 1 });
  await actsOf(adam.client).approve(act);
  expect(await codeOf(actsOf(sally.client).execute(act.id))).toBe("done");
});
