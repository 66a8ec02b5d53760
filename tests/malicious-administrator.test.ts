/** An administrator who starts a recovery of somebody's access and uses the link himself: what he gets, and who sees it. */
import { generateDeviceKey, signAsDevice } from "@warbler/crypto/identity";
import { type AccountId, base64urlFromBytes, LIMITS, signInPayload } from "@warbler/protocol";
import { type AlarmEvent, connect, memoryStore, recoveryLink, WarblerError } from "@warbler/sdk";
import { accessLink, accessOf } from "@warbler/sdk/access";
import { openWorld, type Person } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock, url, platform } = world;
const NEXT = "another long enough passphrase";
const WAIT_MS = LIMITS.accessRecoveryWaitHoursAtLeast * 3_600_000;

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error) => (error instanceof WarblerError ? error.code : String(error)),
  );
const begun = async (handle: string, role: "member" | "administrator" = "member") => {
  const person = await world.join(handle, { role });
  await person.client.identity.setUp();
  return person;
};
const mallory = await begun("mallory", "administrator");
const startFor = ({ account }: { readonly account: AccountId }) =>
  accessOf(mallory.client).start(account, "he asked me to");
const comeIn = (link: string) =>
  connect(url, { auth: recoveryLink(link, NEXT, { name: "new" }), platform, store: memoryStore() });
const kindsOf = async ({ client }: Pick<Person, "client">) =>
  (await client.api("ownFacts", {})).facts.map(({ kind }) => kind);

beforeAll(async () => {
  const accessRecoveryWaitHours = LIMITS.accessRecoveryWaitHoursAtLeast;
  const rules = { secondFactor: "optional", passwordMinChars: 15, passwordWithFactorMinChars: 8 } as const;
  await raw.owner.call("configureSecurity", {}, { ...rules, accessRecoveryWaitHours });
});

test("comes in on a device that nobody lists: no end-to-end history, no keys, and no contact sees another person", async () => {
  const [alice, bob] = [await begun("alice"), await begun("bob")];
  const alarms: AlarmEvent[] = [];
  alice.client.on("alarm", (alarm) => alarms.push(alarm));
  const code = await bob.client.recovery.setUp();
  const room = await world.room([alice, bob], { name: "plans", level: "e2ee" });
  await alice.says(room, "before");
  await bob.hears(room, "before");
  const number = (await alice.client.identity.safetyNumber(bob.account)).digits;
  const { link } = await startFor(bob);
  clock.pass(WAIT_MS);
  await using intruder = await comeIn(link);
  await bob.first.expired();
  expect(intruder.account).toBe(bob.account);
  expect(await intruder.identity.state()).toBe("needs-approval");
  await alice.says(room, "after");
  const seen = await (await intruder.room(room.id)).history();
  expect(seen.map(({ text }) => text).join("")).not.toMatch(/before|after/);
  expect(await codeOf(intruder.recovery.setUp({ newRoot: true }))).toBe("device-unlisted");
  expect(await codeOf(intruder.recovery.beginKeychain())).toBe("device-unlisted");
  // For whoever talks with Bob nothing has changed, and nothing had to be accepted.
  expect(await alice.client.identity.changed([bob.account])).toEqual([]);
  expect((await alice.client.identity.safetyNumber(bob.account)).digits).toBe(number);
  expect(alarms).toEqual([]);
  // It stands in Bob's own log and in the administrator's, and Bob's devices would be told at the next sign-in.
  const inLog = await kindsOf({ client: intruder });
  expect(inLog).toEqual(expect.arrayContaining(["access-recovery.started", "access-recovery.used"]));
  expect(await kindsOf(mallory)).toEqual(expect.arrayContaining(["access-recovery.used"]));
  expect(await accessOf(intruder).notices(clock.nowMs())).toMatchObject([
    { state: "used", startedBy: mallory.account },
  ]);
  // Bob's own code still is what brings his keys back.
  expect(await codeOf(intruder.recovery.use(code))).toBe("none");
});

test("cannot pose as a device that is listed, whose id everybody can read in the identity log", async () => {
  const bob = await begun("bob2");
  await bob.client.recovery.setUp();
  const { link } = await startFor(bob);
  clock.pass(WAIT_MS);
  await (await comeIn(link)).close();
  const { ticket } = (await raw.call("askDevice")).body;
  const signature = base64urlFromBytes(
    await signAsDevice(await generateDeviceKey("storable"), "signIn", signInPayload({ ticket, device: bob.first.id })),
  );
  const device = { id: bob.first.id, ticket, signature };
  const answer = await raw.call("signIn", { body: { handle: "bob2", password: NEXT, device } });
  expect(answer).toMatchObject({ code: "sign-in-failed" });
});

test("is refused by the person, who is told wherever they are signed in", async () => {
  const bob = await begun("bob3");
  const told = new Promise<void>((resolve) => {
    bob.client.on("identity", ({ change }) => change === "access" && resolve());
  });
  const { link } = await startFor(bob);
  await told;
  const [notice] = await accessOf(bob.client).notices(clock.nowMs());
  expect(notice).toMatchObject({ startedBy: mallory.account, reason: "he asked me to", state: "open" });
  if (notice === undefined) throw new Error("expected a notice");
  await accessOf(bob.client).refuse(notice.id);
  clock.pass(WAIT_MS);
  expect(await codeOf(comeIn(link))).toBe("access-link-invalid");
  expect(await bob.client.me()).toMatchObject({ handle: "bob3" });
});

test("the person opens the link at once by their recovery code, which the server never sees, or by a listed device", async () => {
  const [bob, carol, dave] = [await begun("bob4"), await begun("carol4"), await begun("dave4")];
  const code = await bob.client.recovery.setUp();
  const theirs = await dave.client.recovery.setUp();
  const [ofBob, ofCarol] = [await startFor(bob), await startFor(carol)];
  const [linkOfBob, linkOfCarol] = [ofBob, ofCarol].map(({ token }) => accessLink(url, token, { platform }));
  if (linkOfBob === undefined || linkOfCarol === undefined) throw new Error("expected two links");
  expect(await codeOf(linkOfBob.confirmByCode(theirs))).toBe("recovery-code-wrong");
  expect(await codeOf(linkOfCarol.confirmByCode(theirs))).toBe("recovery-not-set-up");
  expect(await codeOf(comeIn(ofBob.link))).toBe("access-link-waiting");
  await linkOfBob.confirmByCode(code);
  expect(await linkOfBob.look()).toMatchObject({ isOpen: true });
  await using back = await comeIn(ofBob.link);
  await back.recovery.use(code);
  expect(await back.identity.state()).toBe("ready");
  const { id, number } = await linkOfCarol.look();
  await accessOf(carol.client).confirm(id, number);
  await using carolsNew = await comeIn(ofCarol.link);
  expect(await carolsNew.identity.state()).toBe("needs-approval");
});
