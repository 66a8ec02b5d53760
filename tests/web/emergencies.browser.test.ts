/** Roles taken in an emergency on the screen: who may, the banner of everybody concerned, its end, and the judgement afterwards. */
import { join } from "node:path";
import { EMERGENCY_LIMITS } from "@warbler/protocol";
import { openWorld, PASSWORD, totpCode, type World } from "@warbler/testkit";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../tools/command.ts";
import { freshenWebClient } from "../../tools/web-client.mjs";
import { speak } from "./console-world.ts";
import { look } from "./look-at.ts";
import { launchBrowser, Window } from "./web-world.ts";

let world: World;
let browser: Browser;
let owner: Window;
let nina: Window;
let ninasPhone: Window;
/** Of Nina, for what the screens of others show. */
let session: Awaited<ReturnType<World["raw"]["join"]>>;
let secret = "";
const found: string[] = [];

const open = async (handle: string) => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-US" });
  context.setDefaultTimeout(60_000);
  const window = new Window(await context.newPage());
  const { page } = window;
  await page.goto(world.url);
  await page.getByLabel("Sign-in name").fill(handle);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await window.press("Sign in");
  return window;
};
const isIn = ({ page }: Window) => page.getByRole("navigation", { name: "Rooms" }).waitFor();
const taking = ({ page }: Window) => page.getByRole("region", { name: "Take a role in an emergency" });
const openAsNina = async () => {
  // A code counts once.
  world.clock.pass(60_000);
  const window = await open("nina");
  await window.page.getByRole("dialog").getByLabel(/code/i).fill(totpCode(secret, world.clock.nowMs()));
  await window.press("Go on");
  await isIn(window);
  return window;
};

beforeAll(async () => {
  freshenWebClient(root, process.execPath);
  world = await openWorld({ settings: { WARBLER_WEB: join(root, "apps/web/dist") } });
  browser = await launchBrowser();
  session = await world.raw.join("nina");
  await world.raw.join("harmful");
  const { ticket, totp } = (await session.call("askTotp")).body;
  secret = totp.secret;
  await session.call("addTotp", {}, { ticket, code: totpCode(secret, world.clock.nowMs()) });
  world.clock.pass(EMERGENCY_LIMITS.factorMs + 60_000);
  owner = await open("owner");
  await isIn(owner);
});
afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

test("an owner says who may take which role, after seeing who gains by it", async () => {
  const { page } = owner;
  await page.goto(`${world.url}/admin/emergencies`);
  await page.getByText("Nobody takes a role by themselves.").waitFor();
  await page.getByText("There were none.").waitFor();
  await owner.press("Let people take a role");
  await page.getByLabel("Role to take").selectOption("security-officer");
  await page.getByRole("checkbox", { name: "Auditor" }).check();
  await owner.press("Put it in");
  await owner.press("See what it does");
  await page.getByText("one person would have duties that are kept apart").waitFor();
  await owner.press("Remove Security officer");
  await owner.press("Let people take a role");
  await page.getByLabel("For how long at most").selectOption({ label: "1 hour" });
  await page.getByRole("button", { name: /nina/ }).click();
  found.push(...(await look(owner, "emergency-rule")));
  await owner.press("Put it in");
  await owner.press("See what it does");
  await page.getByText("gains: take a role by oneself in an emergency").waitFor();
  await page.getByRole("textbox", { name: /^Why\? Whoever/ }).fill("nights and weekends");
  await owner.press("Save");
  await page.getByText("Security officer, for up to 1 hour").waitFor();
  await page.getByText("by nina").waitFor();
  found.push(...(await look(owner, "emergency-policy")));
  await speak(world, owner, "中文");
  await page.getByText("可取得者：nina").waitFor();
  found.push(...(await look(owner, "emergency-policy-zh")));
  await speak(world, owner, "English");
});

test("who is named takes it in the settings; a banner says so on all their devices and to every officer", async () => {
  nina = await openAsNina();
  ninasPhone = await openAsNina();
  const { page } = nina;
  await page.goto(`${world.url}/settings/roles`);
  const take = page.getByRole("button", { name: "Take the role now" });
  await taking(nina).getByText("suspend a person", { exact: true }).waitFor();
  await page.getByLabel("What has happened?").fill("too short");
  expect(await take.isDisabled()).toBe(true);
  await page.getByLabel("What has happened?").fill("the mail server is being taken over");
  found.push(...(await look(nina, "emergency-take")));
  await take.click();
  const mine = (window: Window) =>
    window.page.getByRole("alert").filter({ hasText: "You took the role of Security officer" });
  await mine(nina).getByText("the mail server is being taken over").waitFor();
  await mine(ninasPhone).waitFor();
  await ninasPhone.page.getByText(/A role was taken with your account in an emergency/).waitFor();
  await page.getByText("One of yours is under way.").waitFor();
  found.push(...(await look(nina, "emergency-banner")));
  found.push(...(await look(ninasPhone, "emergency-phone")));
  await page.reload();
  await mine(nina).waitFor();
  const told = owner.page.getByRole("status").filter({ hasText: "nina took the role of Security officer" });
  await told.waitFor();
  found.push(...(await look(owner, "emergency-told")));
  await owner.page.goto(world.url);
  await told.waitFor();
  await speak(world, nina, "中文");
  await page.getByText("您在紧急情况下自行取得了角色“安全员”").waitFor();
  found.push(...(await look(nina, "emergency-banner-zh")));
  await speak(world, nina, "English");
});

test("an officer ends it at once, on every screen", async () => {
  const { account } = (await world.raw.signIn("harmful")).body;
  expect(await session.call("suspendPerson", { account }, { reason: "their account is stolen" })).toMatchObject({
    status: 204,
  });
  await owner.press("End the role of nina now");
  for (const { page } of [owner, nina, ninasPhone])
    await expect.poll(() => page.getByText(/took the role of Security officer/).count(), { timeout: 30_000 }).toBe(0);
});

test("an officer looks at what was done and judges it; the person sees that", async () => {
  const { page } = owner;
  await page.getByText("An emergency waits to be judged.").waitFor();
  await page.getByRole("link", { name: "See emergencies" }).click();
  await page.getByText("waits to be judged", { exact: true }).waitFor();
  found.push(...(await look(owner, "emergency-list")));
  await page.getByRole("link", { name: "Look and judge" }).click();
  await page.getByText("person suspended", { exact: true }).waitFor();
  await page.getByText(/· person\.suspended · \d+\/\d+/).waitFor();
  await page.getByText("on harmful").waitFor();
  await page.getByText("their account is stolen").waitFor();
  found.push(...(await look(owner, "emergency-acts")));
  await speak(world, owner, "中文");
  await page.getByText("期间的操作").waitFor();
  await page.getByText("人员已停用", { exact: true }).waitFor();
  found.push(...(await look(owner, "emergency-acts-zh")));
  await speak(world, owner, "English");
  await page.getByRole("radio", { name: "Justified", exact: true }).check();
  await page.getByLabel("What did you find?").fill("it was the right thing to do");
  await owner.press("Record the judgement");
  await page.getByText("Judged by").waitFor();
  await expect.poll(() => page.getByText("An emergency waits to be judged.").count()).toBe(0);
  await page.getByRole("link", { name: "Read the audit log of that day" }).click();
  await expect.poll(() => page.getByLabel("From").inputValue()).toMatch(/^\d{4}-\d\d-\d\d$/);
  await nina.page.goto(`${world.url}/settings/roles`);
  await nina.page.getByText("it was the right thing to do").waitFor();
  found.push(...(await look(nina, "emergency-judged")));
});

test("it ends by the clock, and the banner with it", async () => {
  const { page } = ninasPhone;
  world.clock.pass(60_000);
  await page.goto(`${world.url}/settings/roles`);
  await page.getByLabel("What has happened?").fill("the same thing once more");
  await taking(ninasPhone).getByLabel("For how long").selectOption({ label: "15 minutes" });
  await ninasPhone.press("Take the role now");
  await page.getByRole("alert").filter({ hasText: "You took the role" }).waitFor();
  world.clock.pass(EMERGENCY_LIMITS.minMs + 1_000);
  await expect.poll(() => page.getByText(/You took the role/).count(), { timeout: 60_000 }).toBe(0);
  await page.getByText("more is not possible now").waitFor();
});

test("axe finds nothing on these screens, in light, dark and narrow dress", () => {
  expect(found).toEqual([]);
});
