/** Somebody who can write to the record database, and has neither the server's keys nor its other folders, becomes nobody by that. */
import { createHash, randomBytes } from "node:crypto";
import { type ApiInput, LIMITS, newId } from "@warbler/protocol";
import { openWorld, PASSWORD, type RawMember, SoftPasskey, totpCode } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";
import { databaseOf } from "./in-the-database.ts";
import { ssoScene } from "./sso-scene.ts";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;
const { owner } = raw;
const mallory = await raw.join("mallory");
const inTheDatabase = databaseOf(world);

const newToken = () => {
  const secret = randomBytes(32);
  return { token: secret.toString("base64url"), digest: createHash("sha256").update(secret).digest("hex") };
};
const signedIn = async (handle = "mallory") => raw.personOf((await raw.signIn(handle)).body);

test("a session that somebody puts there is nobody's", async () => {
  const { token, digest } = newToken();
  inTheDatabase(
    "INSERT INTO sessions (id, account, device, token, started_ms, expires_ms) VALUES (?, ?, ?, unhex(?), ?, ?)",
    ...[String(newId()), owner.account, owner.device, digest, String(clock.nowMs()), String(clock.nowMs() + 3_600_000)],
  );
  expect(await raw.call("me", { token })).toMatchObject({ code: "signed-out" });
});

test("a session becomes no other person's, and no other token's", async () => {
  const session = await signedIn();
  inTheDatabase("UPDATE sessions SET account = ? WHERE id = ?", owner.account, session.session);
  expect(await session.call("me")).toMatchObject({ code: "signed-out" });
  const { token, digest } = newToken();
  inTheDatabase("UPDATE sessions SET token = unhex(?) WHERE id = ?", digest, owner.session);
  expect(await raw.call("me", { token })).toMatchObject({ code: "signed-out" });
  const before = createHash("sha256").update(Buffer.from(owner.token, "base64url")).digest("hex");
  inTheDatabase("UPDATE sessions SET token = unhex(?) WHERE id = ?", before, owner.session);
  expect((await owner.call("me")).status).toBe(200);
});

test("a session lasts no longer, and is no more proved, than the server said", async () => {
  const session = await signedIn();
  clock.pass(16 * 60_000);
  expect(await session.call("askTotp")).toMatchObject({ code: "proof-needed" });
  await session.proves();
  expect((await session.call("askTotp")).status).toBe(200);
  clock.pass(16 * 60_000);
  inTheDatabase("UPDATE sessions SET proven_ms = ? WHERE id = ?", String(clock.nowMs()), session.session);
  expect(await session.call("askTotp")).toMatchObject({ code: "signed-out" });
  const other = await signedIn();
  inTheDatabase("UPDATE sessions SET expires_ms = expires_ms + 1 WHERE id = ?", other.session);
  expect(await other.call("me")).toMatchObject({ code: "signed-out" });
});

test("a sign-in at a service is linked with nobody by the database, nor again after it was taken away", async () => {
  const scene = await ssoScene(world);
  await using _ = scene.idp;
  const provider = await scene.on();
  scene.idp.user = { sub: "mallory" };
  await mallory.proves();
  const link = (await scene.linked(mallory, provider)).body.id;
  expect((await scene.signIn(provider)).body.account).toBe(mallory.account);
  inTheDatabase("UPDATE sso_links SET account = ? WHERE id = ?", owner.account, link);
  expect(await scene.signIn(provider)).toMatchObject({ code: "sso-unknown" });
  inTheDatabase("UPDATE sso_links SET account = ? WHERE id = ?", mallory.account, link);
  expect((await scene.signIn(provider)).body.account).toBe(mallory.account);
  await mallory.proves();
  expect((await mallory.call("unlinkSso", { link })).status).toBe(204);
  inTheDatabase("UPDATE sso_links SET unlinked_ms = NULL WHERE id = ?", link);
  expect(await scene.signIn(provider)).toMatchObject({ code: "sso-unknown" });
});

test("a recovery of access becomes no other person's, opens no sooner, and stays refused", async () => {
  const start = async () => {
    await owner.proves();
    const reason = { reason: "a test" };
    return (await owner.call("startAccessRecovery", { account: mallory.account }, reason)).body;
  };
  const look = (token: string) => raw.call("accessLink", { body: { token } });
  for (const set of [`account = '${owner.account}'`, "opens_ms = 0", "confirmed_by = 'code'"]) {
    clock.pass(24 * 3_600_000);
    const { id, token } = await start();
    expect((await look(token)).status).toBe(200);
    inTheDatabase(`UPDATE access_recoveries SET ${set} WHERE id = ?`, id);
    expect(await look(token), set).toMatchObject({ code: "access-link-invalid" });
  }
  clock.pass(LIMITS.freshProofMs);
  const { id, token } = await start();
  const session = await signedIn();
  expect((await session.call("refuseAccessRecovery", { recovery: id })).status).toBe(204);
  inTheDatabase("UPDATE access_recoveries SET state = 'open', ended_ms = NULL WHERE id = ?", id);
  expect(await look(token)).toMatchObject({ code: "access-link-invalid" });
});

test("an invitation gives no other role, in nobody else's name, and to no other token", async () => {
  let invited = 0;
  const invite = async () => (await owner.call("invite", {}, { role: "member" })).body;
  const accept = (token: string) =>
    raw.call("acceptInvitation", { body: { token, ...raw.newPerson(`invited-${++invited}`) } });
  const untouched = await invite();
  expect((await accept(untouched.token)).status).toBe(200);
  for (const set of ["role = 'administrator'", "expires_ms = expires_ms + 1", `created_by = '${mallory.account}'`]) {
    const { id, token } = await invite();
    inTheDatabase(`UPDATE invitations SET ${set} WHERE id = ?`, id);
    expect(await accept(token), set).toMatchObject({ code: "invitation-invalid" });
  }
  const { id } = await invite();
  const { token, digest } = newToken();
  inTheDatabase("UPDATE invitations SET token = unhex(?) WHERE id = ?", digest, id);
  expect(await accept(token)).toMatchObject({ code: "invitation-invalid" });
});

/** Keeps the rows of a table as they are; what this gives puts them back. */
const kept = (name: string) => {
  inTheDatabase("DROP TABLE IF EXISTS kept");
  inTheDatabase(`CREATE TABLE kept AS SELECT * FROM ${name}`);
  return () => inTheDatabase(`INSERT OR REPLACE INTO ${name} SELECT * FROM kept`);
};

test("a session, and one of another device, stay ended when somebody puts them back as they were", async () => {
  const [session, other] = [await signedIn(), await signedIn()];
  const putBack = kept("sessions");
  expect((await other.call("endSession", { session: session.session })).status).toBe(204);
  expect((await other.call("signOut")).status).toBe(204);
  putBack();
  expect(await session.call("me")).toMatchObject({ code: "signed-out" });
  expect(await other.call("me")).toMatchObject({ code: "signed-out" });
  const { facts } = (await owner.call("queryAudit", {}, { reason: "a test", kind: "role-row.refused" })).body;
  expect(JSON.stringify(facts)).toContain(`sessions/${session.session}`);
});

/** Takes rows of a table out; what this gives puts them back as they were. */
const takenOut = (name: string, where: string, id: string) => {
  inTheDatabase("DROP TABLE IF EXISTS taken");
  inTheDatabase(`CREATE TABLE taken AS SELECT * FROM ${name}`);
  inTheDatabase(`DELETE FROM ${name} WHERE ${where} = ?`, id);
  return () => inTheDatabase(`INSERT OR REPLACE INTO ${name} SELECT * FROM taken WHERE ${where} = ?`, id);
};

test("a session that was taken out before all others were ended is not there again afterwards", async () => {
  const endings = [
    (of: RawMember) => of.call("endOtherSessions"),
    (of: RawMember) => of.call("changePassword", {}, { old: PASSWORD, new: PASSWORD }),
    (of: RawMember) => owner.call("signPersonOut", { account: of.account }, { reason: "a test" }),
    async (of: RawMember) => {
      await owner.call("suspendPerson", { account: of.account }, { reason: "a test" });
      return owner.call("reinstatePerson", { account: of.account });
    },
  ];
  await raw.join("several");
  for (const ends of endings) {
    const [session, other] = [await signedIn("several"), await signedIn("several")];
    await owner.proves();
    await other.proves();
    const putBack = takenOut("sessions", "id", session.session);
    expect((await ends(other)).status, String(ends)).toBeLessThan(300);
    putBack();
    expect(await session.call("me"), String(ends)).toMatchObject({ code: "signed-out" });
    expect((await (await signedIn("several")).call("me")).status).toBe(200);
  }
});

test("the session that ends all others goes on, also after a proof", async () => {
  const session = await raw.join("lasting");
  for (let times = 0; times < 2; times++) {
    await signedIn("lasting");
    expect((await session.call("endOtherSessions")).status).toBe(204);
    expect((await session.call("me")).status).toBe(200);
    await session.proves();
    expect((await session.call("me")).status).toBe(200);
  }
});

test("a device that was removed has no session again, nor is it there again", async () => {
  const [session, other] = [await raw.join("two-devices"), await signedIn("two-devices")];
  const putBack = takenOut("sessions", "id", session.session);
  expect((await other.call("removeDevice", { device: session.device })).status).toBe(204);
  putBack();
  inTheDatabase("UPDATE devices SET removed_ms = NULL WHERE id = ?", session.device);
  expect(await session.call("me")).toMatchObject({ code: "signed-out" });
  const shown = (await other.call("devices")).body.devices.map(({ id }: { id: string }) => id);
  expect(shown).not.toContain(session.device);
});

test("a token of a bot stays ended", async () => {
  await owner.proves();
  const bot = (await owner.call("makeBot", {}, { handle: "robot", name: "Robot", owner: owner.account as never })).body;
  const token = { name: "a test", scopes: ["messages:read"], forMs: 3_600_000 } as const;
  const made = (await owner.call("makeToken", { account: bot.account }, { ...token, scopes: [...token.scopes] })).body;
  const ask = () => raw.call("ownToken", { token: made.token });
  expect((await ask()).status).toBe(200);
  const putBack = kept("tokens");
  expect((await owner.call("revokeToken", { token: made.id })).status).toBe(204);
  putBack();
  expect(await ask()).toMatchObject({ code: "signed-out" });
});

test("an invitation that was taken, or withdrawn, gives nothing again", async () => {
  const invite = async () => (await owner.call("invite", {}, { role: "member" })).body;
  const [taken, withdrawn] = [await invite(), await invite()];
  const accept = (token: string, name: string) =>
    raw.call("acceptInvitation", { body: { token, ...raw.newPerson(name) } });
  const putBack = kept("invitations");
  expect((await accept(taken.token, "taker")).status).toBe(200);
  expect((await owner.call("withdrawInvitation", { invitation: withdrawn.id })).status).toBe(204);
  putBack();
  expect(await accept(taken.token, "taker-two")).toMatchObject({ code: "invitation-invalid" });
  expect(await accept(withdrawn.token, "taker-three")).toMatchObject({ code: "invitation-invalid" });
});

test("a password that was changed opens nothing again", async () => {
  const person = await raw.join("changer");
  const putBack = kept("accounts");
  const fresh = "a quite different sentence 7";
  expect((await person.call("changePassword", {}, { old: PASSWORD, new: fresh })).status).toBe(204);
  putBack();
  expect(await raw.signIn("changer")).toMatchObject({ code: "sign-in-failed" });
});

/** Recovers somebody's access: their password is `next` afterwards, and no factor is left. */
const recover = async (account: string, next: string) => {
  await owner.proves();
  const started = (await owner.call("startAccessRecovery", { account }, { reason: "a test" })).body;
  clock.pass(24 * 3_600_000);
  const { device } = raw.newPerson("any");
  const body = { token: started.token, password: next, device };
  expect((await raw.call("useAccessLink", { body })).status).toBe(200);
};

test("a password that somebody hides from a recovery of access opens nothing afterwards", async () => {
  const person = await raw.join("hidden");
  const putBack = kept("accounts");
  inTheDatabase("UPDATE accounts SET password = NULL WHERE id = ?", person.account);
  await recover(person.account, "a quite different sentence 8");
  putBack();
  expect(await raw.signIn("hidden")).toMatchObject({ code: "sign-in-failed" });
});

/** Somebody with a passkey, an authenticator app and recovery codes. */
const withFactors = async (handle: string) => {
  const person = await raw.join(handle);
  const key = new SoftPasskey(world.url);
  const asked = (await person.call("askNewPasskey")).body;
  const body = { ticket: asked.ticket, name: "key", passkey: key.create(asked.passkey) };
  const { id } = (await person.call("addPasskey", {}, body)).body;
  const { ticket, totp } = (await person.call("askTotp")).body;
  await person.call("addTotp", {}, { ticket, code: totpCode(totp.secret, clock.nowMs()) });
  const { codes } = (await person.call("makeRecoveryCodes")).body;
  return { ...person, key, passkey: id as string, secret: totp.secret as string, codes: codes as string[] };
};
const byPasskey = async (key: SoftPasskey) => {
  const { ticket, passkey } = (await raw.call("askPasskey")).body;
  const body = { ticket, passkey: key.get(passkey), device: raw.newPerson("any").device };
  return raw.call("signInByPasskey", { body });
};

test("factors that somebody hides from a recovery of access prove nothing afterwards", async () => {
  const person = await withFactors("hider");
  const tables = ["passkeys", "totps", "recovery_codes"];
  for (const name of tables) {
    inTheDatabase(`CREATE TABLE hidden_${name} AS SELECT * FROM ${name}`);
    inTheDatabase(`DELETE FROM ${name} WHERE account = ?`, person.account);
  }
  const next = "a quite different sentence 9";
  await recover(person.account, next);
  const putBack = () => {
    for (const name of tables) inTheDatabase(`INSERT OR REPLACE INTO ${name} SELECT * FROM hidden_${name}`);
  };
  putBack();
  expect(await byPasskey(person.key)).toMatchObject({ code: "proof-wrong" });
  // Nor do they stand beside the factors that came later.
  const again = raw.personOf((await raw.signIn("hider", next)).body);
  const asked = (await again.call("askTotp")).body;
  await again.call("addTotp", {}, { ticket: asked.ticket, code: totpCode(asked.totp.secret, clock.nowMs()) });
  await again.call("makeRecoveryCodes");
  putBack();
  clock.pass(60_000);
  for (const proof of [
    { kind: "totp", code: totpCode(person.secret, clock.nowMs()) },
    { kind: "recovery-code", code: person.codes[0] ?? "" },
  ] as const) {
    const { ask } = (await raw.signIn("hider", next)).body;
    expect(await raw.call("proveSignIn", { body: { ticket: ask.ticket, proof } })).toMatchObject({
      code: "proof-wrong",
    });
  }
});

test("who has second factors is asked for one, whatever is taken out of the database", async () => {
  const person = await withFactors("asked");
  for (const name of ["recovery_codes", "passkeys", "totps", "held_factors"]) {
    inTheDatabase(`DELETE FROM ${name} WHERE account = ?`, person.account);
    expect((await raw.signIn("asked")).body.ask?.kinds, name).not.toEqual([]);
    expect((await raw.signIn("asked")).body.token, name).toBeUndefined();
  }
});

test("a passkey, an authenticator app and recovery codes stay removed, and a code that was used stays used", async () => {
  const person = await withFactors("factors");
  const [used = ""] = person.codes;
  const prove = async (proof: ApiInput<"proveSignIn">["proof"]) => {
    const { ask } = (await raw.signIn("factors")).body;
    return raw.call("proveSignIn", { body: { ticket: ask.ticket, proof } });
  };
  const byCode = () => prove({ kind: "recovery-code", code: used });
  const putBack = ["held_factors", "passkeys", "totps", "recovery_codes"].map((name) => {
    inTheDatabase(`CREATE TABLE kept_${name} AS SELECT * FROM ${name}`);
    return () => inTheDatabase(`INSERT OR REPLACE INTO ${name} SELECT * FROM kept_${name}`);
  });
  expect((await byCode()).status).toBe(200);
  for (const again of putBack) again();
  expect(await byCode()).toMatchObject({ code: "proof-wrong" });
  // One that stays, so that there is something to be asked for.
  const asked = (await person.call("askNewPasskey")).body;
  const stays = { ticket: asked.ticket, name: "stays", passkey: new SoftPasskey(world.url).create(asked.passkey) };
  await person.call("addPasskey", {}, stays);
  expect((await person.call("removePasskey", { passkey: person.passkey })).status).toBe(204);
  expect((await person.call("removeTotp")).status).toBe(204);
  for (const again of putBack) again();
  expect(await byPasskey(person.key)).toMatchObject({ code: "proof-wrong" });
  clock.pass(60_000);
  expect(await prove({ kind: "totp", code: totpCode(person.secret, clock.nowMs()) })).toMatchObject({
    code: "proof-wrong",
  });
});

test("a sign-in service that was turned off, or changed, is not turned on again by the database", async () => {
  const scene = await ssoScene(world);
  await using _ = scene.idp;
  const provider = await scene.on();
  const person = await raw.join("linked");
  scene.idp.user = { sub: "linked" };
  await person.proves();
  await scene.linked(person, provider);
  expect((await scene.signIn(provider)).status).toBe(200);
  const putBack = kept("sso_providers");
  await owner.proves();
  await owner.call("switchSsoProvider", { provider }, { isOn: false });
  putBack();
  const shown = (await raw.call("ssoChoices")).body.providers.map(({ id }: { id: string }) => id);
  expect(shown).not.toContain(provider);
  await expect(scene.signIn(provider)).rejects.toThrow("expected a sign-in to begin");
});
