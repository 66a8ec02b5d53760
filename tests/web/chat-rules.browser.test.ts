/** The organisation's rules for conversations, as people meet them: taking back in time, and who sees receipts. */
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { en } from "../../apps/web/src/admin/conversations/words/en.ts";
import { en as words } from "../../apps/web/src/words/en.ts";
import { speak } from "./console-world.ts";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
let bob: Window;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld({ serviceWorkers: "allow" });
  ({ anna, bob } = await world.two("kitchen", "hello", { endToEnd: true }));
});
afterAll(() => world[Symbol.asyncDispose]());

async function setRules(choose: (window: Window) => Promise<void>): Promise<void> {
  const room = anna.page.url();
  await anna.page.goto(`${world.url}/admin/conversations`);
  await anna.page.getByRole("group", { name: en.recall }).waitFor();
  await choose(anna);
  await anna.press(words.common.save);
  await anna.page.getByText(en.saved).waitFor();
  await anna.page.goto(room);
  await anna.sees("hello");
}

async function open(window: Window, text: string): Promise<void> {
  const row = window.message(text).last();
  await row.hover();
  await row.getByRole("button", { name: words.message.more }).click();
}

test("whoever wrote it may take it back while the time runs, and is told when it is over", async () => {
  await bob.say("written by Bob");
  await setRules(async ({ page }) => {
    await page.getByRole("radio", { name: en.recallFor }).check();
    await page.getByLabel(en.minutes).fill("90");
    await lookAt(anna, "conversation-rules", found);
  });
  await open(bob, "written by Bob");
  await bob.page.getByRole("menuitem", { name: words.message.recall, exact: true }).waitFor();
  await bob.page.keyboard.press("Escape");
  await setRules(async ({ page }) => {
    await page.getByRole("radio", { name: en.recallOff }).check();
  });
  // The menu shows what the message says anew.
  await bob.page.reload();
  await bob.sees("written by Bob");
  await open(bob, "written by Bob");
  const item = bob.page.getByRole("menuitem", { name: words.message.recallNever });
  await item.waitFor();
  expect(await item.getAttribute("aria-disabled")).toBe("true");
  await lookAt(bob, "recall-over", found);
  await bob.page.keyboard.press("Escape");
  // Who owns the room moderates it.
  await anna.choose("written by Bob", words.message.recall);
  await anna.page.getByRole("dialog").getByRole("button", { name: words.message.recall }).click();
  await expect.poll(() => bob.message("written by Bob").count()).toBe(0);
});

/** The smallest side of what is drawn, in pixels. */
const smallest = async (button: Locator) => {
  const box = await button.boundingBox();
  return Math.min(box?.width ?? 0, box?.height ?? 0);
};

test("under one's own message stands how many have read it, and leads to who", async () => {
  await bob.say("Who brings milk?");
  await anna.sees("Who brings milk?");
  const { page } = bob;
  const button = bob.message("Who brings milk?").getByRole("button", { name: words.message.readBy(1) });
  await button.waitFor();
  await bob.say("And sugar?");
  await bob
    .message("And sugar?")
    .getByRole("button", { name: words.message.readBy(1) })
    .waitFor();
  // It stands once for what was read in one go, and not under what somebody else wrote.
  await button.waitFor({ state: "detached" });
  expect(
    await bob
      .message("hello")
      .getByRole("button", { name: words.message.readBy(1) })
      .count(),
  ).toBe(0);
  const newest = bob.message("And sugar?").getByRole("button", { name: words.message.readBy(1) });
  const touch = await page.context().newCDPSession(page);
  await touch.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  await page.waitForFunction(() => matchMedia("(pointer: coarse)").matches);
  expect(await smallest(newest)).toBeGreaterThanOrEqual(44);
  await lookAt(bob, "read-by", found);
  await touch.detach();
  // By keyboard alone: from the box to the message, and on to the button.
  await newest.focus();
  await page.keyboard.press("Enter");
  const read = page.getByRole("dialog").locator("section", { hasText: words.readers.read }).first();
  await read.getByText("Anna Lind").waitFor();
  await page.keyboard.press("Escape");
});

test("who hides how far they have read does not see it of others", async () => {
  const dialog = bob.page.getByRole("dialog");
  await bob.choose("hello", words.message.whoRead);
  await dialog.getByText(words.readers.says).waitFor();
  await bob.page.keyboard.press("Escape");
  const room = bob.page.url();
  await bob.page.goto(`${world.url}/settings/notifications`);
  await bob.page.getByRole("switch", { name: words.settings.receipts }).click();
  await expect.poll(() => bob.page.getByRole("switch", { name: words.settings.receipts }).isChecked()).toBe(false);
  await lookAt(bob, "receipts", found);
  await bob.page.goto(room);
  await bob.sees("hello");
  await bob.choose("hello", words.message.whoRead);
  await dialog.getByText(words.readers.hiding).waitFor();
  expect(await dialog.getByRole("heading", { level: 3 }).count()).toBe(0);
  await lookAt(bob, "readers-hiding", found);
  await bob.page.keyboard.press("Escape");
});

test("where the organisation forbids receipts, nobody is offered a choice", async () => {
  await setRules(async ({ page }) => {
    await page.getByRole("radio", { name: en.forbidden }).check();
  });
  await bob.page.goto(`${world.url}/settings/notifications`);
  await bob.page.getByText(words.settings.receiptsForbidden).waitFor();
  await anna.choose("hello", words.message.whoRead);
  await anna.page.getByRole("dialog").getByText(words.readers.forbidden).waitFor();
});

const watermark = ({ page }: Window) => page.locator("svg[aria-hidden] pattern text");

test("a watermark shows whose screen it is, on every page, without a network too, and in nobody's way", async () => {
  await bob.page.goto(world.url);
  await bob.openRoom("kitchen");
  expect(await watermark(bob).count()).toBe(0);
  await setRules(async ({ page }) => {
    await page.getByRole("switch", { name: en.watermark }).check();
  });
  // He is told at once.
  await expect
    .poll(() => watermark(bob).allTextContents())
    .toEqual(["Bob Berg", "@bob", expect.stringMatching(/\d{4}/)]);
  await bob.say("written under a watermark");
  await anna.sees("written under a watermark");
  await lookAt(bob, "watermark", found);
  await speak(world, bob, "中文");
  await watermark(bob).first().waitFor({ state: "attached" });
  await lookAt(bob, "watermark-zh", found);
  await speak(world, bob, "English");
  await bob.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const start = await world.stopServer();
  await bob.page.reload();
  await watermark(bob).first().waitFor({ state: "attached" });
  await start();
  await setRules(async ({ page }) => {
    await page.getByRole("switch", { name: en.watermark }).uncheck();
  });
  await expect.poll(() => watermark(bob).count()).toBe(0);
});

test("axe objects to nothing, and nothing broke the policy", () => {
  expect(found).toEqual([]);
  for (const { complaints } of [anna, bob]) expect(complaints).toEqual([]);
});
