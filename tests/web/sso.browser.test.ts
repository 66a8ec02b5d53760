/** Single sign-on as people meet it: an owner sets a service up in the console, others sign in, join and link by it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SoftProvider } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

const found: string[] = [];
let world: WebWorld;
let idp: SoftProvider;
let anna: Window;
beforeAll(async () => {
  world = await startWebWorld();
  idp = await SoftProvider.open(world.folder);
  anna = await world.setUp("Anna Lind");
});
afterAll(async () => {
  await idp[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const look = (window: Window, name: string) => lookAt(window, name, found);

async function speak({ page }: Window, name: "English" | "中文"): Promise<void> {
  const here = page.url();
  await page.goto(`${world.url}/settings/appearance`);
  await page.getByRole("radio", { name }).click();
  await page.goto(here);
}
const isIn = ({ page }: Window) => page.getByRole("navigation", { name: "Rooms" }).waitFor();

async function invitation(): Promise<string> {
  await anna.page.goto(world.url);
  await isIn(anna);
  await anna.page.getByRole("button", { name: "New", exact: true }).click();
  await anna.page.getByRole("menuitem", { name: "Invite someone" }).click();
  await anna.press("Make the link");
  const link = await anna.page.getByRole("dialog").locator("code").innerText();
  await anna.press("Done");
  return link;
}

test("an owner adds a service, checks it, tries it and switches it on", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/sso`);
  await page.getByText("There is no sign-in service yet.").waitFor();
  await look(anna, "sso-none");
  await page.getByRole("link", { name: "Add a service" }).click();
  await page.getByLabel("Issuer").fill(idp.issuer);
  await page.getByLabel("Client ID").fill(idp.client.id);
  await page.getByLabel("Client secret").fill(idp.client.secret);
  await page.getByLabel("Name in English").fill("Company");
  await page.getByLabel("Name in Chinese").fill("公司账号");
  await look(anna, "sso-new");
  await anna.press("Add a service");
  await page.getByText("Where people come back to").waitFor();
  await anna.press("Check");
  await page.getByText("an address of a private network").waitFor();
  await look(anna, "sso-problem");
  await page.getByRole("switch", { name: /in our own network/ }).check();
  // As a field of one line has it: without line ends.
  const authority = (await readFile(join(world.folder, "tls", "ca.pem"), "utf8")).replaceAll("\n", "");
  await page.getByLabel("Certificate authority (PEM)").fill(authority);
  await anna.press("Save");
  await page.getByText("Saved.").first().waitFor();
  await anna.press("Check");
  await page.getByText("The service answers as it must.").waitFor();
  idp.user = { sub: "anna-there", name: "Anna", email: "anna@example.com", email_verified: true, amr: ["pwd"] };
  await anna.press("Sign in as a test");
  await page.getByText("The test worked").waitFor();
  await look(anna, "sso-tested");
  await anna.press("Go on");
  await page.getByText(/^Tested /).waitFor();
  await anna.press("Switch on");
  await page.getByRole("button", { name: /^Switch off/ }).waitFor();
  await look(anna, "sso-service");
  await page.getByRole("link", { name: "All services" }).click();
  await page.getByText("The only way in").waitFor();
  await look(anna, "sso-list");
  await speak(anna, "中文");
  await page.getByRole("heading", { name: "单点登录", level: 1 }).waitFor();
  await page.getByRole("link", { name: "公司账号" }).waitFor();
  await look(anna, "sso-list-zh");
  await page.getByRole("link", { name: "公司账号" }).click();
  await page.getByRole("heading", { name: "第 4 步 启用" }).waitFor();
  await look(anna, "sso-service-zh");
  await speak(anna, "English");
});

test("somebody joins by it with an invitation, and signs in by it in another window", async () => {
  idp.user = { sub: "mei", name: "Mei Lin", preferred_username: "mei" };
  const mei = await world.open();
  await mei.page.goto(await invitation());
  await mei.page.getByRole("button", { name: "Join with Company" }).waitFor();
  await look(mei, "sso-join");
  await mei.press("Join with Company");
  await isIn(mei);
  expect(new URL(mei.page.url()).hash).toBe("");
  await mei.page.goto(`${world.url}/settings/password`);
  await mei.page.getByRole("heading", { name: "Sign-ins elsewhere" }).scrollIntoViewIfNeeded();
  await look(mei, "sso-links");
  // Coming in by a service alone proves nothing for what is sensitive: it is asked for there once more.
  await mei.press("Unlink");
  await mei.page.getByRole("dialog").getByRole("button", { name: "Sign in to Company again" }).click();
  await mei.page.getByText("It is you. Do again what you were about to do.").waitFor();
  await mei.press("Unlink");
  await mei.page.getByText("could not get in any more").waitFor();

  const other = await world.open({ locale: "zh-CN" });
  await other.page.goto(world.url);
  const button = other.page.getByRole("button", { name: "使用公司账号登录" });
  await button.waitFor();
  await look(other, "sso-sign-in-zh");
  await button.click();
  await other.page.getByRole("navigation").first().waitFor();
  await other.page.goto(`${world.url}/settings/password`);
  await other.page.getByText("关联的登录").waitFor();
  await anna.page.goto(`${world.url}/admin/people`);
  await anna.page
    .getByRole("row", { name: /Mei Lin/ })
    .getByRole("cell", { name: "Company" })
    .waitFor();
  await anna.page.getByRole("link", { name: "Mei Lin" }).click();
  await anna.page.locator("dl").getByText("Company").waitFor();
});

test("an owner links it to their account, with a proof before", async () => {
  const { page } = anna;
  idp.user = { sub: "anna-there", email: "anna@example.com" };
  await page.goto(`${world.url}/settings/password`);
  await anna.press("Link Company");
  await page.getByText("Linked. You can sign in by it").waitFor();
  await page.getByText("anna@example.com").waitFor();
});

test("what was begun elsewhere, is unknown, or is for a terminal, is told in words", async () => {
  const stranger = await world.open();
  await stranger.page.goto(`${world.url}/sso#state=made-up&code=made-up`);
  await stranger.page.getByText("was not begun in this window").waitFor();
  expect(stranger.page.url()).not.toContain("made-up");
  await look(stranger, "sso-stranger");
  await stranger.page.goto("about:blank");
  await stranger.page.goto(`${world.url}/sso#paste=c3RhdGU9MQ`);
  await stranger.page.getByText("Code for the command line").waitFor();
  await look(stranger, "sso-code");

  idp.user = { sub: "nobody-knows" };
  const unknown = await world.open();
  await unknown.page.goto(world.url);
  await unknown.press("Sign in with Company");
  await unknown.page.getByText("No account here belongs to this sign-in").waitFor();
  await look(unknown, "sso-unknown");
  await unknown.press("Back");
  await unknown.page.getByLabel("Sign-in name").waitFor();
});

test("no page complained, and axe objects to nothing", () => {
  expect(found).toEqual([]);
  for (const { complaints } of world.windows)
    expect(complaints.filter((one) => !/status of (401|403|409)/.test(one))).toEqual([]);
});
