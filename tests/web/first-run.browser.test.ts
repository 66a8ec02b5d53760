/** The first run as its owner meets it: step by step, left in the middle, gone on with, and over; and what it set counts. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { speak } from "./console-world.ts";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

const found: string[] = [];

let world: WebWorld;
let anna: Window;
beforeAll(async () => {
  world = await startWebWorld({ wholeChromium: true });
  anna = await world.setUp("Anna Lind");
});
afterAll(() => world[Symbol.asyncDispose]());

test("on a phone, whoever is in no room yet is offered what to begin with", async () => {
  const { page } = anna;
  await page.setViewportSize({ width: 390, height: 780 });
  await page.getByText("No rooms yet.").waitFor();
  await page.getByText("4 steps of setting up are left.").waitFor();
  await page.getByRole("button", { name: "Make a room" }).click();
  await page.getByRole("dialog", { name: "New room" }).waitFor();
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 1280, height: 720 });
});

test("the first page leads to what is left of setting up", async () => {
  const { page } = anna;
  await page.getByText("4 steps of setting up are left.").waitFor();
  await lookAt(anna, "welcome-set-up", found);
  await anna.press("Go on with setting up");
  await page.getByText("Step 1 of 4").waitFor();
});

test("the connection: which certificate is served, by whom it is signed, until when, and how to bring one's own", async () => {
  const { page } = anna;
  await page.getByText("this server's own authority (Warbler local CA)").waitFor();
  await page.getByText(/^[\w\s,:.]*\. 389 days are left\. It is renewed by itself/).waitFor();
  const prints = page.locator("dl code");
  expect(await prints.count()).toBe(2);
  expect(await prints.first().innerText()).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  await page.getByText("WARBLER_TLS_CERT").waitFor();
  await lookAt(anna, "set-up-connection", found);
  await speak(world, anna, "中文");
  await page.getByText("剩余 389 天。").waitFor();
  await lookAt(anna, "set-up-connection-zh", found);
  await speak(world, anna, "English");
  await page.getByText("Step 1 of 4").waitFor();
  await anna.press("Go on");
});

test("what counts for everybody: the level of new rooms, recalls, receipts and second factors", async () => {
  const { page } = anna;
  await page.getByText("Step 2 of 4").waitFor();
  const levels = page.getByRole("group", { name: "New rooms and conversations begin as" });
  await expect.poll(() => levels.getByRole("radio", { name: /End-to-end/ }).isChecked()).toBe(true);
  await levels.getByRole("radio", { name: /Sealed by the server/ }).check();
  await page.getByText("A second factor is asked of").waitFor();
  await lookAt(anna, "set-up-protection", found);
  await page.getByRole("button", { name: "Save" }).first().click();
  await page.getByText("The rules are saved.").first().waitFor();
  await speak(world, anna, "中文");
  await page.getByText("第 2 步，共 4 步").waitFor();
  await page.getByText("新房间和新会话默认采用").waitFor();
  await lookAt(anna, "set-up-protection-zh", found);
  await speak(world, anna, "English");
});

test("it is left in the middle, gone on with where it was left, and is over when all is through", async () => {
  const { page } = anna;
  await anna.press("Leave it for now");
  await page.getByText("Step 3 of 4").waitFor();
  await page.goto(world.url);
  await page.getByText("3 steps of setting up are left.").waitFor();
  await anna.press("Go on with setting up");
  await page.getByText("Step 2 of 4").waitFor();
  await anna.press("Go on");
  await page.getByRole("button", { name: "Invite a colleague" }).or(page.getByText("Step 3 of 4")).first().waitFor();
  await lookAt(anna, "set-up-people", found);
  await anna.press("Go on");
  await page.getByText("Step 4 of 4").waitFor();
  await lookAt(anna, "set-up-import", found);
  await anna.press("To the messages");
  await page.getByRole("heading", { level: 1, name: "Hello, Anna Lind" }).waitFor();
  expect(await page.getByText(/of setting up (is|are) left/).count()).toBe(0);
});

test("a new room begins at the level that was set, and may still be the other", async () => {
  const { page } = anna;
  await page.getByRole("button", { name: "Make a room" }).click();
  const dialog = page.getByRole("dialog");
  await expect.poll(() => dialog.getByRole("radio", { name: /Sealed by the server/ }).isChecked()).toBe(true);
  await dialog.getByRole("radio", { name: /End-to-end/ }).check();
  expect(await dialog.getByRole("radio", { name: /Sealed by the server/ }).isChecked()).toBe(false);
  await page.keyboard.press("Escape");
});

test("axe objects to nothing, and the browser complains of nothing", () => {
  expect(found).toEqual([]);
  expect(anna.complaints).toEqual([]);
});
