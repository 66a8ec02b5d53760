/** One device: several tabs, reloads, and no server. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWebWorld, type WebWorld, Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
let bob: Window;

beforeAll(async () => {
  world = await startWebWorld({ serviceWorkers: "allow" });
  ({ anna, bob } = await world.two("security", "first words"));
});
afterAll(() => world[Symbol.asyncDispose]());

test("a reload keeps session, messages and what was being written", async () => {
  await anna.box.fill("not finished");
  await anna.page.waitForTimeout(700);
  await anna.page.reload();
  await anna.sees("first words");
  await expect.poll(() => anna.box.inputValue()).toBe("not finished");
  await anna.box.fill("");
  expect(await anna.page.getByText("only while the tab is open").count()).toBe(0);
});

test("a second tab shows the same, and takes over when the first is closed", async () => {
  const second = new Window(await anna.page.context().newPage());
  await second.page.goto(anna.page.url());
  await second.sees("first words");
  await second.say("from the second tab");
  await bob.sees("from the second tab");
  await anna.sees("from the second tab");
  await bob.say("to both tabs");
  await second.sees("to both tabs");
  await anna.sees("to both tabs");
  await anna.page.close();
  await second.page.waitForTimeout(500);
  await second.say("the first tab is gone");
  await bob.sees("the first tab is gone");
  await bob.say("and still heard");
  await second.sees("and still heard");

  const room = second.page.url();
  await second.page.goto(`${world.url}/settings/devices`);
  await second.page
    .getByText(/^Last seen/)
    .first()
    .waitFor();
  expect(await second.page.getByText(/^Last seen/).count()).toBe(1);
  await second.page.goto(room);
  anna = second;
});

test("what is chosen in one tab holds in the other, and neither forgets what the other chose", async () => {
  const second = new Window(await anna.page.context().newPage());
  await second.page.goto(`${world.url}/settings/appearance`);
  await second.page.getByRole("radio", { name: "Dark" }).waitFor();
  const here = anna.page.url();
  await anna.page.goto(`${world.url}/settings/appearance`);
  await anna.page.getByRole("radio", { name: "Dark" }).click();
  await second.page.locator('html[data-theme="dark"]').waitFor();
  await second.page.getByRole("radio", { name: "中文" }).click();
  await anna.page.locator('html[lang="zh-CN"][data-theme="dark"]').waitFor();
  await second.page.getByRole("radio", { name: "English" }).click();
  await anna.page.locator('html[lang="en"]').waitFor();
  // As another tab keeps something while this one has not heard of it yet.
  await anna.page.evaluate(() => {
    localStorage.setItem("warbler-settings.density", JSON.stringify("dense"));
  });
  await anna.page.getByRole("radio", { name: "Light" }).click();
  await second.page.locator('html[data-theme="light"][data-density="dense"]').waitFor();
  await second.page.close();
  await anna.page.goto(here);
});

test("a language holds although its words had not come when one left", async () => {
  const { page } = await world.open({ serviceWorkers: "block" });
  await page.goto(world.url);
  const isWords = (url: URL) => /\/assets\/zh-/.test(url.pathname);
  await page.route(isWords, () => undefined);
  const asked = page.waitForRequest((request) => isWords(new URL(request.url())));
  await page.getByRole("button", { name: "中文" }).click();
  await asked;
  await page.goto("about:blank");
  await page.unroute(isWords);
  await page.goto(world.url);
  await page.locator('html[lang="zh-CN"]').waitFor();
  await page.close();
});

test("what an earlier version kept in one text is still chosen, and that text is gone", async () => {
  const { page } = await world.open({ serviceWorkers: "block" });
  await page.goto(world.url);
  await page.evaluate(() => {
    localStorage.clear();
    localStorage.setItem("warbler-settings", JSON.stringify({ lang: "zh", theme: "dark", keywords: ["heron"] }));
  });
  await page.reload();
  await page.locator('html[lang="zh-CN"][data-theme="dark"]').waitFor();
  expect(await page.evaluate(() => localStorage.getItem("warbler-settings"))).toBeNull();
  await page.close();
});

test("without a server it opens to the last room, and what is written then is sent later, once", async () => {
  await anna.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const start = await world.stopServer();
  await anna.page.reload();
  await anna.sees("and still heard");
  await anna.page.getByText("The server cannot be reached").waitFor();
  await anna.say("written without a server");
  await anna.page.reload();
  await anna.message("written without a server").getByRole("img", { name: "Waiting to be sent" }).waitFor();
  await start();
  await bob.message("written without a server").waitFor();
  await anna
    .message("written without a server")
    .getByRole("img", { name: /Sent|Read/ })
    .waitFor();
  expect(await bob.message("written without a server").count()).toBe(1);
});

test("signing out leaves nothing of the conversation behind", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/settings/notifications`);
  const keywords = page.getByLabel("Words that tell you as a mention does");
  await keywords.fill("project heron");
  await keywords.blur();
  await page.evaluate(async () => {
    const uploads = await (await navigator.storage.getDirectory()).getDirectoryHandle("warbler-uploads", {
      create: true,
    });
    await (await (await uploads.getFileHandle("left", { create: true })).createWritable()).close();
  });
  await page.goto(world.url);
  await page
    .getByRole("button", { name: /Anna Lind/ })
    .last()
    .click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: /Sign in to|Welcome back/ }).waitFor();
  const left = await page.evaluate(async () => {
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const kept = Object.keys(localStorage);
    const settings = JSON.stringify(localStorage);
    const uploads = await (await navigator.storage.getDirectory()).getDirectoryHandle("warbler-uploads");
    const copies: string[] = [];
    for await (const name of uploads.keys()) copies.push(name);
    return { databases, kept, settings, copies, text: document.body.innerText };
  });
  expect(left.databases).not.toContain("warbler-vault");
  expect(left.kept.filter((name) => !name.startsWith("warbler-settings."))).toEqual([]);
  expect(left.settings).not.toContain("heron");
  expect(left.copies).toEqual([]);
  expect(left.text).not.toContain("first words");
  await world.signIn(anna, "anna");
  await anna.openRoom("security");
  await anna.sees("written without a server");
});

test("nothing of all this broke the content security policy or threw", () => {
  const isNetwork = (text: string) => /Failed to load resource|WebSocket connection|ERR_CONNECTION/.test(text);
  for (const { complaints } of [...world.windows, anna])
    expect(complaints.filter((text) => !isNetwork(text))).toEqual([]);
});
