import { expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

test("a directory gets a token, its groups give roles and rooms, and one of its users is somebody who is here", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  await world.signedIn("bo");
  await anna.warbler(["room", "create", "ops"]);
  expect((await anna.warbler(["directory"])).out).toMatch(/SCIM address: https:\/\/.*\/scim\/v2[\s\S]*No token/);
  const made = await anna.warbler(["directory", "token", "--name", "Entra", "--for", "90d"]);
  expect(made.out).toMatch(/\nwbt_[A-Za-z0-9_-]{43}\n/);
  expect((await anna.warbler(["directory", "map", "Finance"])).code).toBe(2);
  expect((await anna.warbler(["directory", "map", "Nobody", "--role", "auditor"])).code).toBe(5);
  expect((await anna.warbler(["directory", "map", "finance", "--role", "auditor"])).out).toContain(
    "Finance gives: auditor.",
  );
  expect((await anna.warbler(["directory", "map", "Finance", "--room", "ops"])).code).toBe(0);
  expect((await anna.warbler(["--lang", "zh", "directory"])).out).toMatch(/Finance\s+1 名成员\s+审计员, ops/);
  expect((await anna.warbler(["directory", "unmap", "Finance", "ops"])).out).toContain("is taken back");
  expect((await anna.warbler(["directory", "unmap", "Finance", "ops"])).code).toBe(5);
  const officers = ["directory", "officers", "on", "--reason", "we trust Entra"];
  expect((await anna.warbler(officers)).out).toContain("The policy is at version 1");
  expect((await anna.warbler(["directory", "officers", "maybe", "--reason", "x"])).code).toBe(2);
  expect((await anna.warbler(["directory", "people"])).out).toMatch(/li@example\.com\s+Li\s+has not joined/);
  expect((await anna.warbler(["directory", "link", "nobody@example.com", "bo"])).code).toBe(5);
  expect((await anna.warbler(["directory", "link", "LI@example.com", "bo"])).out).toContain("is @bo from now on");
  expect((await anna.warbler(["directory", "people"])).out).toContain("joined");
});
