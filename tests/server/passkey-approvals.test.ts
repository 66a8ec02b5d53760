/** Dual control by passkeys: what an approval is, and every way we know of to make one that is none. */
import { passkeyApprovalChallenge } from "@warbler/crypto/identity";
import { type ActRequestAnswer, type ApprovalKeys, actPayload, type PolicyDocument } from "@warbler/protocol";
import { WarblerError } from "@warbler/sdk";
import { actsOf, rolesOf } from "@warbler/sdk/admin";
import { type Lies, openWorld, SoftPasskey } from "@warbler/testkit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { verifyApprovals } from "../../apps/cli/src/audit/verify-approvals.ts";
import { databaseOf } from "./in-the-database.ts";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { clock, raw } = world;
const [owner, sally, adam, cora, dora] = [
  await world.join("olga", { role: "administrator" }),
  await world.join("sally", { role: "security-officer" }),
  await world.join("adam", { role: "administrator" }),
  await world.join("cora", { role: "compliance-officer" }),
  await world.join("dora", { role: "administrator" }),
];
type Somebody = typeof owner;
const rpId = new URL(world.url).hostname;

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof WarblerError ? error.code : String(error)),
  );
const ask = (reason: string) =>
  actsOf(owner.client).ask({ route: "queryAudit", body: { reason, account: sally.account }, reason });
const byDevice = (by: Somebody, act: ActRequestAnswer) => codeOf(actsOf(by.client).approve(act));
const execute = (act: ActRequestAnswer) => codeOf(actsOf(owner.client).execute(act.id));
const challengeOf = (act: ActRequestAnswer) =>
  Buffer.from(passkeyApprovalChallenge(actPayload(act))).toString("base64url");
const answerOf = (key: SoftPasskey, act: ActRequestAnswer, lies: Lies = {}) =>
  key.get({ challenge: challengeOf(act), rpId, allow: [] }, lies);
const handIn = (by: Somebody, act: ActRequestAnswer, passkey: ReturnType<SoftPasskey["get"]>) =>
  codeOf(actsOf(by.client).approveByPasskey(act.id, passkey));
const byPasskey = (by: Somebody, key: SoftPasskey, act: ActRequestAnswer, lies: Lies = {}) =>
  handIn(by, act, answerOf(key, act, lies));
const addKey = async (person: Somebody, key = new SoftPasskey(world.url), lies: Lies = {}) => {
  const { ticket, passkey } = await person.client.api("askNewPasskey", undefined);
  const { id } = await person.client.api("addPasskey", { ticket, name: "key", passkey: key.create(passkey, lies) });
  // What is asked for from here on is younger.
  clock.pass(1);
  return { key, id };
};
const rule = async (keys: ApprovalKeys, approvals = 1) => {
  const { version, document } = await rolesOf(owner.client).policy();
  const actions = ["policy.change", "role.grant", "audit.query"] as const;
  const dual: PolicyDocument["dual"] = actions.map((action) => ({ action, approvals, keys }));
  const body = { version, document: { ...document, dual }, reason: "a test" };
  if (document.dual.length === 0) return void (await owner.client.api("changePolicy", body));
  const act = await actsOf(owner.client).ask({ route: "changePolicy", body, reason: "a test" });
  for (const [person, key] of [
    [sally, sallys],
    [adam, adams],
  ] as const)
    await byPasskey(person, key, act);
  await actsOf(owner.client).execute(act.id);
};

let sallys: SoftPasskey;
let adams: SoftPasskey;
let coras: SoftPasskey;

beforeAll(async () => {
  await raw.owner.call("grantRole", {}, { account: owner.account, role: "owner" });
  for (const person of [owner, sally, adam, cora, dora]) await person.client.identity.setUp();
  sallys = (await addKey(sally)).key;
  adams = (await addKey(adam, new SoftPasskey(world.url, -48))).key;
  coras = (await addKey(cora)).key;
  await rule("passkey");
});

// So many at once is the limit of one person.
afterEach(async () => {
  const open = (await actsOf(owner.client).ownRequests()).filter(({ state }) => state === "open");
  for (const { id } of open) await actsOf(owner.client).withdraw(id);
});

test("two passkeys of two people approve, and what they signed is verified again without the server", async () => {
  await rule("passkey", 2);
  const act = await ask("enough");
  expect(act).toMatchObject({ keys: "passkey", needed: 2 });
  expect(await byPasskey(sally, sallys, act)).toBe("done");
  expect(await execute(act)).toBe("approval-needed");
  expect(await byPasskey(adam, adams, act)).toBe("done");
  expect(await execute(act)).toBe("done");
  const shown = (await actsOf(sally.client).requests()).find(({ id }) => id === act.id) as ActRequestAnswer;
  const by = { by: "passkey", origin: world.url, isRight: true };
  expect(await verifyApprovals(shown)).toMatchObject([by, by]);
  const isRight = (await verifyApprovals({ ...shown, reason: "another" })).map((one) => one.isRight);
  expect(isRight).toEqual([false, false]);
  const { facts } = await sally.client.api("ownFacts", {});
  expect(facts.find(({ kind }) => kind === "act.approved")?.detail).toMatchObject({ passkey: expect.any(String) });
  await rule("passkey", 1);
});

test("where only passkeys count, a device's key does not, and the refusal says what is missing", async () => {
  const act = await ask("device");
  expect(await byDevice(sally, act)).toBe("passkey-needed");
  expect(await byDevice(dora, act)).toBe("passkey-needed");
  expect(await execute(act)).toBe("approval-needed");
});

test("who asks does not approve with a passkey of their own, and nobody does twice", async () => {
  const { key } = await addKey(owner);
  const act = await ask("alone");
  expect(await byPasskey(owner, key, act)).toBe("forbidden");
  await rule("passkey", 2);
  expect(await byPasskey(sally, sallys, act)).toBe("done");
  expect(await byPasskey(sally, sallys, act)).toBe("id-reused");
  expect(await execute(act)).toBe("approval-needed");
  await rule("passkey", 1);
});

test("a passkey signs for nothing but what it was shown", async () => {
  const act = await ask("signed");
  for (const [what, changed] of [
    ["body", { ...act, body: { reason: "signed", account: owner.account } }],
    ["reason", { ...act, reason: "another one" }],
    ["route", { ...act, route: "erase" }],
    ["who asks", { ...act, account: adam.account }],
    ["time", { ...act, expiresAtMs: act.expiresAtMs + 1 }],
  ] as const)
    expect(await handIn(sally, act, answerOf(sallys, changed)), what).toBe("proof-wrong");
});

test.each([
  ["another site", { origin: "https://evil.example" }],
  ["another port", { origin: `https://${rpId}:1` }],
  ["another name", { rpId: "evil.example" }],
  ["another challenge", { challenge: Buffer.alloc(32).toString("base64url") }],
  ["a new passkey's type", { type: "webauthn.create" }],
  ["a frame", { crossOrigin: true }],
  ["nobody verified", { userVerified: false }],
  ["nobody there", { userPresent: false }],
] satisfies [string, Lies][])("an answer for %s is none", async (_what, lies) => {
  const act = await ask("lies");
  expect(await byPasskey(sally, sallys, act, lies)).toBe("proof-wrong");
  expect(await execute(act)).toBe("approval-needed");
});

test("a passkey whose count went back is a copy", async () => {
  const { key } = await addKey(sally);
  expect(await byPasskey(sally, key, await ask("first"), { count: 9 })).toBe("done");
  expect(await byPasskey(sally, key, await ask("second"), { count: 9 })).toBe("proof-wrong");
});

test("an answer is of the person who hands it in, and for one act alone", async () => {
  const [act, other] = [await ask("one"), await ask("another")];
  expect(await handIn(adam, act, answerOf(sallys, act))).toBe("passkey-needed");
  const passkey = answerOf(sallys, act);
  expect(await handIn(sally, act, passkey)).toBe("done");
  expect(await handIn(sally, other, passkey)).toBe("proof-wrong");
  expect(await execute(other)).toBe("approval-needed");
});

test("an answer to a sign-in approves nothing, and an approval signs nobody in", async () => {
  const act = await ask("sign-in");
  const { ticket, passkey } = (await raw.call("askPasskey")).body;
  expect(await handIn(sally, act, sallys.get(passkey))).toBe("proof-wrong");
  const body = { ticket, passkey: answerOf(sallys, act), device: raw.newPerson("any").device };
  expect(await raw.call("signInByPasskey", { body })).toMatchObject({ code: "proof-wrong" });
});

test("one passkey is not two people's, also not under a second name", async () => {
  await rule("passkey", 2);
  const { key } = await addKey(cora);
  expect(await codeOf(addKey(adam, key))).toBe("id-reused");
  // A passkey in software can pass for another one; its public key stays the same.
  const id = Buffer.alloc(32, 7).toString("base64url");
  const twin = await addKey(adam, key, { id });
  const act = await ask("twins");
  expect(await byPasskey(cora, key, act)).toBe("done");
  expect(await byPasskey(adam, key, act, { id })).toBe("done");
  expect(await execute(act)).toBe("approval-needed");
  await adam.client.api("removePasskey", undefined, { passkey: twin.id });
  await rule("passkey", 1);
});

test("a passkey whose key is not of its algorithm is not taken, and keeps nobody from seeing what waits", async () => {
  const { ticket, passkey } = await cora.client.api("askNewPasskey", undefined);
  const key = new SoftPasskey(world.url, -7, "P-384");
  expect(await codeOf(cora.client.api("addPasskey", { ticket, name: "key", passkey: key.create(passkey) }))).toBe(
    "proof-wrong",
  );
  clock.pass(1);
  const act = await ask("another curve");
  expect(await byPasskey(cora, key, act)).toBe("passkey-needed");
  expect((await actsOf(sally.client).requests()).map(({ id }) => id)).toContain(act.id);
});

test("a passkey that is younger than the request does not approve it", async () => {
  const act = await ask("younger");
  clock.pass(1);
  const { key, id } = await addKey(sally);
  expect(await byPasskey(sally, key, act)).toBe("passkey-needed");
  expect(await byPasskey(sally, key, await ask("older"))).toBe("done");
  await sally.client.api("removePasskey", undefined, { passkey: id });
});

test("a passkey that was removed meanwhile does not count, nor does another one in its place", async () => {
  const { key, id } = await addKey(sally);
  const act = await ask("removed");
  expect(await byPasskey(sally, key, act)).toBe("done");
  await sally.client.api("removePasskey", undefined, { passkey: id });
  expect(await execute(act)).toBe("approval-needed");
  await addKey(sally, key);
  expect(await execute(act)).toBe("approval-needed");
});

test("an approver with a passkey uses it where that is the rule; who has none signs with the device", async () => {
  await rule("passkey-where-held", 2);
  const act = await ask("mixed");
  expect(await byDevice(sally, act)).toBe("passkey-needed");
  expect(await byPasskey(sally, sallys, act)).toBe("done");
  expect(await byDevice(dora, act)).toBe("done");
  const [, byDora] = ((await actsOf(sally.client).requests()).find(({ id }) => id === act.id) as ActRequestAnswer)
    .approvals;
  expect(byDora?.evidence).toMatchObject({ by: "device", publicKey: expect.any(String) });
  expect(await execute(act)).toBe("done");
  await rule("any");
  expect(await byDevice(sally, await ask("any"))).toBe("done");
});

test("what was signed with a device before passkeys were asked for does not count afterwards", async () => {
  const act = await ask("weaker");
  expect(await byDevice(sally, act)).toBe("done");
  await rule("passkey");
  expect(await execute(act)).toBe("approval-needed");
});

test("an approval by passkey of somebody who may not approve any more does not count", async () => {
  const act = await ask("suspended");
  expect(await byPasskey(cora, coras, act)).toBe("done");
  await rolesOf(owner.client).suspend(cora.account, "a test");
  expect(await execute(act)).toBe("approval-needed");
});

test("passkeys are not asked for where too few approvers have one, nor of less than what keeps the rule", async () => {
  const { document } = await rolesOf(owner.client).policy();
  const faults = async (dual: PolicyDocument["dual"]) =>
    (await rolesOf(owner.client).simulate({ ...document, dual })).faults.map(({ en }) => en);
  const all = (approvals: number, keys: ApprovalKeys) =>
    (["policy.change", "role.grant"] as const).map((action) => ({ action, approvals, keys }));
  // Owner, Sally and Adam; Cora is suspended.
  expect(await faults(all(2, "passkey"))).toEqual([]);
  expect(await faults(all(3, "passkey"))).toEqual([
    "At least 4 of those who may approve must have a passkey; there are 3.",
  ]);
  expect(await faults([...all(1, "any"), { action: "audit.query", approvals: 1, keys: "passkey" }])).toHaveLength(2);
});

test("a passkey becomes no older by the database, and who has one does not look as if they had none", async () => {
  const inTheDatabase = databaseOf(world);
  await rule("passkey-where-held");
  const act = await ask("backdated");
  clock.pass(1);
  const { key, id } = await addKey(dora);
  inTheDatabase("UPDATE passkeys SET added_ms = 1 WHERE id = ?", id);
  expect(await byPasskey(dora, key, act)).toBe("passkey-needed");
  expect(await byDevice(dora, await ask("held"))).toBe("passkey-needed");
  for (const name of ["passkeys", "held_factors"]) {
    inTheDatabase(`DELETE FROM ${name} WHERE account = ?`, dora.account);
    expect(await byDevice(dora, await ask(name)), name).toBe("passkey-needed");
  }
});
