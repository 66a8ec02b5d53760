/** Dual control in the console: turned on, met by an act, signed by somebody else who sees exactly what, and done. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { speak } from "./console-world.ts";
import { look } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
let carl: Window;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
  await world.join(anna, "Bob Berg");
  carl = await world.join(anna, "Carl Holm");
});
afterAll(() => world[Symbol.asyncDispose]());

const openPerson = async ({ page }: Window, name: string) => {
  await page.goto(`${world.url}/admin/people`);
  await page.getByRole("link", { name }).click();
  await page.getByRole("heading", { level: 2, name }).waitFor();
};

test("it cannot be turned on while too few could approve, and can once there are enough", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/approvals`);
  await anna.press("One other for all of them");
  await anna.press("See what it does");
  await page.getByText("At least 2 people must be able to approve; there are 1.").waitFor();
  await openPerson(anna, "Carl Holm");
  await page.getByLabel("First role of Carl Holm").selectOption("administrator");
  await anna.press("Give the role: Administrator");
  await expect.poll(() => page.getByRole("button", { name: "Give the role: Administrator" }).count()).toBe(0);
  await page.goto(`${world.url}/admin/approvals`);
  await anna.press("One other for all of them");
  await anna.press("See what it does");
  await page.getByText("Nobody gains or loses anything by it.").waitFor();
  await page.getByRole("textbox", { name: /^Why/ }).fill("nobody alone");
  await anna.press("Save");
  await page.getByText("The policy was changed.").first().waitFor();
  found.push(...(await look(anna, "dual-control")));
});

test("an act under it is asked of others in place", async () => {
  const { page } = anna;
  await openPerson(anna, "Bob Berg");
  await page.getByLabel("First role of Bob Berg").selectOption("trainer");
  await anna.press("Give the role: Trainer");
  const asked = page.getByRole("group", { name: "Under dual control" });
  await asked.waitFor();
  found.push(...(await look(anna, "guarded")));
  await asked.getByLabel(/^Why/).fill("the yearly training");
  await anna.press("Ask others to approve");
  await page.getByText("Asked. It waits for others to sign.").waitFor();
  await page.getByRole("link", { name: "See what waits" }).click();
  await page.getByText("You asked for this.").waitFor();
  expect(await page.getByRole("button", { name: "Do it now" }).isDisabled()).toBe(true);
});

test("somebody else sees exactly what is signed, signs it, and who asked has it done, once", async () => {
  await carl.page.goto(`${world.url}/admin/approvals`);
  const act = carl.page.getByRole("article", { name: "give and take roles: Anna Lind" });
  await act.getByText("Anna Lind asks: the yearly training").waitFor();
  const signed = await act.locator("code").last().innerText();
  expect(JSON.parse(signed)).toEqual(
    expect.arrayContaining([
      "warbler act v1",
      "grantRole",
      "the yearly training",
      expect.objectContaining({ role: "trainer" }),
    ]),
  );
  found.push(...(await look(carl, "approval")));
  await carl.press("Sign with this device");
  await carl.press("Sign it: it may then be done");
  await act.getByText("You have signed.").waitFor();
  await act.getByText("1 of 1 have signed (Carl Holm)").waitFor();
  await anna.press("Look again");
  await anna.press("Do it now");
  await anna.page.getByText("done", { exact: true }).waitFor();
  await anna.page.getByText("Nothing waits.").waitFor();
  await openPerson(anna, "Bob Berg");
  expect(await anna.page.getByLabel("First role of Bob Berg").inputValue()).toBe("trainer");
});

test("what was asked for can be withdrawn, and the page speaks Chinese", async () => {
  const { page } = anna;
  await page.getByLabel("First role of Bob Berg").selectOption("member");
  await anna.press("Give the role: Member");
  await page.getByRole("group", { name: "Under dual control" }).getByLabel(/^Why/).fill("on second thoughts");
  await anna.press("Ask others to approve");
  await page.getByRole("link", { name: "See what waits" }).click();
  await speak(world, anna, "中文");
  await page.getByText("这是您提出的操作。").waitFor();
  found.push(...(await look(anna, "approvals-zh")));
  await anna.press("撤回");
  await page.getByText("没有待处理的操作。").waitFor();
  await page.getByText("已撤回", { exact: true }).waitFor();
});

test("axe objects to nothing, nothing is wider than its window, and the browser complains of nothing", () => {
  expect(found).toEqual([]);
  // The refusal by which an act is found to be under dual control.
  const isRefusal = (text: string) => /status of 403/.test(text);
  for (const { complaints } of world.windows) expect(complaints.filter((text) => !isRefusal(text))).toEqual([]);
});
