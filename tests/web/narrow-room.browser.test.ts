/** A room on a phone: what lies over it goes away again, and what is wrong is said in it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { en as words } from "../../apps/web/src/words/en.ts";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
  await world.newRoom(anna, "kitchen");
  await anna.say("Tea is ready");
  await anna
    .message("Tea is ready")
    .getByRole("img", { name: /Sent|Read/ })
    .waitFor();
  await anna.page.setViewportSize({ width: 390, height: 780 });
});
afterAll(() => world[Symbol.asyncDispose]());

const panel = () => anna.page.locator("aside");

test("Back closes a panel that covers the room, and not the room", async () => {
  const { page } = anna;
  const { href } = new URL(page.url());
  await anna.press(words.room.search);
  await panel().waitFor();
  await page.goBack();
  await panel().waitFor({ state: "detached" });
  expect(page.url()).toBe(href);
  await anna.press(words.room.search);
  await panel().getByRole("button", { name: words.common.close }).click();
  await panel().waitFor({ state: "detached" });
  expect(page.url()).toBe(href);
  expect(await page.evaluate(() => history.state)).toBeNull();
});

test("a panel that covers the room goes away when somebody goes to a message that it named", async () => {
  const { page } = anna;
  await anna.press(words.room.search);
  await panel().getByRole("searchbox").fill("Tea");
  await panel().locator("mark").first().click();
  await panel().waitFor({ state: "detached" });
  await anna.sees("Tea is ready");
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "kitchen" }).waitFor();
  await page.locator('article[class*="_lit_"]').waitFor({ state: "detached" });
});

test("a message is not sent without a file that did not get up, which can be tried again", async () => {
  const { page } = anna;
  const refuse = { status: 403, contentType: "application/json", body: '{"error":{"code":"forbidden"}}' };
  await page.context().route("**/api/attachments", (route) => route.fulfill(refuse));
  const file = { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("the plan") };
  await page.locator('main input[type="file"]').setInputFiles(file);
  await page.getByText(words.files.blocked).waitFor();
  await anna.say("Here is the plan");
  expect(await anna.box.inputValue()).toContain("Here is the plan");
  expect(await anna.message("Here is the plan").count()).toBe(0);
  await lookAt(anna, "upload-failed", found);
  await page.setViewportSize({ width: 390, height: 780 });
  await page.context().unroute("**/api/attachments");
  await anna.press(words.files.again("plan.txt"));
  await page.getByText(words.files.blocked).waitFor({ state: "detached" });
  await expect.poll(() => page.getByRole("button", { name: words.composer.send, exact: true }).isEnabled()).toBe(true);
  await anna.press(words.composer.send);
  await anna
    .message("Here is the plan")
    .getByRole("button", { name: words.files.download("plan.txt") })
    .waitFor();
});

test("an upload can be ended, and the message goes without it", async () => {
  const { page } = anna;
  await page.context().route("**/chunks/**", () => undefined);
  const file = { name: "wrong.txt", mimeType: "text/plain", buffer: Buffer.from("the wrong one") };
  await page.locator('main input[type="file"]').setInputFiles(file);
  await page.getByRole("progressbar", { name: words.files.uploading("wrong.txt") }).waitFor();
  await anna.press(words.files.remove("wrong.txt"));
  await page.getByRole("progressbar").waitFor({ state: "detached" });
  await page.context().unroute("**/chunks/**");
  await anna.say("No plan today");
  await anna
    .message("No plan today")
    .getByRole("img", { name: /Sent|Read/ })
    .waitFor();
  expect(await anna.message("No plan today").getByRole("button", { name: /wrong/ }).count()).toBe(0);
});

test("a download can be stopped, and begun again", async () => {
  const { page } = anna;
  await page.context().route("**/chunks/**", () => undefined);
  const row = anna.message("Here is the plan");
  await row.getByRole("button", { name: words.files.download("plan.txt") }).click();
  await row.getByRole("progressbar").waitFor();
  await row.getByRole("button", { name: words.files.endDownload("plan.txt") }).click();
  await row.getByRole("progressbar").waitFor({ state: "detached" });
  await page.context().unroute("**/chunks/**");
  const download = page.waitForEvent("download");
  await row.getByRole("button", { name: words.files.download("plan.txt") }).click();
  expect((await download).suggestedFilename()).toBe("plan.txt");
});

test("the room says that the server cannot be reached, and what waits", async () => {
  const { page } = anna;
  const start = await world.stopServer();
  const banner = page.getByText(words.connection.offline).filter({ visible: true });
  await banner.waitFor();
  expect(await banner.count()).toBe(1);
  await anna.say("written on the road");
  await page.getByText(words.connection.queued(1)).filter({ visible: true }).waitFor();
  await lookAt(anna, "narrow-offline", found);
  await page.setViewportSize({ width: 390, height: 780 });
  await start();
  const back = banner.waitFor({ state: "detached" });
  // It may have come back by itself meanwhile.
  await Promise.race([
    page.getByRole("button", { name: words.connection.retryNow }).filter({ visible: true }).click(),
    back,
  ]);
  await back;
});

test("axe objects to nothing", () => {
  expect(found).toEqual([]);
});
