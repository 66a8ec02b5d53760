import { expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

test("an owner gives a role, sees who has one, and is shown where that was recorded", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  await world.signedIn("bo");
  const granted = await anna.warbler(["role", "grant", "bo", "security-officer"]);
  expect(granted).toMatchObject({ code: 0 });
  expect(granted.out).toContain("@bo is now: security officer.");
  expect(granted.out).toContain("41/2");
  const listed = await anna.warbler(["--lang", "zh", "role"]);
  expect(listed.out).toMatch(/所有者\s+@anna[\s\S]*安全员\s+@bo/);
  expect((await anna.warbler(["role", "grant", "bo", "emperor"])).code).toBe(2);
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
  const unsure = await anna.warbler(remove, { answers: ["yes"] });
  expect(unsure).toMatchObject({ code: 2 });
  expect(unsure.err).toContain("nobody was removed");
  expect((await anna.warbler(remove, { answers: ["bo"] })).out).toContain("Removed @bo");
  expect((await anna.warbler(["--lang", "zh", "role"])).out).toContain("已离开");
});
