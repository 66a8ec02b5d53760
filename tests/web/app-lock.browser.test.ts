/** The app lock, as people meet it: nothing is left on the page, in the engine or readable on the disk until it is opened. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { en } from "../../apps/web/src/security/words/en.ts";
import { zh } from "../../apps/web/src/security/words/zh.ts";
import { lookAt } from "./look-at.ts";
import { objections } from "./objections.ts";
import { startWebWorld, type WebWorld, Window } from "./web-world.ts";

const WORD = "nine herons";
const words = en.lock;

let world: WebWorld;
let anna: Window;
let bob: Window;
const found: string[] = [];

beforeAll(async () => {
  world = await startWebWorld();
  ({ anna, bob } = await world.two("security", "before the lock", { endToEnd: true }));
});
afterAll(() => world[Symbol.asyncDispose]());

const locked = (window: Window) => window.page.getByRole("heading", { name: words.title("Anna Lind") }).waitFor();

async function unlock({ page }: Window, password = WORD): Promise<void> {
  await page.getByLabel(words.newPassword).fill(password);
  await page.getByRole("button", { name: words.unlock, exact: true }).click();
}

/** What a thief finds in the browser's databases. */
const onTheDisk = ({ page }: Window) =>
  page.evaluate(async () => {
    const answered = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await answered(indexedDB.open("warbler-vault"));
    const keys = await answered(database.transaction("keys").objectStore("keys").getAllKeys());
    const entries = await answered(database.transaction("entries").objectStore("entries").count());
    database.close();
    return { keys, entries };
  });

test("a lock with a password is set, and asks for it at once", async () => {
  const { page } = anna;
  await page.goto(`${world.url}/settings/lock`);
  await page.getByRole("radio", { name: words.password }).check();
  await lookAt(anna, "lock-settings", found);
  await page.getByLabel(words.newPassword).fill(WORD);
  await page.getByLabel(words.again).fill("another");
  await anna.press(words.set);
  // Too short for the field is refused by the browser; too different by us.
  await page.getByLabel(words.again).fill("nine geese");
  await anna.press(words.set);
  await page.getByText(words.differ).waitFor();
  await page.getByLabel(words.again).fill(WORD);
  await anna.press(words.set);
  await locked(anna);
  await lookAt(anna, "locked", found);
  const disk = await onTheDisk(anna);
  expect(disk.keys).toEqual([]);
  expect(disk.entries).toBeGreaterThan(10);
});

test("a wrong password is refused in words, the right one brings everything back", async () => {
  await unlock(anna, "nine hawks!");
  await anna.page.getByText(words.wrong).waitFor();
  await unlock(anna);
  await anna.page.getByText(words.isSet.password).waitFor();
  await lookAt(anna, "lock-set", found);
  await anna.page.goto(world.url);
  await locked(anna);
  await unlock(anna);
  await anna.openRoom("security");
  await anna.sees("before the lock");
  await bob.say("to an open lock");
  await anna.sees("to an open lock");
});

test("every tab locks together, keeps what was being written, and unlocks together", async () => {
  const second = new Window(await anna.page.context().newPage());
  await second.page.goto(anna.page.url());
  await second.sees("before the lock");
  await anna.box.fill("half a thought");
  await anna.page.keyboard.press("Control+Shift+L");
  await locked(anna);
  await locked(second);
  for (const { page } of [anna, second]) {
    expect(await page.content()).not.toContain("before the lock");
    expect(await page.title()).toBe("Warbler");
  }
  await bob.say("while it was locked");
  await unlock(second);
  await second.sees("while it was locked");
  await anna.sees("while it was locked");
  expect(await anna.box.inputValue()).toBe("half a thought");
  await anna.box.fill("");

  // Whichever tab runs the engine: the other one has the key.
  await anna.page.close();
  await second.page.waitForTimeout(500);
  await second.say("the first tab is gone");
  await bob.sees("the first tab is gone");
  anna = second;
});

test("nobody touches it for the time that was chosen: it locks", async () => {
  const { page } = anna;
  await page.evaluate(() => localStorage.setItem("warbler-settings.lockAfter", JSON.stringify("1")));
  await page.clock.install();
  await page.reload();
  await locked(anna);
  await unlock(anna);
  await anna.sees("before the lock");
  await page.clock.fastForward(50_000);
  await page.keyboard.press("Shift");
  await page.clock.fastForward(50_000);
  await anna.sees("before the lock");
  await page.clock.fastForward(65_000);
  await locked(anna);
  await page.clock.resume();
});

test("in Chinese it says the same", async () => {
  const { page } = anna;
  await page.getByRole("button", { name: "简体中文" }).click();
  await page.getByRole("heading", { name: zh.lock.title("Anna Lind") }).waitFor();
  await lookAt(anna, "locked-zh", found);
  await page.getByRole("button", { name: "English" }).click();
});

test("taken away, nothing is asked any more", async () => {
  const { page } = anna;
  await unlock(anna);
  await anna.sees("before the lock");
  await page.goto(`${world.url}/settings/lock`);
  await unlock(anna);
  await anna.press(words.remove);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(words.newPassword).fill(WORD);
  found.push(...(await objections(page)));
  await dialog.getByRole("button", { name: words.remove }).click();
  await page.getByText(words.removed).waitFor();
  await page.reload();
  await page.getByRole("button", { name: words.set }).waitFor();
});

test("a passkey of its own opens it, and nothing else does", async () => {
  const { page } = anna;
  await anna.plugInKey({ hasPrf: true });
  await page.getByRole("radio", { name: words.passkey }).check();
  await anna.press(words.set);
  await locked(anna);
  await anna.press(words.unlockByPasskey);
  await page.getByText(words.isSet.passkey).waitFor();
  await anna.press(words.now);
  await locked(anna);
});

test("who cannot unlock may take everything off the browser, and signs in anew", async () => {
  const { page } = anna;
  await page.goto(world.url);
  await locked(anna);
  await anna.press(words.forgotten);
  found.push(...(await objections(page)));
  await anna.press(words.forget);
  await world.signIn(anna, "anna");
  // Its keys went with everything else: they come back from another device or by recovery.
  await page.getByRole("link", { name: /Encrypted room/ }).waitFor();
  expect((await onTheDisk(anna)).keys).toEqual(["vault"]);
});

test("a passkey that keeps no secret is refused, for it would be a curtain", async () => {
  const { page } = bob;
  await bob.plugInKey({ hasPrf: false });
  await page.goto(`${world.url}/settings/lock`);
  await page.getByRole("radio", { name: words.passkey }).check();
  await bob.press(words.set);
  await page.getByText(words.noSecret).waitFor();
});

test("the page is a blur while another window is in front, where that was chosen", async () => {
  const { page } = bob;
  await page.getByRole("switch", { name: words.veil }).check();
  await page.evaluate(() => {
    Object.defineProperty(document, "hasFocus", { configurable: true, value: () => false });
    globalThis.dispatchEvent(new Event("blur"));
  });
  await page.locator("html[data-veiled]").waitFor();
  await page.evaluate(() => {
    Reflect.deleteProperty(document, "hasFocus");
    globalThis.dispatchEvent(new Event("focus"));
  });
  await page.locator("html:not([data-veiled])").waitFor();
});

test("where the organisation asks for a lock, nothing is shown without one, and no longer time can be chosen", async () => {
  const { page } = bob;
  const ownerWindow = anna.page;
  await ownerWindow.goto(`${world.url}/admin/sign-in`);
  await ownerWindow.getByLabel(en.factors.lock).selectOption("5");
  await lookAt(anna, "sign-in-rules", found);
  await ownerWindow.getByRole("button", { name: "Save" }).first().click();
  await ownerWindow.getByText(en.factors.saved).first().waitFor();
  // Bob is told at once; the page he was on is gone until he has a lock.
  await page.getByRole("heading", { name: words.neededTitle }).waitFor();
  await lookAt(bob, "lock-needed", found);
  await page.getByRole("radio", { name: words.password }).check();
  await page.getByLabel(words.newPassword).fill(WORD);
  await page.getByLabel(words.again).fill(WORD);
  await bob.press(words.set);
  await page.getByRole("heading", { name: words.title("Bob Berg") }).waitFor();
  await unlock(bob);
  await page.goto(`${world.url}/settings/lock`);
  await page.getByRole("heading", { name: words.title("Bob Berg") }).waitFor();
  await unlock(bob);
  await page.getByText(/asks for a lock that shuts after 5 minutes at most/).waitFor();
  expect(await page.getByRole("radio", { name: words.afters["15"] }).count()).toBe(0);
  expect(await page.getByRole("radio", { name: words.afters["5"] }).isChecked()).toBe(true);
  expect(await page.getByRole("button", { name: words.remove }).count()).toBe(0);
  await lookAt(bob, "lock-asked", found);
});

test("axe objects to nothing, and nothing broke the policy", () => {
  expect(found).toEqual([]);
  for (const { complaints } of [anna, bob]) expect(complaints.filter((one) => !one.includes("400"))).toEqual([]);
});
