import { expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

test("people are listed with what protects them, in either language, and only those that are asked for", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  await world.signedIn("bo");
  const all = await anna.warbler(["user", "list"]);
  expect(all.out).toMatch(/handle\s+name\s+roles[\s\S]*@anna\s+ANNA\s+owner\s+1\s.*no second factor/);
  expect((await anna.warbler(["--lang", "zh", "user"])).out).toMatch(/@bo\s+BO\s+成员\s+1\s.*无第二验证方式/);
  const owners = await anna.warbler(["user", "list", "--role", "owner", "--json"]);
  expect(owners.json().people).toMatchObject([{ handle: "anna", signs: ["no-second-factor"] }]);
  expect((await anna.warbler(["user", "list", "--only", "suspended"])).out).not.toContain("@bo");
  expect((await anna.warbler(["user", "list", "--only", "anything"])).code).toBe(2);
  expect((await anna.warbler(["user", "list", "--limit", "1", "--json"])).json().people).toHaveLength(1);
});

test("a person's sessions are listed and ended, one or all, with a reason", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const bo = await world.signedIn("bo");
  const { devices } = (await anna.warbler(["user", "sessions", "bo", "--json"])).json();
  const { id } = devices[0].sessions[0];
  expect((await anna.warbler(["user", "sessions", "@bo"])).out).toContain(id);
  expect((await anna.warbler(["user", "sign-out", "bo"])).code).toBe(2);
  const signOut = ["user", "sign-out", "bo", "--reason", "a lost laptop"];
  expect((await anna.warbler([...signOut, "--session", "x"])).code).toBe(5);
  expect((await anna.warbler([...signOut, "--session", id])).out).toContain("One session of @bo ended.");
  expect((await bo.warbler(["whoami"])).code).not.toBe(0);
  expect((await anna.warbler(signOut)).out).toContain("0 sessions of @bo ended.");
});

test("one device of a person is taken away, with a reason", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const bo = await world.signedIn("bo");
  const { devices } = (await anna.warbler(["user", "sessions", "bo", "--json"])).json();
  const { id } = devices[0];
  expect((await anna.warbler(["user", "sessions", "bo"])).out).toContain(id);
  const take = ["user", "take-device", "bo", id];
  expect((await anna.warbler(take)).code).toBe(2);
  expect((await anna.warbler(["user", "take-device", "bo", "x", "--reason", "stolen"])).code).toBe(5);
  const { out } = await anna.warbler([...take, "--reason", "stolen"]);
  expect(out).toContain("nobody signs in on it");
  expect(out).toContain("until the person takes it off their signed list");
  expect((await bo.warbler(["whoami"])).code).not.toBe(0);
  expect((await anna.warbler([...take, "--reason", "stolen"])).code).toBe(5);
});
