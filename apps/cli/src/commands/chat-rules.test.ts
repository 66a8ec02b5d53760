import { expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

test("the rules of conversations are shown, changed in part, and one's own choice is made", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const shown = await anna.warbler(["chat-rules"]);
  expect(shown.out).toMatch(/taking messages back\s+at any time/);
  expect((await anna.warbler(["chat-rules", "set", "--recall", "2h"])).out).toContain("within 120 min");
  expect((await anna.warbler(["chat-rules", "set", "--receipts", "required"])).out).toContain("within 120 min");
  expect((await anna.warbler(["--lang", "zh", "chat-rules"])).out).toMatch(/他人的已读状态\s+成员始终可见/);
  expect((await anna.warbler(["chat-rules", "set", "--recall", "never"])).out).toContain("not at all");
  expect((await anna.warbler(["chat-rules", "set", "--recall", "any-time"])).out).toContain("at any time");
  expect((await anna.warbler(["chat-rules", "receipts", "hide"])).out).toContain("others do not see");
  expect((await anna.warbler(["--json", "chat-rules"])).out).toContain('"sharesReceipts": false');
});

test("what is no time, no rule or nothing at all is refused", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  for (const wrong of [["set"], ["set", "--recall", "soon"], ["set", "--recall", "9999d"], ["set", "--receipts", "x"]])
    expect((await anna.warbler(["chat-rules", ...wrong])).code).toBe(2);
});
