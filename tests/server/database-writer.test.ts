/** Somebody who can write to the record database, and has neither the server's keys nor its other folders, becomes nobody by that. */
import { createHash, randomBytes } from "node:crypto";
import { LIMITS, newId } from "@warbler/protocol";
import { openWorld } from "@warbler/testkit";
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
const signedIn = async () => raw.personOf((await raw.signIn("mallory")).body);

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
