import { describe, expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

/** Anna owns the organisation and the room `security`; Bo is in it and said one thing. */
async function twoPeople() {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const bo = await world.signedIn("bo");
  await anna.warbler(["room", "create", "security", "bo"]);
  const { seq } = (await bo.warbler(["send", "security", "regretted", "--json"])).json();
  return { anna, bo, seq: String(seq) };
}

describe("erase", () => {
  test("a message is counted, confirmed by its number, and shown with its places in the log", async () => {
    const { anna, bo, seq } = await twoPeople();
    const dry = await anna.warbler(["erase", "message", "security", seq, "--dry-run"]);
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.out).toContain("destroys 1 key of 1 record");
    const wrong = await anna.warbler(["erase", "message", "security", seq], { answers: ["yes", ""] });
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("nothing was destroyed");
    expect((await bo.warbler(["history", "security"])).out).toContain("regretted");
    const done = await anna.warbler(["erase", "message", "security", seq], { answers: [`#${seq}`] });
    expect(done).toMatchObject({ code: 0 });
    expect(done.out).toContain("intent in the audit log: 41/0");
    expect(done.out).toContain("completion in the audit log: 42/0");
    expect((await anna.warbler(["history", "security"])).out).toContain("its key was destroyed");
  });

  test("it says how many devices confirmed, and who has not answered", async () => {
    const { anna, bo, seq } = await twoPeople();
    await anna.warbler(["erase", "message", "security", seq, "--yes"]);
    const { erasures } = (await anna.warbler(["erase", "list", "--json"])).json();
    const { id } = erasures[0];
    const before = await anna.warbler(["erase", "show", id]);
    expect(before.out).toContain("1 of 2 devices confirmed");
    expect(before.out).toContain("no answer yet: bo, device");
    // The next command on that device destroys what it holds.
    await bo.warbler(["room", "list"]);
    expect((await anna.warbler(["erase", "show", id])).out).toContain("2 of 2 devices confirmed");
    expect((await anna.warbler(["erase"])).out).toContain("2/2");
    expect((await anna.warbler(["erase", "show", "AAAAAAAAAAAAAAAAAAAAAA"])).code).toBe(5);
  });

  test("a device that was signed out is told apart from one that has not answered", async () => {
    const { anna, bo, seq } = await twoPeople();
    await bo.warbler(["logout"]);
    await anna.warbler(["erase", "message", "security", seq, "--yes"]);
    const { erasures } = (await anna.warbler(["erase", "list", "--json"])).json();
    expect((await anna.warbler(["erase", "show", erasures[0].id])).out).toContain("which is signed out");
    expect((await anna.warbler(["--lang", "zh", "erase", "show", erasures[0].id])).out).toContain("已退出登录");
  });

  test("a person, a month and a room wait, are listed, and can be withdrawn", async () => {
    const { anna } = await twoPeople();
    const month = new Date().toISOString().slice(0, 7);
    for (const what of [
      ["person", "bo"],
      ["month", "security", month],
      ["room", "security"],
    ]) {
      const { code, out } = await anna.warbler(["erase", ...what, "--yes", "--json"]);
      expect({ code, state: JSON.parse(out).erasure.state }).toEqual({ code: 0, state: "waiting" });
    }
    const { erasures } = (await anna.warbler(["erase", "list", "--json"])).json();
    expect(erasures.map(({ what }: { what: string }) => what)).toEqual(["room", "month", "person"]);
    const { id } = erasures[0];
    expect((await anna.warbler(["erase", "withdraw", id])).out).toContain(`Withdrew erasure ${id}`);
    expect((await anna.warbler(["erase"])).out).toContain("withdrawn");
    expect((await anna.warbler(["--lang", "zh", "erase"])).out).toContain("已撤销");
    expect((await anna.warbler(["erase", "withdraw", id])).code).toBe(5);
  });

  test("a script says --yes; members may not, and a month is a month", async () => {
    const { anna, bo, seq } = await twoPeople();
    expect((await anna.warbler(["erase", "message", "security", seq])).code).toBe(2);
    expect((await bo.warbler(["erase", "message", "security", seq, "--yes"])).code).toBe(4);
    expect((await anna.warbler(["erase", "month", "security", "november"])).code).toBe(2);
    for (const none of ["999", "1"]) {
      const refused = await anna.warbler(["erase", "message", "security", none, "--yes"]);
      expect(refused.code).toBe(5);
      expect(refused.err).toContain(`There is no message ${none} in this room.`);
    }
  });
});
