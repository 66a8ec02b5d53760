/** The console as officers meet it: it shows what the server's policy lets them open, and axe objects to nothing on any screen. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openMenu, speak } from "./console-world.ts";
import { look } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
let bob: Window;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
  bob = await world.join(anna, "Bob Berg");
});
afterAll(() => world[Symbol.asyncDispose]());

test("an owner finds the console in the menu, and every section that it lists", async () => {
  const { page } = anna;
  await openMenu(anna);
  await page.getByRole("menuitem", { name: "Administration" }).click();
  const list = page.getByRole("navigation", { name: "Administration" });
  await list.getByRole("link").first().waitFor();
  await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/admin\/\w/);
  for (const title of await list.getByRole("link").allInnerTexts()) {
    await list.getByRole("link", { name: title, exact: true }).click();
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
  }
  await page.goBack();
  await anna.press("Back to the messages");
  await page.getByRole("navigation", { name: "Rooms" }).waitFor();
});

test("a member has no console: neither in the menu nor by its address", async () => {
  const { page } = bob;
  await openMenu(bob);
  await page.getByRole("menuitem", { name: "People" }).waitFor();
  expect(await page.getByRole("menuitem", { name: "Administration" }).count()).toBe(0);
  await page.keyboard.press("Escape");
  await page.goto(`${world.url}/admin/roles`);
  await page.getByText("There is no such page, or your roles do not open it.").waitFor();
  found.push(...(await look(bob, "console-closed")));
});

test("an owner asks why, sees who has a role and what it may do", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/roles`);
  await page.getByRole("heading", { name: "Why may somebody do something?" }).waitFor();
  await page.getByLabel("What they would do").selectOption("audit.query");
  await anna.press("Ask");
  await page.getByText("Yes: as owner one may read the audit log.").waitFor();
  await page.getByLabel("Person").selectOption({ label: "Bob Berg @bob" });
  await anna.press("Ask");
  await page.getByText("No: that takes owner or auditor.").waitFor();
  await page.getByLabel("Role", { exact: true }).selectOption("auditor");
  await page.getByRole("listitem").filter({ hasText: "read the audit log" }).waitFor();
  found.push(...(await look(anna, "console-roles")));
  await speak(world, anna, "中文");
  await page.getByRole("heading", { name: "某人为何可以执行某操作？" }).waitFor();
  await anna.press("查询");
  await page.getByText("可以：所有者可以邀请人员。").waitFor();
  found.push(...(await look(anna, "console-roles-zh")));
  await speak(world, anna, "English");
});

test("why is asked about the person acted on, and about a room one is in", async () => {
  const { page } = anna;
  await page.goto(world.url);
  await world.newRoom(anna, "herons");
  await page.goto(`${world.url}/admin/roles`);
  await page.getByLabel("Person").selectOption({ label: "Bob Berg @bob" });
  await page.getByLabel("What they would do").selectOption("person.suspend");
  await page.getByLabel("On whom").selectOption({ label: "Anna Lind @anna" });
  await anna.press("Ask");
  await page.getByText("No: that takes owner.").waitFor();
  await page.getByLabel("On whom").selectOption({ label: "Bob Berg, on themselves" });
  await anna.press("Ask");
  await page.getByText(/^No: that takes owner or administrator or /).waitFor();
  await page.getByLabel("What they would do").selectOption("message.read");
  await page.getByLabel("In which room").selectOption("herons");
  await anna.press("Ask");
  await page.getByText("No: not in the room. No role in the organisation opens a room.").waitFor();
  await page.getByLabel("Person").selectOption("Myself");
  await anna.press("Ask");
  await page.getByText(/^Yes: as .*owner.* one may read messages/).waitFor();
});

test("invitations, approvals and sign-in rules stand in the console", async () => {
  const { page } = anna;
  for (const [section, seen] of [
    ["invitations", "Each link lets one person join"],
    ["approvals", "Nothing waits."],
    ["sign-in", "A second factor is asked of"],
  ] as const) {
    await page.goto(`${world.url}/admin/${section}`);
    await page.getByText(seen).waitFor();
    found.push(...(await look(anna, `console-${section}`)));
  }
});

test("everybody asks in the settings why they may do something", async () => {
  const { page } = bob;
  await page.goto(`${world.url}/settings/roles`);
  await page.getByLabel("What they would do").selectOption("audit.query");
  await bob.press("Ask");
  await page.getByText("No: that takes owner or auditor.").waitFor();
  found.push(...(await look(bob, "own-permissions")));
});

test("axe objects to nothing, and the console of the browser to nothing either", () => {
  expect(found).toEqual([]);
  for (const { complaints } of world.windows) expect(complaints).toEqual([]);
});
