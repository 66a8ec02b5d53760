import { expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

test("an owner gives a role, sees who has one, and is shown where that was recorded", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  await world.signedIn("bo");
  const granted = await anna.warbler(["role", "grant", "bo", "security-officer"]);
  expect(granted).toMatchObject({ code: 0 });
  expect(granted.out).toContain("@bo has the role: security officer.");
  expect(granted.out).toContain("41/2");
  const listed = await anna.warbler(["--lang", "zh", "role"]);
  expect(listed.out).toMatch(/所有者\s+@anna[\s\S]*安全员\s+@bo/);
  expect((await anna.warbler(["role", "grant", "bo", "emperor"])).code).toBe(5);
});

test("a person is suspended with a reason, comes back, and leaves only once that was typed", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  await world.signedIn("bo");
  expect((await anna.warbler(["user", "suspend", "bo"])).code).toBe(2);
  expect((await anna.warbler(["user", "suspend", "bo", "--reason", "a lost laptop"])).out).toContain("Suspended @bo");
  expect((await anna.warbler(["role", "grant", "bo", "auditor"])).code).toBe(0);
  expect((await anna.warbler(["role"])).out).toMatch(/auditor\s+@bo.*suspended/);
  expect((await anna.warbler(["user", "reinstate", "bo"])).out).toContain("@bo may sign in again");
  const remove = ["user", "remove", "bo", "--reason", "a new job"];
  const unsure = await anna.warbler(remove, { answers: ["yes", ""] });
  expect(unsure).toMatchObject({ code: 2 });
  expect(unsure.err).toContain("nobody was removed");
  expect((await anna.warbler(remove, { answers: ["bo"] })).out).toContain("Removed @bo");
  expect((await anna.warbler(["--lang", "zh", "role"])).out).toContain("已离开");
});

test("a role of the organisation's own is tried out, made, held for a time and dropped", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  await world.signedIn("bo");
  const define = ["role", "define", "Front desk", "people.invite", "import.run"];
  const tried = await anna.warbler([...define, "--dry-run"]);
  expect(tried.out).toContain("@anna  gains: import.run");
  expect(tried.out).toContain("Nothing was changed.");
  expect((await anna.warbler(define)).code).toBe(2);
  expect((await anna.warbler([...define, "--reason", "a new desk"])).out).toContain("The policy is at version 1");
  expect((await anna.warbler(["role", "define", "Refused", "--reason", "x"])).err).toContain("That is not allowed.");
  expect((await anna.warbler(["role", "define", "Cook", "role.grant", "--reason", "x"])).code).toBe(2);
  const grant = ["role", "grant", "bo", "Front desk"];
  expect((await anna.warbler(grant)).code).toBe(2);
  expect((await anna.warbler([...grant, "--for", "4h", "--reason", "a holiday"])).out).toContain("Front desk");
  expect((await anna.warbler([...grant, "--for", "4", "--reason", "a holiday"])).code).toBe(2);
  expect((await anna.warbler(["role"])).out).toMatch(/Front desk\s+@bo\s+BO\s+until /);
  expect((await anna.warbler(["role", "revoke", "bo", "Front desk"])).code).toBe(0);
  expect((await anna.warbler(["role"])).out).not.toContain("Front desk");
  expect((await anna.warbler(["role", "revoke", "bo", "Nobody"])).code).toBe(5);
});

test("a role is asked for with a reason, listed and answered", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const bo = await world.signedIn("bo");
  const ask = ["role", "request", "auditor", "--for", "90m"];
  expect((await bo.warbler(ask)).code).toBe(2);
  const { request } = (await bo.warbler([...ask, "--reason", "the yearly audit", "--json"])).json();
  expect((await bo.warbler(["role", "requests", "--mine"])).out).toMatch(
    /waits.*@bo.*auditor.*1\.5 h.*the yearly audit/,
  );
  expect((await anna.warbler(["role", "approve", request.id])).out).toContain("Granted.");
  expect((await anna.warbler(["--lang", "zh", "role", "requests"])).out).toContain("已批准");
  expect((await anna.warbler(["role", "refuse", "x"])).code).toBe(5);
});

test("why is told in the chosen language, and a policy test that fails ends with its exit code", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  expect((await anna.warbler(["role", "why", "me", "room.create"])).out).toBe("Yes: everybody may do that.\n");
  expect((await anna.warbler(["--lang", "zh", "role", "why", "anna", "room.create"])).out).toContain("可以");
  expect((await anna.warbler(["role", "why", "me", "message.read"])).code).toBe(2);
  const test = ["role", "test", "auditor"];
  expect((await anna.warbler([...test, "may", "audit.query", "--reason", "it must"])).code).toBe(0);
  expect((await anna.warbler(["role", "test"])).out).toMatch(/1\s+passes\s+auditor\s+may\s+audit.query/);
  const refused = await anna.warbler([...test, "may-not", "people.invite", "--reason", "it must not"]);
  expect(refused.err).toContain("Test 2 would fail.");
  expect((await anna.warbler(["role", "test", "--remove", "1", "--reason", "done"])).code).toBe(0);
  expect((await anna.warbler(["role", "profile", "three-officers", "--reason", "the law"])).code).toBe(0);
});
