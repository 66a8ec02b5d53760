import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateDeviceKey, signAsDevice } from "@warbler/crypto/identity";
import { actPayload } from "@warbler/protocol";
import { expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

const ASK = ["approvals", "ask", "queryAudit", '{"reason":"a complaint"}', "--reason", "the yearly audit"];

test("an act is asked for, shown as it is signed, signed only once its id was typed, and done", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const bo = await world.signedIn("bo", "owner");
  const asked = await anna.warbler([...ASK, "--json"]);
  expect(asked).toMatchObject({ code: 0 });
  const { id } = asked.json().request;
  expect((await bo.warbler(["approvals"])).out).toMatch(
    new RegExp(`${id}\\s+waits\\s+0/1\\s+@anna\\s+audit.query.*the yearly audit`),
  );
  const shown = (await bo.warbler(["approvals", "show", id, "--json"])).json();
  expect(JSON.parse(shown.payload)).toEqual(expect.arrayContaining(["warbler act v1", id, "queryAudit"]));
  const tooEarly = await anna.warbler(["approvals", "execute", id]);
  expect(tooEarly.code).not.toBe(0);
  expect(tooEarly.err).toContain("warbler approvals ask");
  const unsure = await bo.warbler(["approvals", "approve", id], { answers: ["yes", ""] });
  expect(unsure).toMatchObject({ code: 2 });
  expect(unsure.err).toContain("nothing was signed");
  expect(unsure.err).toContain("These bytes are signed:");
  expect((await bo.warbler(["approvals", "approve", id], { answers: [id] })).out).toContain("Signed: 1 of 1.");
  expect((await anna.warbler(["approvals", "execute", id])).out).toContain("Done.");
  expect((await anna.warbler(["approvals", "execute", id])).code).not.toBe(0);
  expect((await anna.warbler(["--lang", "zh", "approvals", "list", "--mine"])).out).toContain("@anna");
});

test("beside the id of a role whoever is asked reads its name", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  await world.signedIn("bo");
  await anna.warbler(["role", "define", "Front desk", "people.invite", "--reason", "a new desk"]);
  await anna.warbler(["role", "grant", "bo", "Front desk", "--reason", "a holiday"]);
  const [{ account, role }] = (await anna.warbler(["role", "--json"])).json().held;
  const ask = ["approvals", "ask", "dropRole", JSON.stringify({ account, role }), "--reason", "it is over", "--json"];
  const { id } = (await anna.warbler(ask)).json().request;
  const { out } = await anna.warbler(["approvals", "show", id]);
  expect(out).toContain("role: Front desk");
  expect(out).toContain("person: @bo");
  expect(out).toContain("To take a further role away");
  const inChinese = await anna.warbler(["--lang", "zh", "approvals", "show", id]);
  expect(inChinese.out).toContain("人员：@bo");
});

test("nobody signs their own, what is withdrawn waits no more, and bad input is refused in words", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const { id } = (await anna.warbler([...ASK, "--json"])).json().request;
  expect((await anna.warbler(["approvals", "approve", id, "--yes"])).code).not.toBe(0);
  expect((await anna.warbler(["approvals", "withdraw", id])).out).toContain("Withdrawn.");
  expect((await anna.warbler(["approvals"])).out).toMatch(new RegExp(`${id}\\s+withdrawn`));
  expect((await anna.warbler(["approvals", "show", "x"])).code).toBe(5);
  const noJson = await anna.warbler(["approvals", "ask", "queryAudit", "{", "--reason", "x"]);
  expect(noJson).toMatchObject({ code: 2 });
  expect(noJson.err).toContain("Expected JSON.");
  expect((await anna.warbler(["approvals", "ask", "queryAudit", "{}", "--param", "x", "--reason", "x"])).code).toBe(2);
  expect((await anna.warbler(["approvals", "ask", "queryAudit", "{}"])).code).toBe(2);
});

test("how many others must sign is set for all such actions or for some, after seeing what it does", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const tried = await anna.warbler(["approvals", "require", "1", "--dry-run"]);
  expect(tried.out).toContain("Nothing was changed.");
  expect((await anna.warbler(["approvals", "require", "1"])).code).toBe(2);
  const all = await anna.warbler(["approvals", "require", "1", "--reason", "nobody alone"]);
  expect(all.out).toContain("The policy is at version 1");
  const less = ["approvals", "require", "0", "audit.query", "--reason", "a small team", "--json"];
  expect((await anna.warbler(less)).json()).toMatchObject({ version: 2 });
  expect((await anna.warbler(["approvals", "require", "6", "--reason", "x"])).code).toBe(2);
  expect((await anna.warbler(["approvals", "require", "1", "room.create", "--reason", "x"])).code).toBe(2);
});

test("what approvers sign with is chosen, shown and kept by what is set afterwards", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  expect((await anna.warbler(["approvals", "rules"])).out).toContain("Nothing is under dual control.");
  await anna.warbler(["approvals", "require", "1", "--keys", "passkey", "--reason", "nobody alone"]);
  await anna.warbler(["approvals", "require", "2", "audit.query", "--reason", "two"]);
  const { rules } = (await anna.warbler(["approvals", "rules", "--json"])).json();
  expect(rules).toContainEqual({ action: "audit.query", approvals: 2, keys: "passkey" });
  expect((await anna.warbler(["approvals", "rules"])).out).toMatch(/audit\.query\s+2\s+approvers sign with a passkey/);
  expect((await anna.warbler(["approvals", "require", "1", "--keys", "pin", "--reason", "x"])).code).toBe(2);
  const { id } = (await anna.warbler([...ASK, "--json"])).json().request;
  expect((await anna.warbler(["approvals", "show", id])).out).toContain("with a device's key or a passkey");
});

test("signatures are verified from a file, without a server, and one changed word makes them wrong", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const { id } = (await anna.warbler([...ASK, "--json"])).json().request;
  const { request } = (await anna.warbler(["approvals", "show", id, "--json"])).json();
  const key = await generateDeviceKey("storable");
  const signature = Buffer.from(await signAsDevice(key, "approval", actPayload(request))).toString("base64url");
  const publicKey = Buffer.from(key.verifyingKey).toString("base64url");
  const evidence = { by: "device", publicKey, signature };
  const approval = { account: request.account, device: id, atMs: 1, evidence };
  const verified = async (act: object) => {
    const file = join(await mkdtemp(join(tmpdir(), "warbler-act-")), "act.json");
    await writeFile(file, JSON.stringify({ request: act }));
    return anna.warbler(["approvals", "verify", file]);
  };
  const right = await verified({ ...request, approvals: [approval] });
  expect(right.out).toContain(`over exactly act ${id}`);
  expect(right.out).toContain(publicKey);
  for (const wrong of [
    { ...request, reason: "another", approvals: [approval] },
    { ...request, approvals: [] },
    { ...request, approvals: [{ ...approval, evidence: undefined }] },
  ])
    expect((await verified(wrong)).err).toContain("A signature is missing or wrong");
  expect((await verified({})).err).toContain("Expected an act");
  expect((await anna.warbler(["approvals", "verify", "/nowhere/at.all"])).code).toBe(10);
});
