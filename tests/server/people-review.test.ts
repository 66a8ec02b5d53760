import { DUTY_ROLES, LIMITS, newId } from "@warbler/protocol";
import { openWorld, PASSWORD } from "@warbler/testkit";
import { afterAll, beforeEach, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;
const { owner } = raw;
// Days go by in these tests, and changes need a fresh proof.
beforeEach(() => owner.proves());
type Someone = typeof owner;

const listed = async (by: Someone, query: Record<string, string> = {}) =>
  (await raw.http("GET", `/api/people/review?${new URLSearchParams(query)}`, { token: by.token })).body;
const rowOf = async ({ account }: Someone) =>
  (await listed(owner)).people.find(({ id }: { id: string }) => id === account);
const factsOf = async (person: Someone, kind: string) =>
  (await person.call("ownFacts")).body.facts.filter((one: { kind: string }) => one.kind === kind);
const signOut = (by: Someone, { account }: Someone, session?: string) =>
  by.call("signPersonOut", { account }, { reason: "a test", ...(session !== undefined && { session }) } as never);

test("officers see roles, factors, devices and last use of everybody, and nobody else does", async () => {
  const member = await raw.join("mia");
  await owner.call("holdRole", {}, {
    account: member.account,
    role: "trainer",
    forMs: 3_600_000,
    reason: "a test",
  } as never);
  expect(await rowOf(member)).toMatchObject({
    ...{ handle: "mia", role: "member", suspended: false, devices: 1, sessions: 1 },
    held: [{ role: "trainer", untilMs: expect.any(Number) }],
    factors: [],
    lastActiveAtMs: expect.any(Number),
    signs: ["no-second-factor"],
  });
  for (const role of ["administrator", "security-officer", "auditor"] as const)
    expect((await listed(await raw.join(`sees-${role}`, role))).people.length).toBeGreaterThan(1);
  for (const role of ["compliance-officer", "trainer", "member", "guest"] as const)
    expect(await (await raw.join(`blind-${role}`, role)).call("reviewPeople"), role).toMatchObject({
      code: "forbidden",
    });
});

test("each look through the people is recorded with what was looked for", async () => {
  const admin = await raw.join("looker", "administrator");
  await listed(admin, { only: "dormant", role: "member" });
  expect(await factsOf(admin, "people.reviewed")).toMatchObject([{ detail: { only: "dormant", role: "member" } }]);
});

test("pages are bounded, lead to each other, and hold everybody once", async () => {
  const seen: string[] = [];
  for (let next: string | undefined = ""; next !== undefined; ) {
    const page: { people: { id: string }[]; next?: string } = await listed(owner, {
      limit: "2",
      ...(next !== "" && { after: next }),
    });
    expect(page.people.length).toBeLessThanOrEqual(2);
    seen.push(...page.people.map(({ id }) => id));
    next = page.next;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.toSorted()).toEqual((await listed(owner)).people.map(({ id }: { id: string }) => id).toSorted());
  for (const limit of ["0", String(LIMITS.reviewedPage + 1), "x"])
    expect(await listed(owner, { limit })).toMatchObject({ code: "bad-request" });
});

test("an officer sees a person's sessions, and the person finds that in their own facts", async () => {
  const [admin, bob] = [await raw.join("nosy", "administrator"), await raw.join("bob")];
  await raw.signIn("bob");
  const { body } = await admin.call("reviewPerson", { account: bob.account });
  expect(body.devices).toHaveLength(2);
  expect(body.devices[0].sessions[0]).toMatchObject({ id: bob.session, address: expect.any(String) });
  expect(await factsOf(bob, "person.reviewed")).toMatchObject([{ detail: { by: admin.account } }]);
  for (const other of [bob, await raw.join("ordinary"), await raw.join("reader", "auditor")])
    expect(await other.call("reviewPerson", { account: admin.account })).toMatchObject({ code: "forbidden" });
  // Of officers only owners see it.
  expect(await admin.call("reviewPerson", { account: owner.account })).toMatchObject({ code: "forbidden" });
  expect(await owner.call("reviewPerson", { account: admin.account })).toMatchObject({ status: 200 });
  expect(await owner.call("reviewPerson", { account: newId() })).toMatchObject({ code: "not-found" });
});

test("a session from a network that was never used before, or on a new device, says so to its person and to officers", async () => {
  const from = (network: number) => ({ from: `127.9.${network}.1` });
  const { device } = raw.newPerson("traveller");
  const first = await raw.join("traveller");
  const signIn = (network: number) =>
    raw.call("signIn", { ...from(network), body: { handle: "traveller", password: PASSWORD, device } });
  expect(await signIn(1)).toMatchObject({ status: 200 });
  expect(await signIn(1)).toMatchObject({ status: 200 });
  const signs = async (name: "devices" | "reviewPerson", by: Someone) =>
    (await by.call(name, { account: first.account })).body.devices.map(
      ({ sessions }: { sessions: { signs: string[] }[] }) => sessions.map((one) => one.signs),
    );
  const told = [[[]], [["new-place", "new-device"]], [["new-device"]]];
  expect(await signs("devices", first)).toEqual(told);
  expect(await signs("reviewPerson", owner)).toEqual(told);
  clock.pass(LIMITS.newDeviceMs + 1);
  await owner.proves();
  expect(await signs("reviewPerson", owner)).toEqual([[[]], [["new-place"]], [[]]]);
});

test("a session that an officer ends is over on its socket within two seconds; the others live", async () => {
  const bob = await raw.join("two-places");
  const second = raw.personOf((await raw.signIn("two-places")).body);
  const [socket, other] = [await bob.connect(), await second.connect()];
  const fromMs = performance.now();
  expect(await signOut(owner, bob, bob.session)).toMatchObject({ body: { ended: 1 } });
  await socket.closed();
  expect(performance.now() - fromMs).toBeLessThan(2_000);
  expect(await bob.call("me")).toMatchObject({ code: "signed-out" });
  expect(await second.call("me")).toMatchObject({ status: 200 });
  expect(await factsOf(second, "person.signed-out")).toMatchObject([
    { detail: { by: owner.account, reason: "a test", session: bob.session } },
  ]);
  const again = performance.now();
  expect(await signOut(owner, bob)).toMatchObject({ body: { ended: 1 } });
  await other.closed();
  expect(performance.now() - again).toBeLessThan(2_000);
  expect(await second.call("me")).toMatchObject({ code: "signed-out" });
  expect(await raw.signIn("two-places")).toMatchObject({ status: 200 });
});

test("nobody ends another's sessions without the right to, nor a session of somebody else by this person's name", async () => {
  const [admin, carla, dan] = [
    await raw.join("ender", "administrator"),
    await raw.join("carla"),
    await raw.join("dan"),
  ];
  expect(await signOut(carla, dan)).toMatchObject({ code: "forbidden" });
  expect(await signOut(admin, owner)).toMatchObject({ code: "forbidden" });
  expect(await signOut(admin, carla, dan.session)).toMatchObject({ code: "not-found" });
  expect(await signOut(admin, carla, newId())).toMatchObject({ code: "not-found" });
  expect(await admin.call("signPersonOut", { account: carla.account }, { reason: "" })).toMatchObject({
    code: "bad-request",
  });
  for (const person of [carla, dan]) expect(await person.call("me")).toMatchObject({ status: 200 });
});

test("what would go with a person is what goes with them", async () => {
  const [leaver, stayer] = [await raw.join("leaver"), await raw.join("stayer")];
  const make = (members: readonly string[]) =>
    leaver.call("createRoom", {}, { id: newId(), kind: "group", name: "room", members } as never);
  await make([stayer.account]);
  await make([]);
  const { account } = leaver;
  await owner.call("makeBot", {}, { handle: "leavers-bot", name: "bot", owner: account } as never);
  const { leaving } = (await owner.call("reviewPerson", { account })).body;
  expect(leaving).toEqual({ rooms: 2, passedOn: 1, emptied: 1, endToEnd: 0, bots: 1, invitations: 0 });
  await owner.call("removePerson", { account }, { reason: "a test" });
  expect((await stayer.call("rooms")).body.rooms).toMatchObject([{ myRole: "owner" }]);
  expect(await owner.call("reviewPerson", { account })).toMatchObject({ code: "not-found" });
});

test("an officer takes one device away: its sessions end, nobody signs in on it again, and its person reads why", async () => {
  const officer = await raw.join("sally", "security-officer");
  const bob = await raw.join("loses-one", "member");
  const second = raw.personOf((await raw.signIn("loses-one")).body);
  const socket = await second.connect();
  const { account } = bob;
  const { device } = second;
  const take = (by: Someone, reason = "a stolen phone") => by.call("takeDeviceAway", { account, device }, { reason });
  expect(await take(await raw.join("just-a-member"))).toMatchObject({ code: "forbidden" });
  expect(await take(officer, " ")).toMatchObject({ code: "bad-request" });
  expect(await take(officer)).toMatchObject({ status: 204 });
  await socket.closed();
  expect(await second.call("me")).toMatchObject({ code: "signed-out" });
  expect(await bob.call("me")).toMatchObject({ status: 200 });
  expect((await bob.call("devices")).body.devices).toHaveLength(1);
  expect(await take(officer)).toMatchObject({ code: "not-found" });
  expect(await factsOf(bob, "device.removed")).toMatchObject([
    { detail: { account, by: officer.account, device, reason: "a stolen phone" } },
  ]);
  // Of officers only owners do it, and only what is theirs.
  const admin = await raw.join("an-admin", "administrator");
  const adminsDevice = { account: admin.account, device: admin.device };
  expect(await officer.call("takeDeviceAway", adminsDevice, { reason: "x" })).toMatchObject({ code: "forbidden" });
  const mixedUp = { account, device: admin.device };
  expect(await officer.call("takeDeviceAway", mixedUp, { reason: "x" })).toMatchObject({ code: "not-found" });
});

test("suspended, dormant, unprotected people and new devices are found by what the server holds", async () => {
  const away = await raw.join("away");
  await raw.join("back");
  await owner.call("suspendPerson", { account: away.account }, { reason: "a test" });
  const handles = async (only: string) =>
    (await listed(owner, { only })).people.map(({ handle }: { handle: string }) => handle);
  expect(await handles("suspended")).toEqual(["away"]);
  expect(await handles("dormant")).toEqual([]);
  expect(await handles("new-device")).not.toContain("back");
  expect(await handles("no-second-factor")).toContain("back");
  clock.pass(LIMITS.dormantMs + 1);
  // Everybody's sessions have ended by now: they sign in again.
  Object.assign(owner, raw.personOf((await raw.signIn("owner")).body));
  await raw.signIn("back", undefined, "B".repeat(43));
  expect(await handles("dormant")).toContain("away");
  expect(await handles("dormant")).not.toContain("back");
  expect(await handles("new-device")).toEqual(expect.arrayContaining(["back"]));
  clock.pass(LIMITS.newDeviceMs + 1);
  expect(await handles("new-device")).toEqual([]);
});

test("under three officers only the security officer sees sessions and ends them", async () => {
  const [system, security] = [
    await raw.join("system", DUTY_ROLES.system),
    await raw.join("security", DUTY_ROLES.security),
  ];
  await raw.join("audit", DUTY_ROLES.audit);
  const { version, document } = (await owner.call("policy")).body;
  const three = { version, document: { ...document, profile: "three-officers" }, reason: "a test" };
  expect(await owner.call("changePolicy", {}, three as never)).toMatchObject({ status: 200 });
  const { account } = system;
  expect(await security.call("reviewPerson", { account })).toMatchObject({ status: 200 });
  expect(await signOut(security, system)).toMatchObject({ body: { ended: 1 } });
  const again = raw.personOf((await raw.signIn("system")).body);
  for (const by of [owner, again])
    expect(await by.call("reviewPerson", { account })).toMatchObject({ code: "forbidden" });
});
