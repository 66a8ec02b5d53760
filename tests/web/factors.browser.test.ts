/** Signing in by more than a password, as people meet it: passkeys, an authenticator app, recovery codes. */
import { totpCode } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lookAt } from "./look-at.ts";
import { PASSWORD, startWebWorld, type WebWorld, type Window } from "./web-world.ts";

const found: string[] = [];

let world: WebWorld;
let anna: Window;
beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
});
afterAll(() => world[Symbol.asyncDispose]());

const look = (window: Window, name: string) => lookAt(window, name, found);

async function signOut({ page }: Window): Promise<void> {
  await page.goto(world.url);
  await page
    .getByRole("button", { name: /^Anna Lind/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  const confirm = page.getByRole("dialog").getByRole("button", { name: /^Sign out/ });
  const form = page.getByLabel("Sign-in name");
  await confirm.or(form).first().waitFor();
  if (await confirm.isVisible()) await confirm.click();
  await form.waitFor();
}

test("a passkey is made in the settings, and signs in alone", async () => {
  const { page } = anna;
  await anna.plugInKey({ hasPrf: false });
  await page.goto(`${world.url}/settings/password`);
  await anna.press("Add a passkey");
  await page.getByText("not used yet").waitFor();
  await page.getByRole("button", { name: /^Rename: / }).click();
  const dialog = page.getByRole("dialog", { name: "Name of this passkey" });
  const name = dialog.getByLabel("Name of the passkey");
  await name.fill("  ");
  expect(await dialog.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  await name.fill("工作电脑 laptop");
  await look(anna, "passkey-rename");
  await name.press("Enter");
  await page.getByText("工作电脑 laptop").waitFor();
  // Another way in: whoever has a session from before may not be the one who has the new one.
  await page.getByText("What you come in by is another now.").waitFor();
  await look(anna, "factors");
  await anna.press("End all other sessions");
  await page.getByText("What you come in by is another now.").waitFor({ state: "hidden" });
  await signOut(anna);
  await look(anna, "sign-in");
  await anna.press("Sign in with a passkey");
  await page.getByRole("navigation", { name: "Rooms" }).waitFor();
  await page.goto(`${world.url}/settings/password`);
  await page.getByText(/^Used /).waitFor();
});

test("an authenticator app is set up by its secret, and a recovery code stands in for it", async () => {
  const { page } = anna;
  await page.getByRole("button", { name: "Set up", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("img", { name: "Code to scan" }).waitFor();
  await look(anna, "totp");
  const secret = (await dialog.locator("code").innerText()).replaceAll(" ", "");
  await dialog.getByLabel("Code of your authenticator app").fill(totpCode(secret, Date.now()));
  await anna.press("Go on");
  await page.getByRole("button", { name: "Set up anew" }).waitFor();
  await anna.press("Make recovery codes");
  const code = await dialog.locator("li").first().innerText();
  await look(anna, "recovery-codes");
  await anna.press("Done");
  await signOut(anna);
  await page.getByLabel("Sign-in name").fill("anna");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await anna.press("Sign in");
  await page.getByRole("button", { name: "Use a passkey" }).waitFor();
  await look(anna, "second-factor");
  await anna.press("Use a recovery code");
  await page.getByLabel("One of your recovery codes").fill("AAAA-BBBB-CCCC-DDDD");
  await anna.press("Go on");
  await page.getByText("That was wrong or already used").waitFor();
  await page.getByLabel("One of your recovery codes").fill(code);
  await anna.press("Go on");
  await page.getByRole("navigation", { name: "Rooms" }).waitFor();
});

test("the organisation's own words are kept in the console, and the meter and the server hold passwords to them", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/sign-in`);
  const field = page.getByLabel("Words, one on each line");
  await field.fill("x".repeat(41));
  await page.getByText("At most 200 words, each of at most 40 characters.").waitFor();
  await field.fill("Blue Falcon\nnightjar\n夜莺计划");
  await anna.press("Save the words");
  await page.getByText("Saved.").first().waitFor();
  await look(anna, "own-words");
  await page.goto(`${world.url}/settings/password`);
  await page.getByLabel("New password").fill("bluefalcon nightjar");
  await page.getByText("Long enough, but easy to guess").waitFor();
  await page.getByLabel("Present password").fill(PASSWORD);
  await anna.press("Change the password");
  await page.getByRole("alert").filter({ hasText: /./ }).first().waitFor();
  await look(anna, "own-words-meter");
});

test("whoever must have a second factor makes the first one while signing in", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/admin/sign-in`);
  await page.getByText("everybody", { exact: true }).click();
  await anna.press("Save");
  await page.getByText("Saved.").waitFor();
  await page.goto(world.url);
  const bob = await joinWithFactor();
  await bob.page.getByRole("navigation").first().waitFor();
});

async function joinWithFactor(): Promise<Window> {
  const { page } = anna;
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("menuitem", { name: "Invite someone" }).click();
  await anna.press("Make the link");
  const link = await page.getByRole("dialog").locator("code").innerText();
  const bob = await world.open({ locale: "zh-CN" });
  await bob.page.goto(link);
  await bob.page.getByLabel("姓名").fill("王小明");
  await bob.page.getByLabel("登录名").fill("xiaoming");
  await bob.page.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await look(bob, "join-zh");
  await bob.page.locator("form button[type=submit]").click();
  const dialog = bob.page.getByRole("dialog");
  await dialog.locator("code").waitFor();
  await look(bob, "enrol-zh");
  const secret = (await dialog.locator("code").innerText()).replaceAll(" ", "");
  await dialog.getByLabel("身份验证器应用中的验证码").fill(totpCode(secret, Date.now()));
  await dialog.getByRole("button", { name: "继续" }).click();
  return bob;
}

test("axe objects to nothing, and the console to nothing either", () => {
  expect(found).toEqual([]);
  const isNetwork = (text: string) => /Failed to load resource|WebSocket connection|ERR_CONNECTION/.test(text);
  for (const { complaints } of world.windows) expect(complaints.filter((text) => !isNetwork(text))).toEqual([]);
});
