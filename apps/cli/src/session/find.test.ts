import { describe, expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

/** Anna owns the organisation, Bob is in it; an import brought in another `bob` and two `heron`s. */
async function afterAnImport() {
  const world = await newWorld();
  const imported = (handle: string, name: string) =>
    world.server.addPerson({ handle, name, password: "", role: "placeholder" }).id;
  const placeholders = [imported("bob", "Bob of Slack"), imported("heron", "Heron"), imported("heron", "苍鹭")];
  const anna = await world.signedIn("anna", "owner");
  const bob = await world.signedIn("bob");
  const id = (await bob.warbler(["whoami", "--json"])).json().id;
  return { anna, bob: id as string, placeholders };
}

describe("a handle after an import", () => {
  test("means the member, not the imported person of the same handle", async () => {
    const { anna, bob } = await afterAnImport();
    expect((await anna.warbler(["room", "create", "pond", "bob"])).code).toBe(0);
    const { members } = (await anna.warbler(["room", "show", "pond", "--json"])).json();
    expect(members.map(({ account }: { account: string }) => account)).toContain(bob);
    const removed = (await anna.warbler(["room", "remove", "pond", "@bob", "--json"])).json();
    expect(removed.removed).toBe(bob);
  });

  test("means nobody where only imported people have it", async () => {
    const { anna } = await afterAnImport();
    const { code, err } = await anna.warbler(["room", "create", "pond", "heron"]);
    expect(code).toBe(5);
    expect(err).toContain("There is no person heron");
  });

  test("of several is asked about where an imported person may be meant, with each one's id", async () => {
    const { anna, bob, placeholders } = await afterAnImport();
    for (const args of [
      ["erase", "person", "bob", "--dry-run"],
      ["search", "osprey", "--from", "bob"],
    ]) {
      const { code, err } = await anna.warbler(args);
      expect(code).toBe(13);
      expect(err).toContain(`${bob}  @bob  BOB`);
      expect(err).toContain(`${placeholders[0]}  @bob  Bob of Slack  imported`);
    }
    const told = await anna.warbler(["erase", "person", "bob", "--dry-run", "--json"]);
    expect(JSON.parse(told.err).error).toMatchObject({
      code: "ambiguous",
      candidates: expect.arrayContaining([bob, placeholders[0]]),
    });
    await anna.warbler(["room", "create", "pond"]);
    await anna.warbler(["send", "pond", "osprey"]);
    const found = await anna.warbler(["search", "osprey", "--from", "anna", "--json"]);
    const { id: anyone } = (await anna.warbler(["whoami", "--json"])).json();
    expect((await anna.warbler(["search", "osprey", "--from", anyone, "--json"])).json()).toEqual(found.json());
  });

  test("in an invitation means the imported person, and is asked about where there are two", async () => {
    const { anna, placeholders } = await afterAnImport();
    expect((await anna.warbler(["invite", "new", "--as", "bob"])).code).toBe(0);
    expect((await anna.warbler(["invite", "new", "--as", "anna"])).code).toBe(5);
    const { code, err } = await anna.warbler(["invite", "new", "--as", "heron"]);
    expect(code).toBe(13);
    expect(err).toContain(placeholders[1]);
    expect(err).toContain(placeholders[2]);
    expect((await anna.warbler(["invite", "new", "--as", placeholders[2] ?? ""])).code).toBe(0);
  });

  test("an imported person who has joined is found and listed like everybody", async () => {
    const { anna } = await afterAnImport();
    const world = await newWorld();
    const owner = await world.signedIn("anna", "owner");
    world.server.addPerson({ handle: "egret", role: "member", imported: true });
    expect((await owner.warbler(["people"])).out).toContain("@egret");
    expect((await anna.warbler(["people"])).out).not.toContain("@heron");
    expect((await anna.warbler(["people", "--all"])).out).toMatch(/@heron +苍鹭 +imported/);
  });
});
