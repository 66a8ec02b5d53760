/** Cables are pulled, servers die and sessions end in the middle of what somebody does; nothing of it is lost or done twice. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cable, layCable } from "./cable.ts";
import { PASSWORD, startWebWorld, type WebWorld, Window } from "./web-world.ts";

const MIB = 1024 * 1024;
const FILE = randomBytes(16 * MIB);

let world: WebWorld;
let cable: Cable;
/** At the server's own address. */
let anna: Window;
/** At the end of the cable. */
let bob: Window;

beforeAll(async () => {
  world = await startWebWorld({ serviceWorkers: "allow" });
  cable = await layCable(world.url);
  anna = await world.setUp("Anna Lind");
  await world.newRoom(anna, "security");
  bob = await world.join(anna, "Bob Berg", ["security"], { at: cable.url });
  await bob.openRoom("security");
  await bob.say("hello from the end of the cable");
  await anna.sees("hello from the end of the cable");
  // What installs itself some seconds after a page is there would meet the cable being pulled, now and then.
  await bob.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await cable[Symbol.asyncDispose]();
});

const isSent = (window: Window, text: string) =>
  window
    .message(text)
    .getByRole("img", { name: /Sent|Read/ })
    .waitFor();
const waits = (window: Window, text: string) =>
  window.message(text).getByRole("img", { name: "Waiting to be sent" }).waitFor();

test("a cable that is pulled is told of, and what was said on both sides arrives, once", async () => {
  cable.pull();
  await bob.page.getByText("The server cannot be reached").waitFor();
  await bob.say("said without a cable");
  await waits(bob, "said without a cable");
  await anna.say("said meanwhile");
  cable.plugIn();
  await bob.sees("said meanwhile");
  await isSent(bob, "said without a cable");
  await bob.page.getByText("The server cannot be reached").waitFor({ state: "detached" });
  await anna.sees("said without a cable");
  expect(await anna.message("said without a cable").count()).toBe(1);
});

test("an upload shows how far it is, and goes on after a cut with what is still missing", async () => {
  cable.pullAfter("up", 8 * MIB);
  await bob.page.locator("main input[type=file]").setInputFiles({
    name: "plans.bin",
    mimeType: "application/octet-stream",
    buffer: FILE,
  });
  const progress = bob.page.getByRole("progressbar", { name: /plans\.bin/ });
  await bob.page.getByText("The server cannot be reached").waitFor();
  const { value, max } = await progress.evaluate((bar: HTMLProgressElement) => ({ value: bar.value, max: bar.max }));
  expect(value).toBeGreaterThan(0);
  expect(value).toBeLessThan(max);
  const before = cable.bytes.up;
  cable.plugIn();
  await progress.waitFor({ state: "detached" });
  expect(cable.bytes.up - before).toBeLessThan(FILE.length - 2 * MIB);
  await bob.say("here are the plans");
  await anna.sees("here are the plans");
});

test("an upload outlives a reload: what is missing goes up, and it stays in the tray until it is sent", async () => {
  const { page } = bob;
  cable.pullAfter("up", 8 * MIB);
  await page.locator("main input[type=file]").setInputFiles({
    name: "drawings.bin",
    mimeType: "application/octet-stream",
    buffer: FILE,
  });
  await page.getByText("The server cannot be reached").waitFor();
  // The copy, sealed part by part, lies beside the vault.
  const copied = () =>
    page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("warbler-uploads");
      const sizes: number[] = [];
      for await (const handle of folder.values())
        if (handle instanceof FileSystemFileHandle && !handle.name.endsWith(".crswap"))
          sizes.push((await handle.getFile()).size);
      return Math.max(0, ...sizes);
    });
  await expect.poll(copied, { timeout: 30_000 }).toBeGreaterThan(FILE.length);
  const before = cable.bytes.up;
  cable.plugIn();
  await page.reload();
  const inTray = page.getByRole("button", { name: "Remove drawings.bin" });
  await inTray.waitFor();
  await page.getByRole("progressbar", { name: /drawings\.bin/ }).waitFor({ state: "detached", timeout: 150_000 });
  expect(cable.bytes.up - before).toBeLessThan(FILE.length - 2 * MIB);
  await page.reload();
  await inTray.waitFor();
  expect(await copied()).toBe(0);
  await bob.say("and the drawings");
  await anna.sees("and the drawings");
  await anna.message("and the drawings").getByRole("button", { name: "Download drawings.bin" }).waitFor();
  await page.reload();
  await bob.sees("and the drawings");
  expect(await inTray.count()).toBe(0);
});

test("an upload of a tab that does not lead outlives its reload, and the tab itself", async () => {
  const second = new Window(await bob.page.context().newPage());
  await second.page.goto(bob.page.url());
  await second.sees("hello from the end of the cable");
  cable.pullAfter("up", 4 * MIB);
  await second.page.locator("main input[type=file]").setInputFiles({
    name: "sketches.bin",
    mimeType: "application/octet-stream",
    buffer: FILE,
  });
  await second.page.getByText("The server cannot be reached").waitFor();
  cable.plugIn();
  await second.page.reload();
  const inTray = ({ page }: Window) => page.getByRole("button", { name: "Remove sketches.bin" });
  await inTray(second).waitFor();
  expect(await inTray(bob).count()).toBe(0);
  await second.page
    .getByRole("progressbar", { name: /sketches\.bin/ })
    .waitFor({ state: "detached", timeout: 150_000 });
  // The next page that is loaded has what a closed one left.
  await second.page.close();
  await bob.page.reload();
  await inTray(bob).waitFor();
  await bob.say("and the sketches");
  await anna.message("and the sketches").getByRole("button", { name: "Download sketches.bin" }).waitFor();
});

test("a download shows how far it is, and goes on after a cut with what is still missing", async () => {
  const before = cable.bytes.down;
  cable.pullAfter("down", 8 * MIB);
  const card = bob.message("here are the plans");
  const download = bob.page.waitForEvent("download");
  await card.getByRole("button", { name: "Download plans.bin" }).click();
  const progress = card.getByRole("progressbar", { name: /plans\.bin/ });
  await bob.page.getByText("The server cannot be reached").waitFor();
  const { value, max } = await progress.evaluate((bar: HTMLProgressElement) => ({ value: bar.value, max: bar.max }));
  expect(value).toBeGreaterThan(0);
  expect(value).toBeLessThan(max);
  cable.plugIn();
  const saved = await readFile(await (await download).path());
  expect(saved.equals(FILE)).toBe(true);
  expect(cable.bytes.down - before).toBeLessThan(FILE.length + 6 * MIB);
  await progress.waitFor({ state: "detached" });
});

test("a server that is killed while messages go out has each of them once when it is back", async () => {
  const texts = Array.from({ length: 12 }, (_, at) => `number ${at} of twelve`);
  const [first, rest] = [texts.slice(0, 6), texts.slice(6)];
  for (const text of first) await anna.say(text);
  const start = await world.killServer();
  for (const text of rest) await anna.say(text);
  await anna.page.getByText("The server cannot be reached").waitFor();
  await start();
  for (const text of texts) {
    await isSent(anna, text);
    await bob.sees(text);
    expect(await bob.message(text).count()).toBe(1);
  }
  const order = await bob.page.locator("article").filter({ hasText: "of twelve" }).allInnerTexts();
  expect(order.map((text) => /number \d+ of twelve/.exec(text)?.[0])).toEqual(texts);
});

test("whose session has ended signs in again in place, and what was being written is still there", async () => {
  const second = await world.open();
  await second.page.goto(`${world.url}/sign-in`);
  await world.signIn(second, "bob");
  await bob.box.fill("half a thought, 半个想法");
  await second.page.goto(`${world.url}/settings/password`);
  await second.page.getByLabel("Present password").fill(PASSWORD);
  await second.page.getByLabel("New password").fill(`${PASSWORD}, and one owl`);
  await second.press("Change the password");
  const dialog = bob.page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.getByLabel("Password", { exact: true }).fill(`${PASSWORD}, and one owl`);
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await bob.box.inputValue()).toBe("half a thought, 半个想法");
  await bob.box.press("Enter");
  await anna.sees("half a thought, 半个想法");
  await anna.say("and the other half");
  await bob.sees("and the other half");
});

test("nothing of all this broke the content security policy or threw", () => {
  // A worker's script that a cut took is told without its address, and beside it stands a line without a text.
  const isNetwork = (text: string) =>
    text === "" ||
    /Failed to load resource|WebSocket connection|ERR_CONNECTION|error occurred when fetching the script/.test(text);
  for (const { complaints } of world.windows) expect(complaints.filter((text) => !isNetwork(text))).toEqual([]);
});
