import { type DeviceKey, generateDeviceKey, signAsDevice } from "@warbler/crypto/identity";
import { base64urlFromBytes, LIMITS, newId, signInPayload } from "@warbler/protocol";
import { parseLink } from "@warbler/sdk";
import { openWorld, PASSWORD } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const { owner } = raw;
const other = "another long passphrase";
const keyText = ({ verifyingKey }: DeviceKey) => base64urlFromBytes(verifyingKey);
/** What a device that is known signs when somebody signs in on it. */
const onDevice = async ({ device }: { readonly device: string }, key?: DeviceKey) => {
  const { ticket } = (await raw.call("askDevice")).body;
  const signer = key ?? (await generateDeviceKey("storable"));
  const signature = base64urlFromBytes(await signAsDevice(signer, "signIn", signInPayload({ ticket, device })));
  return { id: device as never, ticket, signature };
};

test("no sign-in with the old password outlives its change, also when they come at the same moment", async () => {
  const victim = await raw.join("victim");
  const changing = victim.call("changePassword", {}, { old: PASSWORD, new: other });
  const signIns = [];
  for (let n = 0; n < 10; n++) {
    signIns.push(raw.signIn("victim"));
    // Over the time that the change takes to be hashed.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(await changing).toMatchObject({ status: 204 });
  for (const { status, body } of await Promise.all(signIns))
    if (status === 200) expect(await raw.personOf(body).call("me")).toMatchObject({ code: "signed-out" });
  expect(await victim.call("me")).toMatchObject({ status: 200 });
  expect(await raw.signIn("victim", other)).toMatchObject({ status: 200 });
});

test("all other sessions end, also while one of them ends by itself", async () => {
  const victim = await raw.join("ending");
  const others = [];
  for (let n = 0; n < 6; n++) others.push(raw.personOf((await raw.signIn("ending")).body));
  const [last, ...leaving] = others;
  const ending = await Promise.all([
    victim.call("endOtherSessions"),
    ...leaving.map((one) => one.call("signOut")),
    victim.call("endOtherSessions"),
  ]);
  expect([ending.at(0)?.status, ending.at(-1)?.status]).toEqual([204, 204]);
  expect(await last?.call("me")).toMatchObject({ code: "signed-out" });
});

test("the set-up link works once, whatever its token", async () => {
  for (const token of [parseLink(world.setUpLink, "set-up").token, "A".repeat(43)]) {
    const body = { token, organisation: "Other", ...raw.newPerson("thief") };
    expect(await raw.call("setUp", { body })).toMatchObject({ status: 409, code: "already-set-up" });
  }
});

test("an invitation that is unknown, withdrawn or taken lets nobody in", async () => {
  const join = (token: string, handle: string) =>
    raw.call("acceptInvitation", { body: { token, ...raw.newPerson(handle) } });
  expect(await join("A".repeat(43), "thief")).toMatchObject({ code: "invitation-invalid" });
  const withdrawn = (await owner.call("invite", {}, {})).body;
  await owner.call("withdrawInvitation", { invitation: withdrawn.id });
  expect(await join(withdrawn.token, "thief")).toMatchObject({ code: "invitation-invalid" });
  const { token } = (await owner.call("invite", {}, {})).body;
  expect(await join(token, "first")).toMatchObject({ status: 200 });
  expect(await join(token, "second")).toMatchObject({ code: "invitation-invalid" });
});

test("two people who take one invitation at once are one person in the end", async () => {
  const { token } = (await owner.call("invite", {}, {})).body;
  const answers = await Promise.all(
    ["racer-a", "racer-b"].map((handle) => raw.call("acceptInvitation", { body: { token, ...raw.newPerson(handle) } })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403]);
});

test("a sign-in name is taken whatever its case and form", async () => {
  const { token } = (await owner.call("invite", {}, {})).body;
  for (const handle of ["owner", "OWNER", "ｏｗｎｅｒ"]) {
    const taken = await raw.call("acceptInvitation", { body: { token, ...raw.newPerson(handle) } });
    expect(taken, handle).toMatchObject({ code: "handle-taken" });
  }
});

test("the right password signs in, a wrong one and an unknown name get the same answer", async () => {
  expect(await raw.signIn("owner")).toMatchObject({ status: 200 });
  const wrong = await raw.signIn("owner", other);
  expect(wrong).toMatchObject({ status: 401, code: "sign-in-failed" });
  // All that is seen of it; when it was and which entry of the log it became differ.
  const seen = ({ headers: { date, "warbler-log": entry, ...headers }, ...rest }: typeof wrong) => ({
    ...rest,
    headers,
    isDated: date !== undefined,
    isRecorded: entry !== undefined,
  });
  expect(seen(await raw.signIn("nobody"))).toEqual(seen(wrong));
});

test("a device of someone else answers as a wrong password does", async () => {
  const eve = await raw.join("eve");
  const body = { handle: "owner", password: PASSWORD, device: await onDevice(eve) };
  expect(await raw.call("signIn", { body })).toMatchObject({ code: "sign-in-failed" });
});

test("a device that is known shows by its key, once, that it is the one: its id is no secret", async () => {
  // Tries are counted in time; others come after it.
  using _rest = { [Symbol.dispose]: () => world.clock.pass(10 * 60_000) };
  const key = await generateDeviceKey("storable");
  const dora = await raw.join("dora", "member", keyText(key));
  const signIn = (device: Awaited<ReturnType<typeof onDevice>>) =>
    raw.call("signIn", { body: { handle: "dora", password: PASSWORD, device } });
  const shown = await onDevice(dora, key);
  expect((await signIn(shown)).body).toMatchObject({ account: dora.account, device: dora.device });
  expect(await signIn(shown)).toMatchObject({ code: "sign-in-failed" });
  expect(await signIn(await onDevice(dora))).toMatchObject({ code: "sign-in-failed" });
  const { ticket } = await onDevice(dora, key);
  expect(await signIn({ ...(await onDevice(dora, key)), ticket })).toMatchObject({ code: "sign-in-failed" });
  const another = await raw.join("dora2", "member", keyText(key));
  expect(await signIn(await onDevice(another, key))).toMatchObject({ code: "sign-in-failed" });
});

test("signing out ends the session and its socket", async () => {
  const me = raw.personOf((await raw.signIn("owner")).body);
  const socket = await me.connect();
  expect(await me.call("signOut")).toMatchObject({ status: 204 });
  expect(await socket.hears("failed")).toMatchObject({ code: "signed-out" });
  expect(await socket.closed()).toMatchObject({ code: 4401 });
  expect(await me.call("me")).toMatchObject({ status: 401, code: "signed-out" });
});

test("a session that is ended from elsewhere loses its socket", async () => {
  const stolen = raw.personOf((await raw.signIn("owner")).body);
  const socket = await stolen.connect();
  expect(await owner.call("endSession", { session: stolen.session })).toMatchObject({ status: 204 });
  expect(await socket.closed()).toMatchObject({ code: 4401 });
});

test("all other sessions end at once, each with its socket; where they came from is told to their person alone", async () => {
  const lena = await raw.join("lena");
  const others = [await raw.signIn("lena"), await raw.signIn("lena")].map(({ body }) => raw.personOf(body));
  const sockets = await Promise.all(others.map((one) => one.connect()));
  const { devices } = (await lena.call("devices")).body;
  for (const { sessions } of devices) expect(sessions[0].address).toMatch(/^(::1|127\.0\.0\.1|::ffff:127\.0\.0\.1)$/);
  expect(await lena.call("endOtherSessions")).toMatchObject({ status: 204 });
  for (const socket of sockets) expect(await socket.closed()).toMatchObject({ code: 4401 });
  for (const one of others) expect(await one.call("me")).toMatchObject({ code: "signed-out" });
  expect(await lena.call("me")).toMatchObject({ status: 200 });
  expect(await lena.call("endOtherSessions")).toMatchObject({ status: 204 });
});

test("a removed device's socket ends, and it cannot sign in again", async () => {
  const lost = raw.personOf((await raw.signIn("owner")).body);
  const socket = await lost.connect();
  await owner.call("removeDevice", { device: lost.device });
  await socket.closed();
  const body = { handle: "owner", password: PASSWORD, device: await onDevice(lost) };
  expect(await raw.call("signIn", { body })).toMatchObject({ code: "sign-in-failed" });
});

test("nobody ends a session or removes a device of another person", async () => {
  const frank = await raw.join("frank");
  expect(await frank.call("endSession", { session: owner.session })).toMatchObject({ code: "not-found" });
  expect(await frank.call("removeDevice", { device: owner.device })).toMatchObject({ code: "not-found" });
  expect(await owner.call("me")).toMatchObject({ status: 200 });
});

test("a changed password ends all other sessions and keeps this one", async () => {
  const grace = await raw.join("grace");
  const elsewhere = raw.personOf((await raw.signIn("grace")).body);
  const socket = await elsewhere.connect();
  expect(await grace.call("changePassword", {}, { old: other, new: other })).toMatchObject({ code: "sign-in-failed" });
  expect(await grace.call("changePassword", {}, { old: PASSWORD, new: other })).toMatchObject({ status: 204 });
  await socket.closed();
  expect(await elsewhere.call("me")).toMatchObject({ code: "signed-out" });
  expect(await grace.call("me")).toMatchObject({ status: 200 });
  expect(await raw.signIn("grace")).toMatchObject({ code: "sign-in-failed" });
  expect(await raw.signIn("grace", other)).toMatchObject({ status: 200 });
});

test("wrong passwords for one name are slowed down", async () => {
  await raw.join("heidi");
  const codes: string[] = [];
  for (let tries = 0; tries < 12; tries++) codes.push((await raw.signIn("heidi", other)).code);
  expect(codes.slice(0, 10)).toEqual(Array(10).fill("sign-in-failed"));
  expect(codes.slice(10)).toEqual(["rate-limited", "rate-limited"]);
});

test("only an owner grants roles, and the last owner stays", async () => {
  const ivan = await raw.join("ivan", "administrator");
  const grant = (by: typeof owner, account: string, role: "owner" | "member") =>
    by.call("grantRole", {}, { account: account as never, role });
  expect(await grant(ivan, ivan.account, "owner")).toMatchObject({ code: "forbidden" });
  expect(await grant(owner, owner.account, "member")).toMatchObject({ code: "last-owner" });
  expect(await grant(owner, String(newId()), "member")).toMatchObject({ code: "not-found" });
  expect(await grant(owner, ivan.account, "owner")).toMatchObject({ status: 204 });
  const both = await Promise.all([grant(owner, owner.account, "member"), grant(ivan, ivan.account, "member")]);
  expect(both.filter(({ code }) => code === "last-owner")).toHaveLength(1);
});

test("a wrong password costs the log the same for a known name and an unknown one", async () => {
  const size = async () => Number((await raw.http("GET", "/audit/checkpoint")).text.split("\n")[1]);
  await raw.join("judy");
  const grew: number[] = [];
  for (const handle of ["judy", "nobody-at-all"]) {
    // Past the interval in which a checkpoint is not made anew.
    world.clock.pass(60_000);
    const before = await size();
    await raw.signIn(handle, "not the passphrase");
    world.clock.pass(60_000);
    grew.push((await size()) - before);
  }
  expect(grew).toEqual([1, 1]);
});

test("an account has as many devices as the limit says, and one more once another was taken off", async () => {
  await using solo = await openWorld();
  const { owner: person } = solo.raw;
  const { handle } = (await person.call("me")).body;
  const signIn = () => {
    solo.clock.pass(60_000);
    return solo.raw.signIn(handle);
  };
  for (let at = 1; at < LIMITS.devicesPerAccount; at++) expect((await signIn()).status).toBe(200);
  expect(await signIn()).toMatchObject({ code: "too-many" });
  const { devices } = (await person.call("devices")).body;
  expect(devices).toHaveLength(LIMITS.devicesPerAccount);
  const other = devices.find(({ id }: { id: string }) => id !== person.device);
  expect((await person.call("removeDevice", { device: other.id })).status).toBe(204);
  expect((await signIn()).status).toBe(200);
});
