/** Dual control in the console: turned on, met by an act, signed by somebody else who sees exactly what, and done. */
import { readFile } from "node:fs/promises";
import { verifyAuditExport } from "@warbler/sdk/admin";
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

test("the audit log is read and saved, with a reason", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/audit`);
  expect(await page.getByRole("button", { name: "Read the newest" }).isDisabled()).toBe(true);
  await page.getByLabel(/^Why do you read it/).fill("the yearly audit");
  await anna.press("Read the newest");
  const facts = page.getByRole("region", { name: "Facts that were read" });
  await facts.getByText("organisation.set-up").waitFor();
  found.push(...(await look(anna, "audit")));
  const [download] = await Promise.all([page.waitForEvent("download"), anna.press("Save with proofs")]);
  const made = JSON.parse(await readFile(await download.path(), "utf8"));
  expect(await verifyAuditExport(made, made.verifierKey)).toMatchObject({ ok: true, proven: made.facts.length });
  await speak(world, anna, "中文");
  await page.getByText("日志中记录的操作。").waitFor();
  found.push(...(await look(anna, "audit-zh")));
  await speak(world, anna, "English");
});

test("it cannot be turned on while too few could approve, and can once there are enough", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/approvals`);
  await anna.press("One other for all but what stops harm");
  await anna.press("See what it does");
  await page.getByText("At least 2 people must be able to approve; there are 1.").waitFor();
  await openPerson(anna, "Carl Holm");
  await page.getByLabel("First role of Carl Holm").selectOption("administrator");
  await anna.press("Give the role: Administrator");
  await expect.poll(() => page.getByRole("button", { name: "Give the role: Administrator" }).count()).toBe(0);
  await page.goto(`${world.url}/admin/approvals`);
  await anna.press("One other for all but what stops harm");
  await anna.press("See what it does");
  await page.getByText("Nobody gains or loses anything by it.").waitFor();
  await page.getByRole("textbox", { name: /^Why/ }).fill("nobody alone");
  await anna.press("Save");
  await page.getByText("The policy was changed.").first().waitFor();
  found.push(...(await look(anna, "dual-control")));
});

test("an act under it is asked of others in place, and appears before them without being looked for", async () => {
  const { page } = anna;
  await carl.page.goto(`${world.url}/admin/approvals`);
  await carl.page.getByText("Nothing waits.").waitFor();
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
  await carl.page.getByText("Anna Lind asks: the yearly training").waitFor();
});

test("somebody else sees exactly what is signed, signs it, and who asked has it done, once", async () => {
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
  await act.getByText(/^person: Bob Berg \(@/).waitFor();
  await act.getByText("role: trainer").waitFor();
  await act.getByText("give a first role").waitFor();
  found.push(...(await look(carl, "approval")));
  await carl.press("Sign with this device");
  await carl.press("Sign it: it may then be done");
  await act.getByText("You have signed.").waitFor();
  await act.getByText("1 of 1 have signed (Carl Holm)").waitFor();
  // Anna's page hears of the signature by itself.
  await anna.press("Do it now");
  await anna.page.getByText("done", { exact: true }).waitFor();
  await anna.page.getByText("Nothing waits.").waitFor();
  await openPerson(anna, "Bob Berg");
  expect(await anna.page.getByLabel("First role of Bob Berg").inputValue()).toBe("trainer");
});

test("a way back to somebody's account is asked for like this, and its link is shown once where it is done", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/access`);
  await anna.press("Recover somebody's access");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /Bob Berg/ }).click();
  await dialog.getByLabel(/^Why/).fill("lost his phone");
  await anna.press("Make the link");
  await anna.press("Ask others to approve");
  await dialog.getByText("Asked. It waits for others to sign.").waitFor();
  found.push(...(await look(anna, "guarded-recovery")));
  await dialog.getByRole("link", { name: "See what waits" }).click();
  await carl.press("Sign with this device");
  await carl.press("Sign it: it may then be done");
  await anna.press("Do it now");
  await page.getByRole("dialog").getByText(`${world.url}/recover#`).waitFor();
  await anna.press("Done");
});

test("an invitation is asked for like this, and its link is shown once where it is done", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/invitations`);
  await anna.press("Invite someone");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("For whom (optional)").fill("Dora Lang");
  await anna.press("Make the link");
  await dialog.getByLabel(/^Why/).fill("a new colleague");
  await anna.press("Ask others to approve");
  await dialog.getByRole("link", { name: "See what waits" }).click();
  const act = carl.page.getByRole("article", { name: "invite people: Anna Lind" });
  await act.getByText("whom it is for: Dora Lang").waitFor();
  await act.getByText("role: member").waitFor();
  await carl.press("Sign with this device");
  await carl.press("Sign it: it may then be done");
  await anna.press("Do it now");
  await page.getByRole("dialog").getByText(`${world.url}/join#`).waitFor();
  await anna.press("Done");
});

test("what is read of the audit log is approved first, and then saved as a file that anybody can check", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/audit`);
  await page.getByLabel(/^Why do you read it/).fill("a complaint");
  await page.getByLabel("Kind").selectOption("role.granted");
  await anna.press("Read the newest");
  await page.getByRole("group", { name: "Under dual control" }).getByLabel(/^Why/).fill("to look into it");
  found.push(...(await look(anna, "guarded-audit")));
  await anna.press("Ask others to approve");
  await page.getByRole("link", { name: "See what waits" }).click();
  await carl.page.getByText("only facts of the kind: role.granted").waitFor();
  await carl.press("Sign with this device");
  await carl.press("Sign it: it may then be done");
  await anna.press("Do it now");
  await page.getByRole("dialog", { name: "The log was read" }).waitFor();
  found.push(...(await look(anna, "audit-read")));
  const [download] = await Promise.all([page.waitForEvent("download"), anna.press("Save with proofs")]);
  const made = JSON.parse(await readFile(await download.path(), "utf8"));
  expect(made.facts.length).toBeGreaterThan(0);
  expect(await verifyAuditExport(made, made.verifierKey)).toMatchObject({ ok: true, proven: made.facts.length });
  await page.keyboard.press("Escape");
});

test("adding a sign-in service is asked for with a reason, without its secret", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/sso/new`);
  await page.getByLabel("Issuer").fill("https://login.example.com");
  await page.getByLabel("Client ID").fill("warbler");
  await page.getByLabel("Client secret").fill("only for Warbler");
  await page.getByLabel("Name in English").fill("Company");
  await anna.press("Add a service");
  const asked = page.getByRole("group", { name: "Under dual control" });
  await asked.getByLabel(/^Why/).fill("one way in for all");
  await page.getByText("Nobody signs the secret").waitFor();
  found.push(...(await look(anna, "guarded-sso")));
  await anna.press("Ask others to approve");
  await page.getByText("Asked. It waits for others to sign.").waitFor();
  const waits = carl.page.getByRole("article", { name: /Anna Lind/ });
  await waits.getByText("Anna Lind asks: one way in for all").waitFor();
  expect(await waits.innerText()).not.toContain("only for Warbler");
  await page.getByRole("link", { name: "See what waits" }).click();
  await anna.press("Withdraw");
  await carl.page.getByText("Nothing waits.").waitFor();
  await openPerson(anna, "Bob Berg");
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
  await page.getByText("授予和收回角色已撤回").waitFor();
});

test("who has a passkey signs with it, and with nothing less", async () => {
  await speak(world, anna, "English");
  await carl.plugInKey({ hasPrf: false });
  await carl.page.goto(`${world.url}/settings/password`);
  await carl.press("Add a passkey");
  await carl.page.getByText(/not used yet/).waitFor();
  await openPerson(anna, "Bob Berg");
  await anna.page.getByLabel("First role of Bob Berg").selectOption("member");
  await anna.press("Give the role: Member");
  await anna.page.getByRole("group", { name: "Under dual control" }).getByLabel(/^Why/).fill("with a passkey");
  await anna.press("Ask others to approve");
  await carl.page.goto(`${world.url}/admin/approvals`);
  const act = carl.page.getByRole("article", { name: "give and take roles: Anna Lind" });
  await act.getByRole("button", { name: "Sign with a passkey" }).waitFor();
  expect(await act.getByRole("button", { name: "Sign with this device" }).count()).toBe(0);
  found.push(...(await look(carl, "approval-by-passkey")));
  await carl.press("Sign with a passkey");
  await act.getByText("You have signed.").waitFor();
});

test("axe objects to nothing, nothing is wider than its window, and the browser complains of nothing", () => {
  expect(found).toEqual([]);
  // The refusal by which an act is found to be under dual control.
  const isRefusal = (text: string) => /status of 403/.test(text);
  for (const { complaints } of world.windows) expect(complaints.filter((text) => !isRefusal(text))).toEqual([]);
});
