/** Officers and people in the console: found, signed out, suspended, given roles, and removed with what goes with them. */
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
  await world.join(anna, "wang 王芳");
  await anna.page.goto(`${world.url}/admin/people`);
});
afterAll(() => world[Symbol.asyncDispose]());

const rows = () => anna.page.getByRole("table", { name: "People" }).locator("tbody tr");
const openBob = async () => {
  await anna.page.goto(`${world.url}/admin/people`);
  await anna.page.getByRole("link", { name: "Bob Berg" }).click();
  await anna.page.getByRole("heading", { level: 2, name: "Bob Berg" }).waitFor();
};

test("the list is found through, sorted by its heads from the keyboard, and its state stands in the address", async () => {
  const { page } = anna;
  await page.getByText("3 people", { exact: true }).waitFor();
  found.push(...(await look(anna, "people")));
  await page.getByRole("button", { name: "Name", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => rows().first().innerText()).toContain("王芳");
  expect(await page.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort")).toBe("descending");
  await page.getByLabel("Only").selectOption("no-second-factor");
  await page.getByLabel("Find by name").fill("@bo");
  await page.getByText("1 person", { exact: true }).waitFor();
  await page.reload();
  await page.getByText("1 person", { exact: true }).waitFor();
  expect(await page.getByLabel("Only").inputValue()).toBe("no-second-factor");
  await page.getByLabel("Only").selectOption("suspended");
  await page.getByText("0 people", { exact: true }).waitFor();
  await page.goto(`${world.url}/admin/people`);
});

test("several people are signed out at once, with what came of each; oneself is left out", async () => {
  const { page } = anna;
  await page.getByText("3 people", { exact: true }).waitFor();
  await page.getByRole("checkbox", { name: "Choose all" }).check();
  await page.getByText("3 chosen").waitFor();
  await anna.press("Sign out");
  const dialog = page.getByRole("dialog", { name: "Sign out 2 people?" });
  await dialog.getByText("Bob Berg").waitFor();
  expect(await dialog.getByRole("button", { name: "Sign out" }).isDisabled()).toBe(true);
  found.push(...(await look(anna, "people-bulk")));
  await dialog.getByLabel(/^Why/).fill("a lost laptop");
  const fromMs = Date.now();
  await dialog.getByRole("button", { name: "Sign out" }).click();
  await bob.page.getByRole("dialog").waitFor();
  expect(Date.now() - fromMs).toBeLessThan(4_000);
  await expect.poll(() => dialog.getByText("1 session ended.").count()).toBe(2);
  await anna.press("Done");
});

test("a person's page tells what the signs mean, where they are signed in, and ends one session", async () => {
  const { page } = anna;
  await bob.page.reload();
  await world.signIn(bob, "bob");
  await openBob();
  await page.getByText("Whoever knows the password is in.").waitFor();
  await page.getByRole("heading", { name: "1 device, 1 session" }).waitFor();
  await page.getByText("nothing that stands out").waitFor();
  found.push(...(await look(anna, "person")));
  await page.getByRole("button", { name: /^End it: / }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Why/).fill("a lost laptop");
  found.push(...(await look(anna, "person-end")));
  await dialog.getByRole("button", { name: "End it" }).click();
  await page.getByRole("heading", { name: "1 device, 0 sessions" }).waitFor();
  await bob.page.getByRole("dialog").waitFor();
});

test("a role that is given opens the console to its person without a reload", async () => {
  const { page } = anna;
  await bob.page.reload();
  await world.signIn(bob, "bob");
  await openMenu(bob);
  await bob.page.getByRole("menuitem", { name: "People" }).waitFor();
  expect(await bob.page.getByRole("menuitem", { name: "Administration" }).count()).toBe(0);
  await bob.page.keyboard.press("Escape");
  await page.getByLabel("First role of Bob Berg").selectOption("auditor");
  await anna.press("Give the role: Auditor");
  await expect
    .poll(async () => {
      await openMenu(bob);
      await bob.page.getByRole("menuitem", { name: "People" }).waitFor();
      const count = await bob.page.getByRole("menuitem", { name: "Administration" }).count();
      await bob.page.keyboard.press("Escape");
      return count;
    })
    .toBe(1);
  await anna.press("Give one more role");
  await page.getByLabel("Role", { exact: true }).selectOption("trainer");
  await page.getByRole("textbox", { name: /^Why/ }).fill("the yearly training");
  await anna.press("Give the role: Trainer");
  await page.getByText(/^Trainer until/).waitFor();
  await page.getByLabel("What they would do").selectOption("audit.query");
  await anna.press("Ask");
  await page.getByText("Yes: as auditor one may read the audit log.").waitFor();
  found.push(...(await look(anna, "person-roles")));
  await anna.press("Take it");
  await expect.poll(() => page.getByText(/^Trainer until/).count()).toBe(0);
});

test("who is suspended is signed out, only once the name was typed, and comes back", async () => {
  const { page } = anna;
  await anna.press("Suspend");
  const dialog = page.getByRole("dialog", { name: "Suspend Bob Berg?" });
  await dialog.getByLabel(/^Why/).fill("on leave");
  const suspend = dialog.getByRole("button", { name: "Suspend" });
  expect(await suspend.isDisabled()).toBe(true);
  await dialog.getByLabel("Type bob to be sure").fill("bob");
  await suspend.click();
  await bob.page.getByRole("dialog").waitFor();
  await anna.press("Lift the suspension");
  await page.getByRole("button", { name: "Suspend", exact: true }).waitFor();
});

test("whoever leaves has their bots handed over on that page, and tokens that they have seen can be revoked", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/tokens`);
  const dialog = page.getByRole("dialog");
  for (const [name, handle] of [
    ["Deploy bot", "deploy"],
    ["Menu bot", "menu"],
  ] as const) {
    await anna.press("Make a bot");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("Handle").fill(handle);
    await dialog.getByRole("button", { name: "Make a bot" }).click();
    await dialog.waitFor({ state: "detached" });
  }
  const deploy = page.getByRole("region", { name: "Deploy bot" });
  await deploy.getByRole("button", { name: "Hand over" }).click();
  await dialog.getByRole("button", { name: /Bob Berg/ }).click();
  await dialog.getByRole("button", { name: "Hand over" }).click();
  await deploy.getByText("Bob Berg answers for it").waitFor();
  await openBob();
  await anna.press("See what would go");
  await page.getByText("1 bot that they answer for").waitFor();
  expect(await page.getByRole("region", { name: "Menu bot" }).count()).toBe(0);
  found.push(...(await look(anna, "leaving-bots")));
  await page.getByRole("region", { name: "Deploy bot" }).getByRole("button", { name: "Hand over" }).click();
  await dialog.getByRole("button", { name: /Anna Lind/ }).click();
  await dialog.getByRole("button", { name: "Hand over" }).click();
  await page.getByRole("region", { name: "Deploy bot" }).waitFor({ state: "detached" });
  await page.getByText("1 bot that they answer for").waitFor({ state: "detached" });
  // Anna's own page: a token that she made for a bot that is Bob's by then.
  await page.goto(`${world.url}/admin/tokens`);
  await deploy.getByRole("button", { name: "New token" }).click();
  await dialog.getByLabel("What is it for?").fill("releases");
  await dialog.getByRole("button", { name: "Make the token" }).click();
  await page.getByRole("dialog", { name: "The token" }).getByRole("button", { name: "Done" }).click();
  await deploy.getByRole("button", { name: "Hand over" }).click();
  await dialog.getByRole("button", { name: /Bob Berg/ }).click();
  await dialog.getByRole("button", { name: "Hand over" }).click();
  await deploy.getByText("Bob Berg answers for it").waitFor();
  await page.goto(`${world.url}/admin/people`);
  await page.getByRole("link", { name: "Anna Lind" }).click();
  await page.getByRole("heading", { level: 2, name: "Anna Lind" }).waitFor();
  await page.goto(`${page.url()}/leaving`);
  const tokens = page.getByRole("list", { name: "Tokens that they made" });
  await tokens.getByText("releases").waitFor();
  await tokens.getByRole("button", { name: "Revoke" }).click();
  await tokens.getByRole("button", { name: "Revoke at once?" }).click();
  await tokens.waitFor({ state: "detached" });
  await openBob();
});

test("one page shows what goes with somebody who leaves, and does it", async () => {
  const { page } = anna;
  await anna.press("See what would go");
  await page.getByRole("heading", { name: "Bob Berg leaves" }).waitFor();
  await page.getByText("Stays. Erasing it is another act.").waitFor();
  found.push(...(await look(anna, "leaving")));
  await speak(world, anna, "中文");
  await page.getByRole("heading", { name: "Bob Berg 离职" }).waitFor();
  found.push(...(await look(anna, "leaving-zh")));
  await page.getByRole("link", { name: "返回人员页面" }).click();
  await page.getByRole("heading", { level: 2, name: "Bob Berg" }).waitFor();
  found.push(...(await look(anna, "person-zh")));
  await page.getByRole("link", { name: "全部人员" }).click();
  await page.getByText("共 3 人", { exact: true }).waitFor();
  found.push(...(await look(anna, "people-zh")));
  await speak(world, anna, "English");
  await openBob();
  await page.getByRole("button", { name: /^Take the device away: / }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/until the person takes it off their own list/).waitFor();
  await dialog.getByLabel(/^Why/).fill("it was stolen");
  found.push(...(await look(anna, "take-device")));
  await dialog.getByRole("button", { name: "Take the device away" }).click();
  await page.getByText("Taken away. It is on the person's signed list until they take it off.").waitFor();
  found.push(...(await look(anna, "device-taken")));
  await anna.press("See what would go");
  await page.getByLabel(/^Why/).fill("a new job");
  await page.getByLabel("Type bob to be sure").fill("bob");
  await anna.press("Remove for good");
  await page.getByText("2 people", { exact: true }).waitFor();
  expect(await page.getByRole("link", { name: "Bob Berg" }).count()).toBe(0);
});

test("axe objects to nothing, nothing is wider than its window, and the browser complains of nothing", () => {
  expect(found).toEqual([]);
  const isNetwork = (text: string) => /Failed to load resource|WebSocket connection|ERR_CONNECTION/.test(text);
  for (const { complaints } of world.windows) expect(complaints.filter((text) => !isNetwork(text))).toEqual([]);
});
