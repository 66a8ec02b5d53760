/** The screens on roles and approvals: the server's own reasons, in both languages, and nothing that axe objects to. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { objections } from "./objections.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
/** Where pictures of the screens go, for who wants to look at them. */
const PICTURES = process.env["WARBLER_SCREENSHOTS"];

beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
  await world.join(anna, "Bob Berg");
});
afterAll(() => world[Symbol.asyncDispose]());

test("an owner asks why, sees who has a role and what it may do, in light, dark, narrow and Chinese", async () => {
  const { page } = anna;
  await page.goto(new URL("/settings/roles", page.url()).href);
  await page.getByRole("heading", { name: "Why may somebody do something?" }).waitFor();
  await page.getByText("Nothing waits.").waitFor();
  await page.getByLabel("What they would do").selectOption("audit.query");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.getByText("Yes: as owner one may read the audit log.").waitFor();
  await page.getByLabel("Person").selectOption({ label: "Bob Berg @bob" });
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.getByText("No: that takes owner or auditor.").waitFor();
  await page.getByLabel("Role", { exact: true }).selectOption("auditor");
  await page.getByRole("listitem").filter({ hasText: "read the audit log" }).waitFor();
  const found: string[] = [];
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme="${theme}"]`).waitFor();
    found.push(...(await objections(page)).map((one) => `${theme}: ${one}`));
    if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `roles-${theme}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 390, height: 780 });
  found.push(...(await objections(page)).map((one) => `narrow: ${one}`));
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, "roles-narrow.png") });
  await page.setViewportSize({ width: 1280, height: 1400 });
  await page.goto(new URL("/settings/appearance", page.url()).href);
  await page.getByRole("radio", { name: "中文" }).click();
  await page.goto(new URL("/settings/roles", page.url()).href);
  await page.getByRole("heading", { name: "某人为何可以执行某操作？" }).waitFor();
  await page.getByRole("button", { name: "查询", exact: true }).click();
  await page.getByText("可以：所有者可以邀请人员。").waitFor();
  found.push(...(await objections(page)).map((one) => `zh: ${one}`));
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, "roles-zh.png") });
  expect(found).toEqual([]);
});
