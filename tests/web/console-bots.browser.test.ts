/** Bots, their tokens and the directory in the console, as officers meet them, with a directory that truly calls. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { speak } from "./console-world.ts";
import { look } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
  await world.join(anna, "Bob Berg");
});
afterAll(() => world[Symbol.asyncDispose]());

/** The token that is shown, once its dialog is closed. */
async function shownToken({ page }: Window): Promise<string> {
  const shown = page.getByRole("dialog", { name: "The token" });
  const token = await shown.locator("code").innerText();
  await shown.getByRole("button", { name: "Done" }).click();
  await shown.waitFor({ state: "detached" });
  return token;
}
const scim = (token: string, path: string, data: object) =>
  anna.page.request.post(`${world.url}/scim/v2/${path}`, { data, headers: { authorization: `Bearer ${token}` } });

test("an officer makes a bot, gives it a token that is shown once, revokes it, and hands the bot over", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/tokens`);
  await page.getByText("There is no bot yet.").waitFor();
  await anna.press("Make a bot");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Deploy bot");
  await dialog.getByLabel("Handle").fill("Deploy Bot!");
  await dialog.getByRole("button", { name: "Make a bot" }).click();
  await dialog.getByRole("alert").filter({ hasText: "not well formed" }).waitFor();
  await dialog.getByLabel("Handle").fill("deploy");
  await dialog.getByRole("button", { name: "Make a bot" }).click();
  const card = page.getByRole("region", { name: "Deploy bot" });
  await card.getByText("No token: it can do nothing.").waitFor();
  await card.getByRole("button", { name: "New token" }).click();
  await dialog.getByLabel("What is it for?").fill("releases");
  found.push(...(await look(anna, "console-token-new")));
  await dialog.getByRole("button", { name: "Make the token" }).click();
  await page.getByRole("dialog", { name: "The token" }).waitFor();
  found.push(...(await look(anna, "console-token-shown")));
  expect(await shownToken(anna)).toMatch(/^wbt_[\w-]{43}$/);
  await card.getByText("Can see its rooms and who is in them, read messages").waitFor();
  await card.getByText("in all its rooms · until").waitFor();
  expect(await page.content()).not.toContain("wbt_");
  found.push(...(await look(anna, "console-bots")));
  await speak(world, anna, "中文");
  await page.getByText("负责人：Anna Lind").waitFor();
  found.push(...(await look(anna, "console-bots-zh")));
  await speak(world, anna, "English");
  await card.getByRole("button", { name: "Hand over" }).click();
  await dialog.getByRole("button", { name: /Bob Berg/ }).click();
  await dialog.getByRole("button", { name: "Hand over" }).click();
  await card.getByText("Bob Berg answers for it").waitFor();
  await card.getByRole("button", { name: "Revoke" }).click();
  await card.getByRole("button", { name: "Revoke at once?" }).click();
  await card.getByText("No token: it can do nothing.").waitFor();
  await card.getByRole("button", { name: "Remove" }).click();
  await dialog.getByLabel(/Why/).fill("done");
  await dialog.getByRole("button", { name: "Remove" }).click();
  await page.getByText("There is no bot yet.").waitFor();
});

test("an officer lets a directory in, sees whom it tells of, says who is who and what its groups give", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/directory`);
  await page.getByText(`${world.url}/scim/v2`).waitFor();
  await page.getByText("No token: no directory can come in.").waitFor();
  await anna.press("New token");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Which system is it for?").fill("Entra");
  await dialog.getByRole("button", { name: "Make the token" }).click();
  const token = await shownToken(anna);
  const bob = await (await scim(token, "Users", { userName: "bob@example.com", displayName: "Bob" })).json();
  await scim(token, "Users", { userName: "li@example.com", name: { familyName: "李", givenName: "雷" } });
  await scim(token, "Users", { userName: "li@example.com" });
  await scim(token, "Groups", { displayName: "Finance", members: [{ value: bob.id }] });
  await page.reload();
  await page.getByText("2 in the directory · 2 not joined yet · 0 not active").waitFor();
  await page.getByText("409 name-taken").waitFor();
  const people = page.getByRole("list", { name: "People" });
  await people.getByText("李雷").waitFor();
  await people.getByRole("listitem").filter({ hasText: "bob@example.com" }).getByRole("button").click();
  await dialog.getByRole("button", { name: /Bob Berg/ }).click();
  await dialog.getByRole("button", { name: "This is them" }).click();
  await people.getByText("bob@example.com · joined").waitFor();
  await page.getByRole("switch", { name: /^Groups may give officers' roles/ }).check();
  await anna.press("See what it does");
  await page.getByLabel("Why? Whoever reads the audit log sees it.").fill("Finance audits");
  await anna.press("Save");
  await page.getByRole("button", { name: "Save" }).waitFor({ state: "detached" });
  await anna.press("Give something");
  await dialog.getByLabel("Role", { exact: true }).selectOption({ label: "Auditor" });
  found.push(...(await look(anna, "console-directory-map")));
  await dialog.getByRole("button", { name: "Give it" }).click();
  const groups = page.getByRole("list", { name: "Groups" });
  await groups.getByText("Role: Auditor").waitFor();
  found.push(...(await look(anna, "console-directory")));
  await speak(world, anna, "中文");
  await page.getByText("角色：审计员").waitFor();
  found.push(...(await look(anna, "console-directory-zh")));
  await speak(world, anna, "English");
  await groups.getByRole("button", { name: "End Role: Auditor" }).click();
  await groups.getByRole("button", { name: "Take back? Role: Auditor" }).click();
  await groups.getByText("Role: Auditor").waitFor({ state: "detached" });
});

test("axe objects to nothing, and the page complains of nothing", () => {
  expect(found).toEqual([]);
  // What was refused on purpose.
  expect(anna.complaints.filter((one) => !one.includes("status of 4"))).toEqual([]);
});
