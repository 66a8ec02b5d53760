/** One person's devices come and go: approved by number, brought back by a recovery code or a passkey, taken off. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { speak } from "./console-world.ts";
import { look } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
let bob: Window;
let second: Window;
let code: string;

/** A browser that bob has never used. */
async function freshBrowser(): Promise<Window> {
  const window = await world.open();
  await window.page.goto(`${world.url}/sign-in`);
  await world.signIn(window, "bob");
  await window.page.getByText("cannot read end-to-end rooms yet").waitFor();
  return window;
}

async function settings({ page }: Window, section: string): Promise<void> {
  await page.goto(`${world.url}/settings/${section}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

async function toVault(window: Window): Promise<void> {
  await window.page.goto(world.url);
  await window.page.locator("nav").getByRole("link", { name: "vault" }).click();
}

beforeAll(async () => {
  world = await startWebWorld();
  ({ anna, bob } = await world.two("vault", "只有我们能读", { endToEnd: true }));
});
afterAll(() => world[Symbol.asyncDispose]());

test("a person with something to lose is told that recovery is not set up", async () => {
  await bob.page.getByText("recovery is not set up").waitFor();
  await bob.press("Later");
  await bob.page.getByText("recovery is not set up").waitFor({ state: "detached" });
});

test("a second browser asks, shows a number, is let in by it, and reads what was written before", async () => {
  second = await freshBrowser();
  // What was not set up is not offered.
  await second.page.getByText("No recovery is set up").waitFor();
  expect(await second.page.getByRole("button", { name: "Use the recovery code" }).count()).toBe(0);
  await second.press("Ask another device");
  await bob.press("Look");
  const number = second.page.getByRole("dialog").getByText(/^\d{6}$/);
  await number.waitFor();
  await bob.page.getByLabel("The six digits on its screen").fill(await number.innerText());
  await bob.press("Let it in");
  await second.page.getByText("This device is let in.").waitFor();
  await second.press("Done");
  await second.openRoom("vault");
  await second.sees("只有我们能读");
  await anna.say("welcome, second device");
  await second.sees("welcome, second device");
});

test("what is begun in one browser waits in the other, and is gone there once it was sent", async () => {
  await toVault(bob);
  await bob.box.pressSequentially("half a thought");
  await expect.poll(() => second.box.inputValue()).toBe("half a thought");
  await second.box.press("End");
  await second.box.pressSequentially(", made whole");
  await expect.poll(() => bob.box.inputValue()).toBe("half a thought, made whole");
  await bob.box.press("Enter");
  await second.sees("half a thought, made whole");
  await expect.poll(() => second.box.inputValue()).toBe("");
});

test("several devices of one person stand in the settings, each with what is known of it", async () => {
  await settings(bob, "devices");
  await bob.page.getByText("this one").waitFor();
  await expect.poll(() => bob.page.getByText("on your list", { exact: true }).count()).toBe(2);
  const found = [...(await look(bob, "several-devices"))];
  await speak(world, bob, "中文");
  found.push(...(await look(bob, "several-devices-zh")));
  await speak(world, bob, "English");
  expect(found).toEqual([]);
  await toVault(bob);
});

test("numbers that differ let nobody in", async () => {
  const stranger = await freshBrowser();
  await stranger.press("Ask another device");
  await bob.press("Look");
  await stranger.page
    .getByRole("dialog")
    .getByText(/^\d{6}$/)
    .waitFor();
  await bob.press("They differ, or it was not me");
  await bob.page.getByText("The request was refused.").waitFor();
  await stranger.page.context().close();
});

test("a recovery code is kept, and counts once it was typed back", async () => {
  const { page } = bob;
  await settings(bob, "recovery");
  await page.getByText("Recovery is not set up").waitFor();
  await bob.press("Set up recovery");
  await page.getByRole("radio", { name: /A printed code/ }).check();
  await bob.press("Next");
  code = await page.getByRole("dialog").locator("output").innerText();
  const download = page.waitForEvent("download");
  await bob.press("Download");
  expect((await download).suggestedFilename()).toBe("warbler-recovery.txt");
  await bob.press("I have it on paper");
  const field = page.getByLabel("Recovery code");
  for (const [typed, refusal] of [
    ["not a code", "not a whole recovery code"],
    [`${code.slice(0, -1)}${code.endsWith("7") ? "8" : "7"}`, "typing error"],
  ] as const) {
    await field.fill(typed);
    await bob.press("Test the code");
    await page.getByRole("alert").getByText(refusal).waitFor();
  }
  await field.fill(code.toLowerCase());
  await bob.press("Test the code");
  await page.getByText("Recovery is ready").waitFor();
});

test("the code lets a third browser in, which reads what was written before", async () => {
  await toVault(bob);
  await bob.say("kept in the keychain");
  await anna.openRoom("vault");
  await anna.sees("kept in the keychain");
  const third = await freshBrowser();
  await third.press("Use the recovery code");
  await third.page.getByLabel("Recovery code").fill(code);
  await third.press("Open with the code");
  await third.page.getByText(/This browser is let in/).waitFor();
  await third.press("Done");
  await toVault(third);
  await third.sees("只有我们能读");
  await third.page.context().close();
});

test("a replaced code is told from a wrong one", async () => {
  const { page } = bob;
  await settings(bob, "recovery");
  await bob.press("Replace the code");
  await page.getByLabel("The present code").fill(code);
  await bob.press("Make a new code");
  const next = await page.getByRole("dialog").locator("output").innerText();
  await bob.press("I have it on paper");
  await page.getByLabel("Recovery code").fill(code);
  await bob.press("Test the code");
  await page.getByRole("alert").getByText("replaced by a newer one").waitFor();
  await page.getByLabel("Recovery code").fill(next);
  await bob.press("Test the code");
  await page.getByText(/it opens nothing any more/).waitFor();
});

test("a device that is taken off the list is signed out, and reads nothing new", async () => {
  await settings(bob, "devices");
  const { page } = bob;
  await page.getByText("on your list", { exact: true }).first().waitFor();
  const rows = page.getByRole("button", { name: "Remove" });
  while ((await rows.count()) > 0) {
    const before = await rows.count();
    await rows.first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => rows.count()).toBeLessThan(before);
  }
  await second.page.getByText("Your session has ended").waitFor();
  await toVault(anna);
  await anna.say("after the removal");
  await toVault(bob);
  await bob.sees("after the removal");
  expect(await second.message("after the removal").count()).toBe(0);
});

test("nothing of all this broke the content security policy or threw", () => {
  const isNetwork = (text: string) => /Failed to load resource|WebSocket connection|ERR_CONNECTION/.test(text);
  for (const { complaints } of world.windows) expect(complaints.filter((text) => !isNetwork(text))).toEqual([]);
});
