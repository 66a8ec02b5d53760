import { expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

test("the rules of conversations are shown, changed in part, and one's own choice is made", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const shown = await anna.warbler(["chat-rules"]);
  expect(shown.out).toMatch(/taking messages back or changing them\s+at any time/);
  expect((await anna.warbler(["chat-rules", "set", "--recall", "2h"])).out).toContain("within 120 min");
  expect((await anna.warbler(["chat-rules", "set", "--receipts", "required"])).out).toContain("within 120 min");
  expect((await anna.warbler(["--lang", "zh", "chat-rules"])).out).toMatch(/他人的已读状态\s+成员始终可见/);
  expect((await anna.warbler(["chat-rules", "set", "--recall", "never"])).out).toContain("not at all");
  expect((await anna.warbler(["chat-rules", "set", "--recall", "any-time"])).out).toContain("at any time");
  expect((await anna.warbler(["chat-rules", "receipts", "hide"])).out).toContain("others do not see");
  expect(shown.out).toMatch(/how new rooms begin\s+as each client proposes/);
  await anna.warbler(["chat-rules", "set", "--new-rooms", "e2ee"]);
  expect((await anna.warbler(["chat-rules"])).out).toMatch(/how new rooms begin\s+e2ee/);
  // Left out, it stays.
  await anna.warbler(["chat-rules", "set", "--recall", "1d"]);
  expect((await anna.warbler(["chat-rules"])).out).toMatch(/how new rooms begin\s+e2ee/);
  expect((await anna.warbler(["chat-rules"])).out).toMatch(/watermark of who is signed in\s+none/);
  await anna.warbler(["chat-rules", "set", "--watermark", "on"]);
  await anna.warbler(["chat-rules", "set", "--recall", "1d"]);
  expect((await anna.warbler(["chat-rules"])).out).toMatch(/watermark of who is signed in\s+shown by web clients/);
  expect((await anna.warbler(["--lang", "zh", "chat-rules"])).out).toMatch(/屏幕水印\s+网页端显示/);
  await anna.warbler(["chat-rules", "set", "--watermark", "off"]);
  expect((await anna.warbler(["--json", "chat-rules"])).out).toContain('"watermark": false');
  expect((await anna.warbler(["--json", "room", "create", "plans", "--level", "sealed"])).json().level).toBe("sealed");
  expect((await anna.warbler(["--json", "chat-rules"])).out).toContain('"sharesReceipts": false');
});

test("what is no time, no rule or nothing at all is refused", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  for (const wrong of [
    ["set"],
    ["set", "--recall", "soon"],
    ["set", "--watermark", "maybe"],
    ["set", "--recall", "9999d"],
    ["set", "--receipts", "x"],
    ["set", "--new-rooms", "open"],
  ])
    expect((await anna.warbler(["chat-rules", ...wrong])).code).toBe(2);
});
