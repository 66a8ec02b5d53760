import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openWorld } from "@warbler/testkit";
import { expect, test } from "vitest";
import { terminals } from "./terminal.ts";

test("the doctor of a server that runs from another folder asks where its data is, and guesses nothing of its key", async () => {
  await using world = await openWorld();
  await using people = await terminals(world);
  const owner = await people.signedIn("owner");
  const looked = async (folder: string) => {
    const { out } = await owner(["--json", "doctor", "--data", folder]);
    const { findings } = JSON.parse(out) as { findings: { check: string; verdict: string; says: string }[] };
    return new Map(findings.map((one) => [one.check, one]));
  };
  const nowhere = join(people.folder, "nowhere");
  const away = await looked(nowhere);
  expect(away.get("port")).toMatchObject({ verdict: "ok" });
  expect(away.get("folder")).toMatchObject({
    verdict: "warn",
    says: expect.stringContaining("keeps its data elsewhere"),
  });
  expect([away.has("rootKey"), away.has("disk")]).toEqual([false, false]);
  expect((await owner(["--lang", "zh", "doctor", "--data", nowhere])).out).toContain("WARBLER_DATA");
  const there = join(people.folder, "data");
  await mkdir(there, { mode: 0o700 });
  const found = await looked(there);
  expect(found.get("folder")).toMatchObject({ verdict: "ok" });
  expect([found.has("rootKey"), found.has("disk")]).toEqual([true, true]);
});
