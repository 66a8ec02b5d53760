/** A sensitive act long after signing in asks once more who one is, in a dialog, and is then done without being asked for again. */
import { join } from "node:path";
import { LIMITS } from "@warbler/protocol";
import { openWorld, PASSWORD, type World } from "@warbler/testkit";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../tools/command.ts";
import { freshenWebClient } from "../../tools/web-client.mjs";
import { look } from "./look-at.ts";
import { launchBrowser, Window } from "./web-world.ts";

let world: World;
let browser: Browser;
let owner: Window;

beforeAll(async () => {
  freshenWebClient(root, process.execPath);
  world = await openWorld({ settings: { WARBLER_WEB: join(root, "apps/web/dist") } });
  browser = await launchBrowser();
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-US" });
  context.setDefaultTimeout(60_000);
  owner = new Window(await context.newPage());
  const { page } = owner;
  await page.goto(world.url);
  await page.getByLabel("Sign-in name").fill("owner");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await owner.press("Sign in");
  await page.getByRole("navigation", { name: "Rooms" }).waitFor();
});
afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

test("shortly after signing in nothing is asked", async () => {
  const { page } = owner;
  await page.goto(`${world.url}/admin/sign-in`);
  await page.getByLabel("Characters of a password, at least").fill("16");
  await owner.press("Save");
  await page.getByText("Saved.").waitFor();
});

test("later a proof is asked for; a wrong one is told, giving up changes nothing, the right one lets it be done", async () => {
  const { page } = owner;
  world.clock.pass(LIMITS.freshProofMs + 1_000);
  await page.goto(`${world.url}/admin/sign-in`);
  const field = page.getByLabel("Characters of a password, at least");
  await field.fill("17");
  const dialog = page.getByRole("dialog", { name: "Show that it is you" });
  await owner.press("Save");
  await dialog.getByText("This changes who can get at things").waitFor();
  expect(await look(owner, "step-up")).toEqual([]);
  await page.keyboard.press("Escape");
  await expect.poll(() => dialog.count()).toBe(0);
  await page.reload();
  await expect.poll(() => field.inputValue()).toBe("16");
  await field.fill("17");
  await owner.press("Save");
  await dialog.getByLabel("Password", { exact: true }).fill("not the password at all");
  await dialog.getByRole("button", { name: "Go on" }).click();
  await dialog.getByText("That was wrong or already used").waitFor();
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Go on" }).click();
  await page.getByText("Saved.").waitFor();
  await page.reload();
  await expect.poll(() => field.inputValue()).toBe("17");
});
