/** The way back for who lost password or second factor: what officers, the person, and whoever has the link can and cannot do. */
import { generateDeviceKey, signAsDevice } from "@warbler/crypto/identity";
import { accessRecoveryPayload, base64urlFromBytes, type INVITED_ROLES, LIMITS, newId } from "@warbler/protocol";
import { listedPerson, openWorld, type RawMember, totpCode } from "@warbler/testkit";
import { afterAll, beforeEach, describe, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;
const { owner } = raw;
const HOUR_MS = 3_600_000;
const NEXT = "another long enough passphrase";
const REASON = "the phone fell into the lake";

beforeEach(() => clock.pass(HOUR_MS));

let names = 0;
const officer = await raw.join("sally", "security-officer");
const person = async () => {
  const handle = `person${names++}`;
  return { handle, ...(await raw.join(handle)) };
};
const fresh = async (who: RawMember) => {
  await who.proves();
  return who;
};
const joins = async (role: (typeof INVITED_ROLES)[number]) => {
  await owner.proves();
  return raw.join(`${role}${names++}`, role);
};
const start = async (who: { readonly account: string }, by: RawMember = officer) =>
  (await fresh(by)).call("startAccessRecovery", { account: who.account }, { reason: REASON });
const started = async (who: { readonly account: string }, by?: RawMember) => {
  const { body } = await start(who, by);
  return body as { id: string; token: string; link: string; opensAtMs: number; expiresAtMs: number };
};
const device = { name: "new", verifyingKey: "A".repeat(43) };
const use = (token: string, password = NEXT) => raw.call("useAccessLink", { body: { token, password, device } });
const look = (token: string) => raw.call("accessLink", { body: { token } });
const wait = () => clock.pass(LIMITS.accessRecoveryWaitHours * HOUR_MS);
const factsOf = async (who: RawMember) =>
  ((await who.call("ownFacts")).body.facts as { kind: string; detail: Record<string, unknown> }[]).filter(({ kind }) =>
    kind.startsWith("access-recovery."),
  );
const stateOf = async (who: RawMember) => (await who.call("ownAccessRecoveries")).body.recoveries[0]?.state;

describe("a recovery link", () => {
  test("gives a new password after its wait, once, and ends everything that was there before", async () => {
    const bob = await person();
    const { ticket, totp } = (await bob.call("askTotp")).body;
    await bob.call("addTotp", {}, { ticket, code: totpCode(totp.secret, clock.nowMs()) });
    const socket = await bob.connect();
    const { token, link, opensAtMs, expiresAtMs } = await started(bob);
    expect(link).toContain(`/recover#t=${token}&ca=`);
    expect(opensAtMs - clock.nowMs()).toBeGreaterThan(23.9 * HOUR_MS);
    expect((await look(token)).body).toMatchObject({ handle: bob.handle, isOpen: false, hasCode: false, opensAtMs });
    expect(await use(token)).toMatchObject({ code: "access-link-waiting" });
    expect(await bob.call("me")).toMatchObject({ status: 200 });
    wait();
    expect((await look(token)).body).toMatchObject({ isOpen: true });
    expect(await use(token, "short")).toMatchObject({ code: "password-too-short" });
    const { body } = await use(token);
    expect(body).toMatchObject({ account: bob.account, handle: bob.handle });
    expect(body.device).not.toBe(bob.device);
    expect(await bob.call("me")).toMatchObject({ code: "signed-out" });
    await socket.closed();
    expect((await raw.signIn(bob.handle)).code).toBe("sign-in-failed");
    expect((await raw.signIn(bob.handle, NEXT)).body.token).toBeDefined();
    expect((await raw.personOf(body).call("factors")).body).toMatchObject({ passkeys: [], isRequired: false });
    expect(await use(token)).toMatchObject({ code: "access-link-invalid" });
    clock.pass(expiresAtMs - clock.nowMs());
    expect(await look(token)).toMatchObject({ code: "access-link-invalid" });
  });

  test("is used once, also twenty times at the same moment", async () => {
    const bob = await person();
    const { token } = await started(bob);
    wait();
    const answers = await Promise.all(Array.from({ length: 20 }, () => use(token)));
    expect(answers.filter(({ body }) => body?.token !== undefined)).toHaveLength(1);
  });

  test("expires, and is over when another is started", async () => {
    const bob = await person();
    const [first, second] = [await started(bob), await started(bob)];
    wait();
    expect(await use(first.token)).toMatchObject({ code: "access-link-invalid" });
    clock.pass(LIMITS.accessRecoveryUsableMs);
    expect(await use(second.token)).toMatchObject({ code: "access-link-invalid" });
    expect(await stateOf(raw.personOf((await raw.signIn(bob.handle)).body))).toBe("expired");
  });

  test("that nobody made opens nothing", async () => {
    for (const call of ["accessLink", "accessLinkWraps"] as const)
      expect(await raw.call(call, { body: { token: "A".repeat(43) } })).toMatchObject({ code: "access-link-invalid" });
    expect(await use("A".repeat(43))).toMatchObject({ code: "access-link-invalid" });
  });
});

describe("the person", () => {
  test("is told at once, sees who and why, and can refuse it from any session", async () => {
    const bob = await person();
    const socket = await bob.connect();
    const { id, token } = await started(bob);
    await socket.hears("deviceEvent", ({ kind }) => kind === "access-recovery");
    const [told] = (await bob.call("ownAccessRecoveries")).body.recoveries;
    expect(told).toMatchObject({ id, startedBy: officer.account, reason: REASON, state: "open" });
    // Needs no fresh proof: whoever lost their password has none to give.
    clock.pass(LIMITS.freshProofMs);
    expect(await bob.call("refuseAccessRecovery", { recovery: id })).toMatchObject({ status: 204 });
    wait();
    expect(await use(token)).toMatchObject({ code: "access-link-invalid" });
    expect(await bob.call("refuseAccessRecovery", { recovery: id })).toMatchObject({ code: "not-found" });
    expect((await factsOf(bob)).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["access-recovery.started", "access-recovery.refused"]),
    );
    expect(
      (await factsOf(officer)).some(({ kind, detail }) => kind.endsWith("refused") && detail["recovery"] === id),
    ).toBe(true);
  });

  test("opens it at once by a listed device, with the number of the link's page", async () => {
    const bob = await listedPerson(raw, "listed-bob");
    await bob.post();
    const { id, token } = await started(bob);
    const { number } = (await look(token)).body;
    const sign = async (key = bob.first.key, of: Partial<{ id: string; number: string }> = {}) =>
      base64urlFromBytes(
        await signAsDevice(key, "accessRecovery", accessRecoveryPayload({ id, account: bob.account, number, ...of })),
      );
    const confirm = (by: RawMember, signature: string, typed = number) =>
      by.call("confirmAccessRecovery", { recovery: id }, { number: typed, signature });
    const wrong = number === "123456" ? "654321" : "123456";
    expect(await confirm(bob.first, await sign(bob.first.key, { number: wrong }), wrong)).toMatchObject({
      code: "access-number-wrong",
    });
    const stranger = await generateDeviceKey("storable");
    expect(await confirm(bob.first, await sign(stranger))).toMatchObject({ code: "bad-request" });
    expect(await confirm(bob.first, await sign(bob.first.key, { id: String(newId()) }))).toMatchObject({
      code: "bad-request",
    });
    const unlisted = await bob.addDevice({ list: false });
    expect(await confirm(unlisted, await sign(unlisted.key))).toMatchObject({ code: "device-unlisted" });
    expect(await use(token)).toMatchObject({ code: "access-link-waiting" });
    expect(await confirm(bob.first, await sign())).toMatchObject({ status: 204 });
    // Whoever started it may have lost their duty since: the person agreed.
    expect((await use(token)).body.account).toBe(bob.account);
  });

  test("cannot be pressed by guesses of the number", async () => {
    const bob = await listedPerson(raw, "guessed-bob");
    await bob.post();
    const { id } = await started(bob);
    const body = { number: "000000", signature: "A".repeat(86) };
    const codes = [];
    for (let n = 0; n < 6; n++)
      codes.push((await bob.first.call("confirmAccessRecovery", { recovery: id }, body)).code);
    expect(codes.at(-1)).toBe("rate-limited");
  });

  test("answers for nobody else", async () => {
    const [bob, mallory] = [await person(), await person()];
    const { id } = await started(bob);
    const body = { number: "000000", signature: "A".repeat(86) };
    expect(await mallory.call("refuseAccessRecovery", { recovery: id })).toMatchObject({ code: "not-found" });
    expect(await mallory.call("confirmAccessRecovery", { recovery: id }, body)).toMatchObject({ code: "not-found" });
    expect((await mallory.call("ownAccessRecoveries")).body.recoveries).toEqual([]);
  });
});

describe("officers", () => {
  test("need a fresh proof, and never start one for another officer or for themselves", async () => {
    const [bob, admin] = [await person(), await joins("administrator")];
    clock.pass(LIMITS.freshProofMs);
    expect(await officer.call("startAccessRecovery", { account: bob.account }, { reason: REASON })).toMatchObject({
      code: "proof-needed",
    });
    expect(await start(admin)).toMatchObject({ code: "forbidden" });
    expect(await start(owner)).toMatchObject({ code: "forbidden" });
    expect(await start(owner, owner)).toMatchObject({ code: "forbidden" });
    expect(await start(admin, owner)).toMatchObject({ status: 200 });
    expect(await officer.call("withdrawAccessRecovery", { account: admin.account })).toMatchObject({
      code: "forbidden",
    });
    for (const role of ["member", "guest", "auditor", "trainer", "compliance-officer"] as const)
      expect(await start(bob, await joins(role)), role).toMatchObject({ code: "forbidden" });
  });

  test("withdraw it, and see what became of it", async () => {
    const bob = await person();
    const { id, token } = await started(bob);
    expect((await officer.call("accessRecoveries")).body.recoveries[0]).toMatchObject({ id, state: "open" });
    expect(await officer.call("withdrawAccessRecovery", { account: bob.account })).toMatchObject({ status: 204 });
    expect(await look(token)).toMatchObject({ code: "access-link-invalid" });
    expect(await stateOf(bob)).toBe("withdrawn");
  });

  test("cannot wear somebody down: three a day", async () => {
    const bob = await person();
    const codes = [];
    for (let n = 0; n < 4; n++) codes.push((await start(bob)).code);
    expect(codes).toEqual(["", "", "", "rate-limited"]);
  });

  test("who lost their duty, or were suspended, have links that are worth nothing", async () => {
    const rogue = await joins("administrator");
    const [bob, carol] = [await person(), await person()];
    const ofBob = await started(bob, rogue);
    await fresh(owner);
    await owner.call("grantRole", {}, { account: rogue.account, role: "member" } as never);
    wait();
    expect(await use(ofBob.token)).toMatchObject({ code: "access-link-invalid" });
    const other = await joins("administrator");
    const ofCarol = await started(carol, other);
    await owner.call("suspendPerson", { account: other.account }, { reason: "an inquiry" });
    wait();
    expect(await use(ofCarol.token)).toMatchObject({ code: "access-link-invalid" });
  });

  test("start none for who is suspended, and one that was started opens nothing for them", async () => {
    const bob = await person();
    const { token } = await started(bob);
    await owner.call("suspendPerson", { account: bob.account }, { reason: "an inquiry" });
    wait();
    expect(await use(token)).toMatchObject({ code: "access-link-invalid" });
    expect(await start(bob)).toMatchObject({ code: "suspended" });
  });

  test("a link that one person made is worth nothing once it takes two", async () => {
    const bob = await person();
    const { token } = await started(bob);
    await fresh(owner);
    const { version, document } = (await owner.call("policy")).body;
    const dual = (["policy.change", "role.grant", "access.recover"] as const).map((action) => ({
      action,
      approvals: 1,
    }));
    const second = await joins("administrator");
    const change = await owner.call("changePolicy", {}, { version, document: { ...document, dual }, reason: "two" });
    expect(change.code, change.text).toBe("");
    wait();
    expect(await use(token)).toMatchObject({ code: "access-link-invalid" });
    expect(await start(bob, second)).toMatchObject({ code: "approval-needed" });
  });
});

test("the wait is the organisation's, within bounds; a change is for later ones; a first factor comes before the session", async () => {
  await using solo = await openWorld();
  const { owner: boss } = solo.raw;
  const totpOf = ({ secret }: { readonly secret: string }) => totpCode(secret, solo.clock.nowMs());
  const rules = { secondFactor: "optional", passwordMinChars: 15, passwordWithFactorMinChars: 8 } as const;
  const set = (changed: object) => boss.call("configureSecurity", {}, { ...rules, ...changed });
  const { accessRecoveryWaitHoursAtLeast: least, accessRecoveryWaitHoursAtMost: most } = LIMITS;
  for (const hours of [0, least - 1, most + 1, 4.5])
    expect(await set({ accessRecoveryWaitHours: hours })).toMatchObject({ code: "bad-request" });
  const bob = await solo.raw.join("bob");
  const { body } = await boss.call("startAccessRecovery", { account: bob.account }, { reason: REASON });
  expect(await set({ accessRecoveryWaitHours: least })).toMatchObject({ status: 204 });
  expect(await set({})).toMatchObject({ status: 204 });
  expect((await solo.raw.call("security")).body).toMatchObject({ accessRecoveryWaitHours: least });
  const uses = () => solo.raw.call("useAccessLink", { body: { token: body.token, password: NEXT, device } });
  solo.clock.pass(least * HOUR_MS);
  expect(await uses()).toMatchObject({ code: "access-link-waiting" });
  solo.clock.pass(LIMITS.accessRecoveryWaitHours * HOUR_MS);
  await boss.proves();
  const { ticket, totp } = (await boss.call("askTotp")).body;
  await boss.call("addTotp", {}, { ticket, code: totpOf(totp) });
  expect(await set({ secondFactor: "everyone" })).toMatchObject({ status: 204 });
  const used = await uses();
  expect(used.body.token).toBeUndefined();
  const { ask } = used.body;
  expect(ask).toMatchObject({ kinds: [], enrol: { totp: { secret: expect.any(String) } } });
  const proof = { kind: "new-totp", code: totpOf(ask.enrol.totp) } as const;
  expect((await solo.raw.call("proveSignIn", { body: { ticket: ask.ticket, proof } })).body.account).toBe(bob.account);
});
