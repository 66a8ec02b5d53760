import { expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

test("a bot is made, given a token that is shown once, handed over and removed", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  await world.signedIn("bo");
  expect((await anna.warbler(["bot"])).out).toContain("There is no bot.");
  expect((await anna.warbler(["bot", "create", "deploy"])).code).toBe(2);
  const made = await anna.warbler(["bot", "create", "deploy", "--name", "Deploy", "--owner", "bo"]);
  expect(made.out).toContain("Made the bot @deploy.");
  expect(made.out).toContain("41/2");
  const create = ["token", "create", "deploy", "--name", "ci", "--for", "90d"];
  expect((await anna.warbler(create)).code).toBe(2);
  expect((await anna.warbler([...create, "--scope", "everything"])).code).toBe(2);
  const scopes = ["--scope", "messages:read", "--scope", "messages:write"];
  const shown = await anna.warbler([...create, ...scopes]);
  expect(shown.out).toMatch(/\nwbt_[A-Za-z0-9_-]{43}\n/);
  const listed = await anna.warbler(["token"]);
  expect(listed.out).toMatch(
    /@deploy {2}ci {2}messages:read messages:write {2}all its rooms {2}until .* {2}not used yet/,
  );
  expect(listed.out).not.toContain("wbt_");
  expect((await anna.warbler(["--lang", "zh", "bot"])).out).toMatch(/@deploy\s+Deploy\s+负责人 @bo\s+1 个令牌/);
  const [token] = (await anna.warbler(["token", "--json"])).json().tokens;
  expect((await anna.warbler(["token", "revoke", token.id])).out).toContain("Revoked.");
  expect((await anna.warbler(["token", "revoke", "nonsense"])).code).toBe(5);
  expect((await anna.warbler(["bot", "hand-over", "deploy", "anna"])).out).toContain("@deploy is @anna's now.");
  expect((await anna.warbler(["bot", "remove", "nobody", "--reason", "x"])).code).toBe(5);
  expect((await anna.warbler(["bot", "remove", "deploy", "--reason", "done"])).out).toContain(
    "Removed the bot @deploy.",
  );
});

test("a token may be limited to rooms, of which others are named by their ids", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  await anna.warbler(["room", "create", "ops"]);
  await anna.warbler(["bot", "create", "deploy", "--name", "Deploy"]);
  const create = ["token", "create", "deploy", "--name", "ci", "--for", "4h", "--scope", "messages:read"];
  const other = "AAAAAAAAAAAAAAAAAAAAAA";
  const made = await anna.warbler([...create, "--room", "ops", "--room", other, "--json"]);
  expect(made.json().rooms).toHaveLength(2);
  expect(made.json().rooms).toContain(other);
  expect((await anna.warbler([...create, "--room", "elsewhere"])).code).toBe(5);
});
