import { LIMITS, newId, type RoleId } from "@warbler/protocol";
import { openWorld, PASSWORD, type RawMember, SoftPasskey, totpCode } from "@warbler/testkit";
import { afterAll, beforeEach, describe, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;
const { owner } = raw;
const STEP_MS = 30_000;
let names = 0;

// Tries are counted in time; each test begins after a long rest.
beforeEach(() => clock.pass(60 * 60_000));

/** As somebody who signed in just now: proofs are fresh. */
async function someone() {
  const handle = `person${names++}`;
  return { handle, person: await raw.join(handle) };
}
async function withTotp() {
  const { handle, person } = await someone();
  const { ticket, totp } = (await person.call("askTotp")).body;
  const code = totpCode(totp.secret, clock.nowMs());
  expect(await person.call("addTotp", {}, { ticket, code })).toMatchObject({ status: 204 });
  clock.pass(STEP_MS);
  return { handle, person, secret: totp.secret as string };
}
const codeNow = (secret: string, steps = 0) => totpCode(secret, clock.nowMs() + steps * STEP_MS);
const askOf = async (handle: string, password = PASSWORD) => (await raw.signIn(handle, password)).body.ask;
const proveWith = async (ask: { ticket: string }, kind: "totp" | "recovery-code", code: string) =>
  raw.call("proveSignIn", { body: { ticket: ask.ticket, proof: { kind, code } } });
const codesOf = async (answers: readonly Promise<{ code: string }>[]) =>
  (await Promise.all(answers)).map(({ code }) => code);

describe("an authenticator app", () => {
  test("counts once it has given a right code, and is asked for from then on", async () => {
    const { handle, person } = await someone();
    const { ticket, totp } = (await person.call("askTotp")).body;
    expect(totp.uri).toContain(`otpauth://totp/Organisation:${handle}?secret=${totp.secret}`);
    expect(await person.call("addTotp", {}, { ticket, code: "000000" })).toMatchObject({ code: "proof-wrong" });
    expect((await raw.signIn(handle)).body.token).toBeDefined();
    const code = codeNow(totp.secret);
    expect(await person.call("addTotp", {}, { ticket, code })).toMatchObject({ status: 204 });
    const ask = await askOf(handle);
    expect(ask.kinds).toEqual(["totp"]);
    // The code that set it up is used.
    expect(await proveWith(ask, "totp", code)).toMatchObject({ code: "proof-wrong" });
    clock.pass(STEP_MS);
    expect((await proveWith(ask, "totp", codeNow(totp.secret))).body.account).toBe(person.account);
  });

  test("may be one step early or late, not two, and never goes back", async () => {
    const { handle, secret } = await withTotp();
    for (const [steps, code] of [
      [2, "proof-wrong"],
      [-2, "proof-wrong"],
      [1, ""],
      [0, "proof-wrong"],
      [-1, "proof-wrong"],
    ] as const)
      expect(await proveWith(await askOf(handle), "totp", codeNow(secret, steps)), `${steps}`).toMatchObject({ code });
  });

  test("one code passes once, also when it is used twenty times at the same moment", async () => {
    const { handle, secret } = await withTotp();
    const asks = [];
    for (let n = 0; n < 20; n++) {
      asks.push(await askOf(handle));
      // Questions are cheap; how many proofs a person may try is bounded apart.
      clock.pass(10);
    }
    const codes = await codesOf(asks.map((ask) => proveWith(ask, "totp", codeNow(secret))));
    expect(codes.filter((code) => code === "")).toHaveLength(1);
    expect(codes.filter((code) => code !== "" && code !== "proof-wrong" && code !== "rate-limited")).toEqual([]);
  });

  test("guesses are bounded: five for a question, ten in a row for a person", async () => {
    const { handle, secret } = await withTotp();
    const wrong = () => (codeNow(secret) === "123456" ? "654321" : "123456");
    const codes: string[] = [];
    const ask = await askOf(handle);
    for (let tries = 0; tries < 6; tries++) codes.push((await proveWith(ask, "totp", wrong())).code);
    expect(codes).toEqual([...Array<string>(5).fill("proof-wrong"), "proof-over"]);
    const next = await askOf(handle);
    for (let tries = 0; tries < 5; tries++) await proveWith(next, "totp", wrong());
    expect(await proveWith(await askOf(handle), "totp", codeNow(secret))).toMatchObject({ code: "rate-limited" });
  });

  test("a question is over in five minutes, and when the password was changed meanwhile", async () => {
    const { handle, person, secret } = await withTotp();
    const late = await askOf(handle);
    clock.pass(LIMITS.proofAskMs);
    expect(await proveWith(late, "totp", codeNow(secret))).toMatchObject({ code: "proof-over" });
    const ask = await askOf(handle);
    const changed = await person.call("changePassword", {}, { old: PASSWORD, new: "another long sentence of mine" });
    expect(changed).toMatchObject({ status: 204 });
    expect(await proveWith(ask, "totp", codeNow(secret))).toMatchObject({ code: "proof-over" });
  });

  test("lets the password be shorter, which then holds it", async () => {
    const { person } = await withTotp();
    expect(await person.call("changePassword", {}, { old: PASSWORD, new: "kx8wq2mz" })).toMatchObject({ status: 204 });
    expect(await person.call("removeTotp")).toMatchObject({ code: "password-depends" });
    const longer = { old: "kx8wq2mz", new: "another long sentence of mine" };
    expect(await person.call("changePassword", {}, longer)).toMatchObject({ status: 204 });
    expect(await person.call("removeTotp")).toMatchObject({ status: 204 });
    expect(await person.call("changePassword", {}, { old: longer.new, new: "kx8wq2mz" })).toMatchObject({
      code: "password-too-short",
    });
  });

  test("takes its recovery codes along when it goes", async () => {
    const { person } = await withTotp();
    expect(await person.call("makeRecoveryCodes")).toMatchObject({ status: 200 });
    expect((await person.call("factors")).body.recoveryCodes).toMatchObject({ left: 10 });
    expect(await person.call("removeTotp")).toMatchObject({ status: 204 });
    expect((await person.call("factors")).body.recoveryCodes).toBeUndefined();
  });
});

describe("recovery codes", () => {
  test("stand in for a factor once each, however they are typed, and also in a race", async () => {
    const { handle, person } = await withTotp();
    const { codes } = (await person.call("makeRecoveryCodes")).body;
    expect(new Set(codes).size).toBe(LIMITS.recoveryCodes);
    const [first, second] = codes as [string, string];
    const ask = await askOf(handle);
    expect(ask.kinds).toEqual(["totp", "recovery-code"]);
    expect((await proveWith(ask, "recovery-code", first.toLowerCase().replaceAll("-", " "))).status).toBe(200);
    expect(await proveWith(await askOf(handle), "recovery-code", first)).toMatchObject({ code: "proof-wrong" });
    const asks = [await askOf(handle), await askOf(handle), await askOf(handle)];
    const raced = await codesOf(asks.map((one) => proveWith(one, "recovery-code", second)));
    expect(raced.toSorted()).toEqual(["", "proof-wrong", "proof-wrong"]);
    expect((await person.call("factors")).body.recoveryCodes.left).toBe(LIMITS.recoveryCodes - 2);
  });

  test("are worth nothing once others were made, and to anybody else", async () => {
    const [mine, other] = [await withTotp(), await withTotp()];
    const [old] = (await mine.person.call("makeRecoveryCodes")).body.codes;
    const [fresh] = (await mine.person.call("makeRecoveryCodes")).body.codes;
    await other.person.call("makeRecoveryCodes");
    expect(await proveWith(await askOf(mine.handle), "recovery-code", old)).toMatchObject({ code: "proof-wrong" });
    expect(await proveWith(await askOf(other.handle), "recovery-code", fresh)).toMatchObject({ code: "proof-wrong" });
    expect(await proveWith(await askOf(mine.handle), "recovery-code", fresh)).toMatchObject({ status: 200 });
  });
});

describe("sensitive acts", () => {
  const acts: Readonly<Record<string, (of: RawMember) => Promise<{ code: string }>>> = {
    "adding a factor": (of) => of.call("askTotp"),
    "removing a factor": (of) => of.call("removeTotp"),
    "making recovery codes": (of) => of.call("makeRecoveryCodes"),
    "changing the password": (of) => of.call("changePassword", {}, { old: PASSWORD, new: PASSWORD }),
  };
  const ownersActs: typeof acts = {
    "giving a role": (of) => of.call("grantRole", {}, { account: of.account as never, role: "owner" }),
    "inviting an administrator": (of) => of.call("invite", {}, { role: "administrator" }),
    erasing: (of) => of.call("erase", {}, { what: "person", account: of.account as never, dryRun: true }),
    "changing what is asked of everybody": (of) =>
      of.call(
        "configureSecurity",
        {},
        {
          secondFactor: "optional",
          passwordMinChars: 15,
          passwordWithFactorMinChars: 8,
        },
      ),
  };

  test("need a proof of the last quarter of an hour; who may not do them is told that first", async () => {
    const { person } = await someone();
    clock.pass(LIMITS.freshProofMs);
    for (const [what, act] of Object.entries(acts)) expect((await act(person)).code, what).toBe("proof-needed");
    for (const [what, act] of Object.entries(ownersActs)) {
      expect((await act(person)).code, what).toBe("forbidden");
      expect((await act(owner)).code, what).toBe("proof-needed");
    }
  });

  test("pass after the password was given again, where there is nothing better, and only in that session", async () => {
    const { handle, person } = await someone();
    const elsewhere = raw.personOf((await raw.signIn(handle)).body);
    clock.pass(LIMITS.freshProofMs);
    const ask = (await person.call("askProof")).body;
    expect(ask.kinds).toEqual(["password"]);
    const prove = (who: RawMember, password: string) =>
      who.call("prove", {}, { ticket: ask.ticket, proof: { kind: "password", password } });
    expect(await prove(person, "not the passphrase")).toMatchObject({ code: "sign-in-failed" });
    expect(await prove(person, PASSWORD)).toMatchObject({ status: 200 });
    expect(await person.call("askTotp")).toMatchObject({ status: 200 });
    expect(await elsewhere.call("askTotp")).toMatchObject({ code: "proof-needed" });
    const theirs = (await person.call("askProof")).body;
    const proof = { kind: "password", password: PASSWORD } as const;
    expect(await elsewhere.call("prove", {}, { ticket: theirs.ticket, proof })).toMatchObject({ code: "proof-over" });
  });

  test("ask for the second factor where there is one: the password does not do", async () => {
    const { person, secret } = await withTotp();
    clock.pass(LIMITS.freshProofMs);
    const ask = (await person.call("askProof")).body;
    expect(ask.kinds).toEqual(["totp"]);
    const give = (proof: object) => person.call("prove", {}, { ticket: ask.ticket, proof } as never);
    expect(await give({ kind: "password", password: PASSWORD })).toMatchObject({ code: "proof-wrong" });
    expect(await give({ kind: "totp", code: codeNow(secret) })).toMatchObject({ status: 200 });
    expect(await person.call("removeTotp")).toMatchObject({ status: 204 });
  });
});

describe("a second factor that the organisation requires", () => {
  const security = (secondFactor: "optional" | "staff" | "everyone") => ({
    secondFactor,
    passwordMinChars: 15,
    passwordWithFactorMinChars: 8,
  });

  test("is first made by who requires it, then by everybody: sessions without one end", async () => {
    await using here = await openWorld();
    const boss = here.raw.owner;
    const member = await here.raw.join("member");
    const socket = await member.connect();
    expect(await boss.call("configureSecurity", {}, security("everyone"))).toMatchObject({ code: "factor-required" });
    const key = new SoftPasskey(here.url);
    const { ticket, passkey } = (await boss.call("askNewPasskey")).body;
    const { id } = (await boss.call("addPasskey", {}, { ticket, name: "key", passkey: key.create(passkey) })).body;
    expect(await boss.call("configureSecurity", {}, security("everyone"))).toMatchObject({ status: 204 });
    expect(await socket.closed()).toMatchObject({ code: 4401 });
    expect(await boss.call("removePasskey", { passkey: id })).toMatchObject({ code: "factor-required" });

    const { ask } = (await here.raw.signIn("member")).body;
    expect(ask.kinds).toEqual([]);
    const code = totpCode(ask.enrol.totp.secret, here.clock.nowMs());
    const give = (proof: object) => here.raw.call("proveSignIn", { body: { ticket: ask.ticket, proof } as never });
    expect(await give({ kind: "totp", code })).toMatchObject({ code: "proof-wrong" });
    expect((await give({ kind: "new-totp", code })).body.account).toBe(member.account);
    expect((await here.raw.signIn("member")).body.ask.kinds).toEqual(["totp"]);

    const { token } = (await boss.call("invite", {}, {})).body;
    const joined = await here.raw.call("acceptInvitation", { body: { token, ...here.raw.newPerson("late") } });
    const enrol = joined.body.ask;
    const late = new SoftPasskey(here.url);
    const proof = { kind: "new-passkey", name: "phone", passkey: late.create(enrol.enrol.passkey) } as const;
    expect((await here.raw.call("proveSignIn", { body: { ticket: enrol.ticket, proof } })).body.handle).toBe("late");
  });

  test("of staff is asked of who becomes staff", async () => {
    await using here = await openWorld();
    const boss = here.raw.owner;
    const member = await here.raw.join("member");
    const key = new SoftPasskey(here.url);
    const { ticket, passkey } = (await boss.call("askNewPasskey")).body;
    await boss.call("addPasskey", {}, { ticket, name: "key", passkey: key.create(passkey) });
    await boss.call("configureSecurity", {}, security("staff"));
    const socket = await member.connect();
    expect(await member.call("me")).toMatchObject({ status: 200 });
    await boss.call("grantRole", {}, { account: member.account as never, role: "auditor" });
    expect(await socket.closed()).toMatchObject({ code: 4401 });
    expect((await here.raw.signIn("member")).body.ask.enrol).toBeDefined();
  });

  test("of staff is asked of who holds such a role beside the first one, given or asked for", async () => {
    await using here = await openWorld();
    const boss = here.raw.owner;
    const key = new SoftPasskey(here.url);
    const { ticket, passkey } = (await boss.call("askNewPasskey")).body;
    await boss.call("addPasskey", {}, { ticket, name: "key", passkey: key.create(passkey) });
    await boss.call("configureSecurity", {}, security("staff"));
    const [given, asking] = [await here.raw.join("given"), await here.raw.join("asking")];
    const sockets = [await given.connect(), await asking.connect()];
    const held = { account: given.account as never, role: "owner", reason: "a test" } as const;
    expect(await boss.call("holdRole", {}, held)).toMatchObject({ status: 204 });
    const asked = await asking.call("askRole", {}, { role: "auditor", forMs: 3_600_000, reason: "a test" });
    const request = String(asked.body.id);
    const granted = { grant: true, account: asking.account as never, role: "auditor", forMs: 3_600_000 } as const;
    expect(await boss.call("answerRoleRequest", { request }, granted)).toMatchObject({ status: 204 });
    for (const socket of sockets) expect(await socket.closed()).toMatchObject({ code: 4401 });
    for (const handle of ["given", "asking"])
      expect((await here.raw.signIn(handle)).body.ask.enrol, handle).toBeDefined();
  });

  test("of a role of the organisation's own is asked of who holds it, at once, and no more once it is dropped", async () => {
    await using here = await openWorld();
    const boss = here.raw.owner;
    const holder = await here.raw.join("holder");
    const role = { id: newId<RoleId>(), name: "Cashier", says: "", actions: [] };
    const define = async (secondFactor: boolean) => {
      const { version, document } = (await boss.call("policy")).body;
      const roles = [{ ...role, secondFactor }];
      return boss.call("changePolicy", {}, { version, document: { ...document, roles }, reason: "a test" });
    };
    expect(await define(false)).toMatchObject({ status: 200 });
    const held = { account: holder.account as never, role: role.id };
    await boss.call("holdRole", {}, { ...held, reason: "a test" });
    const socket = await holder.connect();
    expect(await holder.call("me")).toMatchObject({ status: 200 });
    expect(await define(true)).toMatchObject({ status: 200 });
    expect(await socket.closed()).toMatchObject({ code: 4401 });
    expect((await here.raw.signIn("holder")).body.ask.enrol).toBeDefined();
    await boss.call("dropRole", {}, held);
    expect((await here.raw.signIn("holder")).body.account).toBe(holder.account);
  });

  test("is not made anew by an older question of who knew the password before there was one", async () => {
    await using here = await openWorld();
    const boss = here.raw.owner;
    await here.raw.join("member");
    const key = new SoftPasskey(here.url);
    const { ticket, passkey } = (await boss.call("askNewPasskey")).body;
    await boss.call("addPasskey", {}, { ticket, name: "key", passkey: key.create(passkey) });
    await boss.call("configureSecurity", {}, security("everyone"));
    const question = async () => (await here.raw.signIn("member")).body.ask;
    const [thiefs, thiefsToo, own] = [await question(), await question(), await question()];
    const prove = (ask: { ticket: string }, proof: object) =>
      here.raw.call("proveSignIn", { body: { ticket: ask.ticket, proof } as never });
    const totp = ({ enrol }: typeof own) => ({
      kind: "new-totp",
      code: totpCode(enrol.totp.secret, here.clock.nowMs()),
    });
    expect(await prove(own, totp(own))).toMatchObject({ status: 200 });
    expect(await prove(thiefs, totp(thiefs))).toMatchObject({ code: "proof-over" });
    const passkeyOf = { kind: "new-passkey", name: "key", passkey: key.create(thiefsToo.enrol.passkey) };
    expect(await prove(thiefsToo, passkeyOf)).toMatchObject({ code: "proof-over" });
    expect((await question()).kinds).toEqual(["totp"]);
  });
});
