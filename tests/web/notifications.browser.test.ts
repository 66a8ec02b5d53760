/** What a person is told of while looking elsewhere: nothing in quiet hours, and everything as before afterwards. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { en } from "../../apps/web/src/words/en.ts";
import { zh } from "../../apps/web/src/words/zh.ts";
import { lookAt } from "./look-at.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

const found: string[] = [];

let world: WebWorld;
let anna: Window;
let bob: Window;
beforeAll(async () => {
  world = await startWebWorld({ wholeChromium: true });
  ({ anna, bob } = await world.two("garden", "good morning"));
  await bob.page.context().grantPermissions(["notifications"]);
  // Counts how often anything was asked to be shown, also where it took the place of what was there.
  await bob.page.context().addInitScript(() => {
    if (!isSecureContext) return;
    const { showNotification } = ServiceWorkerRegistration.prototype;
    let count = 0;
    ServiceWorkerRegistration.prototype.showNotification = function (...asked) {
      Object.assign(globalThis, { askedToShow: ++count });
      return showNotification.apply(this, asked);
    };
  });
  await bob.page.reload();
  await bob.sees("good morning");
  await bob.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
});
afterAll(() => world[Symbol.asyncDispose]());

/** What the system shows now, as [title, text]. */
const shown = () =>
  bob.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return ((await registration?.getNotifications()) ?? []).map(({ title, body }) => [title, body]);
  });
const askedToShow = ({ page }: Pick<Window, "page">) =>
  page.evaluate(() => Number(Reflect.get(globalThis, "askedToShow") ?? 0));
const putAway = () =>
  bob.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    for (const one of (await registration?.getNotifications()) ?? []) one.close();
  });
/** Clicks on what is shown, as the system tells it. Chromium moves no window without a real click: which one it was asked to is given. */
async function click(): Promise<string> {
  // One that the browser stopped meanwhile never answers.
  const late = sleep(20_000, "no answer of the service worker", { ref: false });
  return Promise.race([worker().evaluate(clickOnFirst), late]);
}
function worker() {
  const newest = bob.page.context().serviceWorkers().at(-1);
  if (newest === undefined) throw new Error("expected a service worker");
  return newest;
}
/** A page that is going away counts until it is gone. */
const countWindows = async () => {
  interface Worker {
    readonly clients: {
      matchAll: (which: { type: "window"; includeUncontrolled: true }) => Promise<readonly unknown[]>;
    };
  }
  const here = globalThis as unknown as Worker;
  return (await here.clients.matchAll({ type: "window", includeUncontrolled: true })).length;
};
const clickOnFirst = async () => {
  interface Worker {
    readonly registration: ServiceWorkerRegistration;
    readonly clients: { openWindow: (path: string) => Promise<void> };
    readonly WindowClient: { readonly prototype: { focus: () => Promise<void> } };
    readonly ExtendableEvent: typeof Event;
  }
  const here = globalThis as unknown as Worker;
  const [notification] = await here.registration.getNotifications();
  return new Promise<string>((resolve) => {
    here.clients.openWindow = async (path) => resolve(`opened ${path}`);
    here.WindowClient.prototype.focus = async () => resolve("focused");
    dispatchEvent(Object.assign(new here.ExtendableEvent("notificationclick"), { notification }));
  });
};
const isSent = (text: string) =>
  anna
    .message(text)
    .getByRole("img", { name: /Sent|Read/ })
    .waitFor();
/** Bob's only page is one that is not the room's, nothing is shown, and he is told of everything, quiet hours or not. */
async function settle({ quiet = false } = {}): Promise<void> {
  for (const page of bob.page.context().pages()) if (page !== bob.page) await page.close();
  await bob.page.goto(`${world.url}/settings/notifications`);
  await bob.page.getByRole("radio", { name: "Everything", exact: true }).check();
  const hours = bob.page.getByRole("switch", { name: /Quiet hours/ });
  await hours.setChecked(quiet);
  if (quiet) {
    await bob.page.getByLabel("From").fill("00:00");
    await bob.page.getByLabel("Until").fill("00:00");
    for (const day of await days().all()) await day.check();
  }
  await putAway();
}
const days = () => bob.page.getByRole("group", { name: "Beginning on" }).getByRole("checkbox");
let said = 0;
/** Said once: a test that is tried again says another thing. */
async function annaSays(text: string): Promise<string> {
  const fresh = `${text}, ${++said}`;
  await anna.say(fresh);
  return fresh;
}

test("one is told that something came, and what it was only where one chose that", async () => {
  await settle();
  const content = bob.page.getByRole("switch", { name: /Show what was written/ });
  await content.uncheck();
  await annaSays("the roses are out");
  await expect.poll(shown).toEqual([["Warbler", "A new message"]]);
  await content.check();
  const tulips = await annaSays("and **the tulips** too");
  await expect.poll(shown).toEqual([["Anna Lind · garden", tulips.replaceAll("*", "")]]);
  await content.uncheck();
});

test("a click on it leads to the message, in the window that is there or in a new one", async () => {
  const { page } = bob;
  await settle();
  const crocuses = await annaSays("and the crocuses");
  await expect.poll(shown).toHaveLength(1);
  expect(await click()).toBe("focused");
  await bob.sees(crocuses);
  await page.getByRole("heading", { level: 1, name: "garden" }).waitFor();
  const { pathname } = new URL(page.url());
  expect(pathname).toMatch(/^\/rooms\/.+\/\d+$/);
  expect(await shown()).toEqual([]);
  await settle();
  await annaSays("and the lilies");
  await expect.poll(shown).toHaveLength(1);
  await page.goto("about:blank");
  await expect.poll(() => worker().evaluate(countWindows)).toBe(0);
  expect(await click()).toMatch(/^opened \/rooms\/.+\/\d+$/);
});

test("several tabs tell once, and not of what one of them shows", async () => {
  await settle();
  const second = await bob.page.context().newPage();
  await second.goto(world.url);
  await second.locator("nav").getByRole("link", { name: "garden" }).click();
  await second.getByRole("heading", { level: 1, name: "garden" }).waitFor();
  const before = await askedToShow(bob);
  const seen = await annaSays("in sight of a tab");
  await second.locator("article", { hasText: seen }).waitFor();
  await second.goto(`${world.url}/settings/notifications`);
  await second.getByRole("switch", { name: /Quiet hours/ }).waitFor();
  await annaSays("in sight of none");
  await expect.poll(shown).toHaveLength(1);
  expect(await askedToShow(bob)).toBe(before + 1);
  expect(await askedToShow({ page: second })).toBe(0);
});

test("in quiet hours nothing is told, and what came waits unread", async () => {
  await settle();
  await annaSays("are you there?");
  await expect.poll(shown).toHaveLength(1);
  await settle({ quiet: true });
  await lookAt(bob, "quiet-hours", found);
  const waiting = await annaSays("and now?");
  await bob.press("Back to the messages");
  await bob.page.getByText(waiting).first().waitFor();
  expect(await shown()).toEqual([]);
  await bob.page.goto(world.url);
  await bob.page.getByText("Quiet until 00:00").waitFor();
  await lookAt(bob, "quiet-now", found);
});

test("on the days that were not chosen one is told as before", async () => {
  await settle({ quiet: true });
  for (const day of await days().all()) await day.uncheck();
  await annaSays("and tomorrow?");
  await expect.poll(shown).toHaveLength(1);
  await bob.page.goto(world.url);
  await bob.page.getByRole("navigation", { name: "Rooms" }).waitFor();
  expect(await bob.page.getByText("Quiet until").count()).toBe(0);
});

let alarms = 0;
test("an urgent call gets through quiet hours, waits until one goes to its message, and its caller is told", async () => {
  // A call counts for its day: tried again, it is another one.
  const left = (calls: number) => dialog.getByText(`You can do this ${calls} more times today.`);
  const dialog = anna.page.getByRole("dialog");
  await settle({ quiet: true });
  await anna.page.reload();
  const fire = await annaSays("The greenhouse is on fire");
  await isSent(fire);
  await anna.choose(fire, "Call people to it…");
  await left(6 - ++alarms).waitFor();
  await lookAt(anna, "urgent-dialog", found);
  await anna.press("Call 1 person");
  await anna.press("They are disturbed at once: call?");
  await anna.page.getByText("They are called.").waitFor();
  await bob.page.getByText("Anna Lind calls you to an urgent message in garden.").waitFor();
  await expect.poll(shown).toEqual([["Urgent", "Anna Lind calls you to an urgent message."]]);
  await lookAt(bob, "urgent-banner", found);
  await bob.press("Show it");
  await bob.sees(fire);
  await bob.page.getByText("calls you to an urgent message").waitFor({ state: "detached" });
  await anna.page.getByText("Bob Berg has seen your urgent message.").waitFor();
  await anna.choose(fire, "Call people to it…");
  await left(5 - alarms).waitFor();
  await anna.press("Call 1 person");
  await anna.press("They are disturbed at once: call?");
  await dialog.getByText("They were called to it already.").waitFor();
  await anna.page.keyboard.press("Escape");
});

test("a phone that shows none, as it does not trust the certificate, says why", async () => {
  const userAgent = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile";
  const phone = await world.open({ userAgent });
  const { page } = phone;
  // As Chromium answers there.
  await page.addInitScript(() => {
    const refuse = () => Promise.reject(new DOMException("An SSL certificate error occurred", "SecurityError"));
    if (isSecureContext) ServiceWorkerContainer.prototype.register = refuse;
  });
  await page.goto(`${world.url}/sign-in`);
  await world.signIn(phone, "bob");
  await page.goto(`${world.url}/settings/notifications`);
  await page.getByText(en.settings.notifyUntrusted).waitFor();
  await lookAt(phone, "notifications-untrusted", found);
  await page.evaluate(() => localStorage.setItem("warbler-settings.lang", JSON.stringify("zh")));
  await page.reload();
  await page.getByText(zh.settings.notifyUntrusted).waitFor();
  await lookAt(phone, "notifications-untrusted-zh", found);
});

test("axe objects to nothing, and the browser complains of nothing", () => {
  expect(found).toEqual([]);
  // What was refused on purpose.
  for (const { complaints } of world.windows)
    expect(complaints.filter((one) => !one.includes("status of 4"))).toEqual([]);
});
