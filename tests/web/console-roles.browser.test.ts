/** Roles in the console: made and changed after seeing who gains and loses, tested, asked for, and explained. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { speak } from "./console-world.ts";
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
  await anna.page.goto(`${world.url}/admin/roles`);
});
afterAll(() => world[Symbol.asyncDispose]());

const save = async (reason: string) => {
  await anna.page.getByRole("textbox", { name: /^Why\? Whoever/ }).fill(reason);
  await anna.press("Save");
  await anna.page.getByText("The policy was changed.").first().waitFor();
};

test("a role of the organisation's own is made after it was seen what it does", async () => {
  const { page } = anna;
  await anna.press("Make a role");
  await page.getByText("A role needs a name.").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Front desk");
  await page.getByRole("checkbox", { name: "invite people" }).check();
  expect(await page.getByRole("button", { name: "Save" }).count()).toBe(0);
  await anna.press("See what it does");
  await page.getByText("Nobody gains or loses anything by it.").waitFor();
  found.push(...(await look(anna, "role-draft")));
  await save("a new desk");
  await page.getByRole("columnheader", { name: "Front desk" }).waitFor();
  await page.getByLabel("Role", { exact: true }).selectOption({ label: "Front desk" });
  await expect.poll(() => new URL(page.url()).search).toContain("role=");
});

test("who holds it gains by a change, which is shown by name, and it cannot go while it is held", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/people`);
  await page.getByRole("link", { name: "Bob Berg" }).click();
  await anna.press("Give one more role");
  await page.getByLabel("Role", { exact: true }).selectOption({ label: "Front desk" });
  await page.getByRole("textbox", { name: /^Why/ }).fill("a new colleague");
  await anna.press("Give the role: Front desk");
  await page.getByText(/^Front desk until/).waitFor();
  await page.goto(`${world.url}/admin/roles`);
  await anna.press("Change: Front desk");
  await page.getByRole("checkbox", { name: "import from another system" }).check();
  await anna.press("See what it does");
  await page.getByText("gains: import from another system").waitFor();
  await page.getByText("1 person gains or loses something:").waitFor();
  found.push(...(await look(anna, "role-gains")));
  await save("more work");
  await anna.press("Remove: Front desk");
  await anna.press("See what it does");
  await page.getByText("“Front desk” is still held by 1 person").waitFor();
  expect(await page.getByRole("button", { name: "Save" }).count()).toBe(0);
  await anna.press("Cancel");
});

test("a role that asks for a second factor says so, and signs out who holds it without one", async () => {
  const { page } = anna;
  await anna.press("Change: Front desk");
  await page.getByRole("switch", { name: "Who holds it needs a second factor" }).click();
  await anna.press("See what it does");
  found.push(...(await look(anna, "role-factor")));
  await save("they let people in");
  await page.getByText("Who holds it needs a second factor").waitFor();
  await bob.page.getByRole("dialog").waitFor();
  await anna.press("Change: Front desk");
  await page.getByRole("switch", { name: "Who holds it needs a second factor" }).click();
  await anna.press("See what it does");
  await save("not yet");
  await bob.page.reload();
  await world.signIn(bob, "bob");
});

test("three officers are not turned on while a duty has nobody", async () => {
  const { page } = anna;
  await page.getByText("Three officers", { exact: true }).click();
  await anna.press("See what it does");
  await page.getByText("Nobody has the duty of audit yet.").waitFor();
  found.push(...(await look(anna, "profile")));
  await anna.press("Cancel");
});

test("a policy test is kept when it holds, and refused when it does not", async () => {
  const { page } = anna;
  await anna.press("Add a test");
  const form = page.getByRole("group", { name: "Add a test" });
  await form.getByRole("button", { name: "Add a test" }).click();
  await anna.press("See what it does");
  await save("it must stay so");
  await page.getByText("Auditor may read the audit log.").waitFor();
  await page.getByText("passes", { exact: true }).waitFor();
  await anna.press("Add a test");
  await form.getByLabel("Whether").selectOption("may-not");
  await form.getByRole("button", { name: "Add a test" }).click();
  await anna.press("See what it does");
  await page.getByText(/^Test 2 would fail/).waitFor();
  found.push(...(await look(anna, "policy-tests")));
  expect(await page.getByRole("button", { name: "Save" }).count()).toBe(0);
  await anna.press("Cancel");
});

test("a member asks for a role in the settings, and an officer grants it", async () => {
  await bob.page.goto(`${world.url}/settings/roles`);
  await bob.page.getByLabel("Role", { exact: true }).selectOption("auditor");
  await bob.page.getByLabel("Why do you need it?").fill("the yearly audit");
  await bob.press("Ask for it");
  await bob.page.getByText("waits", { exact: true }).waitFor();
  found.push(...(await look(bob, "ask-role")));
  await anna.page.goto(`${world.url}/admin/roles`);
  await anna.page.getByText("Bob Berg asks for the role Auditor, for 4 hours").waitFor();
  found.push(...(await look(anna, "role-requests")));
  await anna.press("Grant");
  await expect.poll(() => anna.page.getByText("Bob Berg asks for the role").count()).toBe(0);
  await bob.page.reload();
  await bob.page.getByText("granted", { exact: true }).waitFor();
});

test("all of it speaks Chinese", async () => {
  await speak(world, anna, "中文");
  await anna.page.getByRole("heading", { name: "全部角色对照" }).waitFor();
  await anna.page.getByText("审计员可以查阅审计日志。").waitFor();
  found.push(...(await look(anna, "roles-zh")));
});

test("axe objects to nothing, nothing is wider than its window, and the browser complains of nothing", () => {
  expect(found).toEqual([]);
  for (const { complaints } of world.windows) expect(complaints).toEqual([]);
});
