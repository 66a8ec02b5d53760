/** A directory where an organisation has put what concerns it under dual control. */
import {
  type ApiAnswer,
  type CustomRole,
  type EntryId,
  newId,
  type PolicyDocument,
  type RoleId,
} from "@warbler/protocol";
import { WarblerError } from "@warbler/sdk";
import { actsOf, directoryOf, rolesOf } from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const [olga, sally] = [
  await world.join("olga", { role: "administrator" }),
  await world.join("sally", { role: "security-officer" }),
];
/** A role that makes no officer. */
const WARDEN: CustomRole = { id: newId<RoleId>(), name: "Fire warden", says: "", actions: ["people.list"] };
/** One without a duty whose holders approve what others ask for. */
const APPROVER: CustomRole = { id: newId<RoleId>(), name: "Approver", says: "", actions: ["approval.give"] };
const DAY_MS = 86_400_000;
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof WarblerError ? error.code : String(error)),
  );
const scim = (token: string, method: string, path: string, body?: unknown) =>
  raw.http(method, `/scim/v2/${path}`, { token, ...(body !== undefined && { body }) });

let token = "";
let group: EntryId;
async function joined(handle: string) {
  const { id: entry } = (await scim(token, "POST", "Users", { userName: `${handle}@example.com` })).body;
  const people: ApiAnswer<"directoryPeople">["people"] = await directoryOf(olga.client).people();
  const placeholder = people.find((one) => one.entry === entry)?.account;
  const invited = await olga.client.invite({ ...(placeholder !== undefined && { placeholder }) });
  const { body } = await raw.call("acceptInvitation", { body: { token: invited.token, ...raw.newPerson(handle) } });
  return { ...raw.personOf(body), entry };
}

const change = async (part: Partial<PolicyDocument>, reason: string) => {
  const { version, document } = await rolesOf(olga.client).policy();
  return rolesOf(olga.client).changePolicy({ version, document: { ...document, ...part }, reason });
};

beforeAll(async () => {
  await raw.owner.call("grantRole", {}, { account: olga.account, role: "owner" });
  for (const person of [olga, sally]) await person.client.identity.setUp();
  token = (await directoryOf(olga.client).makeToken("Entra", DAY_MS)).token;
  group = (await scim(token, "POST", "Groups", { displayName: "Audit" })).body.id;
  await change({ officersByGroup: true, roles: [WARDEN, APPROVER] }, "we trust Entra");
  await directoryOf(olga.client).mapToRole(group, "auditor");
  const actions = ["policy.change", "role.grant", "directory.configure", "person.remove"] as const;
  const dual = actions.map((action) => ({ action, approvals: 1 }));
  await change({ dual }, "two pairs of eyes");
});

test("a token for the directory takes an approval, and is the answer of the act that was approved", async () => {
  const directory = directoryOf(olga.client);
  expect(await codeOf(directory.makeToken("Okta", DAY_MS))).toBe("approval-needed");
  const body = { name: "Okta", forMs: DAY_MS };
  const act = await actsOf(olga.client).ask({ route: "makeDirectoryToken", body, reason: "we move to Okta" });
  expect(await codeOf(actsOf(olga.client).execute(act.id))).toBe("approval-needed");
  await actsOf(sally.client).approve(act);
  const answer = await actsOf(olga.client).execute(act.id);
  expect(answer).toMatchObject({ name: "Okta", scopes: ["directory"] });
  const made = String(Object(answer)["token"]);
  expect((await scim(made, "GET", "Users")).status).toBe(200);
});

test("a mapping that was made without approvals gives nothing new once giving roles takes some", async () => {
  const [shown] = (await directoryOf(olga.client).overview()).groups;
  expect(shown?.mappings).toMatchObject([{ role: "auditor", counts: false }]);
  const mover = await joined("mover");
  await scim(token, "PATCH", `Groups/${group}`, {
    Operations: [{ op: "add", path: "members", value: [{ value: mover.entry }] }],
  });
  const held = await rolesOf(olga.client).held();
  expect(held.filter(({ account }) => String(account) === mover.account)).toEqual([]);
  expect(await codeOf(directoryOf(olga.client).mapToRole(group, WARDEN.id))).toBe("approval-needed");
});

test("a group gives no officer's role while giving roles is under dual control, also where others approved the mapping", async () => {
  const ask = (role: "auditor" | RoleId) => ({
    route: "mapGroupToRole",
    params: { entry: group },
    body: { role },
    reason: "our auditors",
  });
  for (const [role, came] of [
    ["auditor", "officers-by-hand"],
    [APPROVER.id, "officers-by-hand"],
    [WARDEN.id, "done"],
  ] as const) {
    const act = await actsOf(olga.client).ask(ask(role));
    await actsOf(sally.client).approve(act);
    expect(await codeOf(actsOf(olga.client).execute(act.id))).toBe(came);
  }
});

test("whom the directory deletes is suspended at once, and removed only as others approve", async () => {
  const leaver = await joined("leaver");
  expect((await scim(token, "DELETE", `Users/${leaver.entry}`)).status).toBe(204);
  expect((await leaver.call("me")).code).toBe("signed-out");
  const [person] = (await raw.owner.call("lookUpPeople", {}, { ids: [leaver.account as never] })).body.people;
  expect(person).toMatchObject({ role: "member", suspended: true });
});
