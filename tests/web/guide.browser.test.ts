/** The guide, walked: what it names stands on the screens, in both languages, for an owner, and for a guest what concerns everybody. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { en as securityEn } from "../../apps/web/src/security/words/en.ts";
import { zh as securityZh } from "../../apps/web/src/security/words/zh.ts";
import { root } from "../../tools/command.ts";
import { speak } from "./console-world.ts";
import { lookAt, picture } from "./look-at.ts";
import { objections } from "./objections.ts";
import { tidy, WORDS } from "./scenes.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

const SECURITY = { en: securityEn, zh: securityZh } as const;
const GUIDES = { en: "docs/guide.md", zh: "docs/guide.zh-CN.md" } as const;
/** The name of the room, and of a message in it. */
const ROOM = "drill";
const SAID = "See you at 18:30";
/** What a guest is not offered, of what the guide has for everybody. */
const NOT_FOR_GUESTS = { en: ["Call people to it", "New"], zh: ["加急提醒", "新建"] } as const;

let world: WebWorld;
let anna: Window;
let guest: Window;

beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
  await world.newRoom(anna, ROOM);
  guest = await world.join(anna, "Gu 顾客", [ROOM], { role: "Guest" });
  await guest.openRoom(ROOM);
  // Nobody asks a guest.
  await guest.say("Where do we meet?");
  await anna.sees("Where do we meet?");
});
afterAll(() => world[Symbol.asyncDispose]());

/** What the guide writes in bold, heading by heading; the last part has commands only. */
async function namesIn(guide: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(join(root, guide), "utf8");
  const parts = text.split(/^## /m).map((part) => [...part.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name = ""]) => name));
  return parts.map((names) => names.flatMap((name) => name.split(" → ")));
}

/** Opens each section of the page, and names it when there is something in it. `hidden` goes once it is known what one may do. */
async function* sections(page: Page, title: string, hidden?: string): AsyncGenerator<string> {
  const links = page.getByRole("navigation", { name: title, exact: true }).getByRole("link");
  await links.first().waitFor();
  if (hidden !== undefined) await links.filter({ hasText: hidden }).waitFor({ state: "detached" });
  for (const link of await links.all()) {
    const name = (await link.innerText()).trim();
    await link.click();
    await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
    await page.locator("main > :not(h1):visible").first().waitFor();
    await page.waitForLoadState("networkidle");
    yield new URL(page.url()).pathname.split("/")[2] ?? "";
  }
}

test("before the first message that a guest reads one is asked, once, and what was written stays with who does not send it", async () => {
  const { page } = anna;
  const dialog = page.getByRole("dialog");
  const objected: string[] = [];
  for (const [language, lang] of [
    ["中文", "zh"],
    ["English", "en"],
  ] as const) {
    await speak(world, anna, language);
    // It tells of guests, once they are known here.
    await page.getByRole("button", { name: new RegExp(WORDS[lang].protection.guests(1)) }).waitFor();
    await anna.say(SAID);
    await dialog.getByText(SECURITY[lang].guests.says(["Gu 顾客"], 0)).waitFor();
    await lookAt(anna, `guests-${lang}`, objected);
    await dialog.getByRole("button", { name: WORDS[lang].common.cancel }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await anna.box.inputValue()).toBe(SAID);
  }
  await page.getByRole("button", { name: WORDS.en.composer.send, exact: true }).click();
  await dialog.getByRole("button", { name: WORDS.en.composer.send }).click();
  await guest.sees(SAID);
  expect(await anna.box.inputValue()).toBe("");
  await anna.say("Bring a friend");
  await guest.sees("Bring a friend");
  await page.reload();
  await anna.sees("Bring a friend");
  await anna.say("or two");
  await guest.sees("or two");
  await guest.say("I will be there");
  await anna.sees("I will be there");
  expect(objected).toEqual([]);
});

describe("whatever is sent is asked about", () => {
  const lookAtQuestion = async (name: string, question: (lang: "en" | "zh") => string, objected: string[]) => {
    const { page } = anna;
    for (const lang of ["zh", "en"] as const) {
      await page.evaluate((chosen) => {
        localStorage.setItem("warbler-settings.lang", JSON.stringify(chosen));
        // As another tab's choice comes.
        dispatchEvent(new StorageEvent("storage", { key: "warbler-settings.lang" }));
      }, lang);
      await page.getByRole("dialog").getByText(question(lang)).waitFor();
      await lookAt(anna, `${name}-${lang}`, objected);
    }
  };
  const isMembers = (url: URL) => /\/rooms\/[^/]+\/members$/.test(url.pathname);
  const says = (lang: "en" | "zh") => SECURITY[lang].guests.says(["Gu 顾客"], 0);
  const question = () => anna.page.getByRole("dialog", { name: SECURITY.en.guests.title });
  const answer = async (name: string) => {
    await question().getByRole("button", { name }).click();
    await question().waitFor({ state: "detached" });
  };

  /** A room with the guest in it, in which Anna has not written. */
  const withGuest = async (name: string) => {
    const { page } = anna;
    await page.goto(world.url);
    await page.getByRole("button", { name: "New", exact: true }).click();
    await page.getByRole("menuitem", { name: "New room" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("radio", { name: /Sealed by the server/ }).check();
    await dialog.getByRole("button", { name: "Gu 顾客" }).click();
    await anna.press("Make the room");
    await page.getByRole("heading", { level: 1, name }).waitFor();
  };

  test("a message that is forwarded", async () => {
    const { page } = anna;
    const objected: string[] = [];
    await withGuest("lobby");
    await anna.openRoom(ROOM);
    await anna.choose("Where do we meet?", WORDS.en.message.forward);
    const forward = page.getByRole("dialog", { name: WORDS.en.forward.title });
    await forward.getByRole("button", { name: "lobby" }).click();
    const send = forward.getByRole("button", { name: WORDS.en.message.forward, exact: true });
    await send.click();
    await lookAtQuestion("guests-forward", says, objected);
    await answer(WORDS.en.common.cancel);
    await send.click();
    await answer(WORDS.en.composer.send);
    await forward.waitFor({ state: "detached" });
    await guest.openRoom("lobby");
    await guest.sees("Where do we meet?");
    expect(await guest.message("Where do we meet?").count()).toBe(1);
    expect(objected).toEqual([]);
  });

  test("a file without a word", async () => {
    const { page } = anna;
    await withGuest("porch");
    const file = { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("first this, then that") };
    await page.locator("main input[type=file]").setInputFiles(file);
    const remove = page.getByRole("button", { name: WORDS.en.files.remove("plan.txt") });
    const send = page.getByRole("button", { name: WORDS.en.composer.send, exact: true });
    await expect.poll(() => send.isEnabled()).toBe(true);
    await send.click();
    await answer(WORDS.en.common.cancel);
    await remove.waitFor();
    await send.click();
    await answer(WORDS.en.composer.send);
    await remove.waitFor({ state: "detached" });
    await guest.openRoom("porch");
    await guest.sees("plan.txt");
  });

  test("what is sent before it is known who reads the room: it waits, and goes back into the box of who does not send it", async () => {
    const { page } = anna;
    await withGuest("hall");
    const released = Promise.withResolvers<void>();
    await page.context().route(isMembers, async (route) => {
      await released.promise;
      await route.continue();
    });
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "hall" }).waitFor();
    await anna.say("Too early");
    await anna.say("Twice");
    await anna.message("Twice").getByRole("img", { name: WORDS.en.message.waiting }).waitFor();
    const asked = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    released.resolve();
    await answer(WORDS.en.common.cancel);
    await expect.poll(() => anna.box.inputValue()).toBe("Too early\nTwice");
    expect(await page.locator("article").count()).toBe(0);
    await anna.box.press("Enter");
    await answer(WORDS.en.composer.send);
    await guest.openRoom("hall");
    await guest.sees("Twice");
    await page.context().unroute(isMembers);
  });

  test("and where the server cannot say who does, that is asked", async () => {
    const { page } = anna;
    const objected: string[] = [];
    await withGuest("attic");
    await page.context().route(isMembers, (route) => route.fulfill({ status: 503 }));
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "attic" }).waitFor();
    await anna.say("In the dark");
    await lookAtQuestion("guests-unknown", (lang) => SECURITY[lang].guests.unknownSays, objected);
    const dialog = page.getByRole("dialog", { name: SECURITY.en.guests.unknownTitle });
    await dialog.getByRole("button", { name: WORDS.en.composer.send }).click();
    await dialog.waitFor({ state: "detached" });
    await page.context().unroute(isMembers);
    await anna.say("And by day");
    await answer(WORDS.en.composer.send);
    await guest.openRoom("attic");
    await guest.sees("In the dark");
    await guest.sees("And by day");
    expect(objected).toEqual([]);
  });
});

test("what waits to know who reads the room is gone from the page once its writer has signed out", async () => {
  const shared = await world.open();
  const { page } = shared;
  await page.goto(`${world.url}/sign-in`);
  await world.signIn(shared, "anna");
  await shared.openRoom(ROOM);
  const released = Promise.withResolvers<void>();
  await page.context().route(/\/rooms\/[^/]+\/members$/, async (route) => {
    await released.promise;
    await route.continue().catch(() => undefined);
  });
  await page.reload();
  await page.getByRole("heading", { level: 1, name: ROOM }).waitFor();
  await shared.say("Left behind");
  await shared.message("Left behind").getByRole("img", { name: WORDS.en.message.waiting }).waitFor();
  await page.locator("nav footer button").first().click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await shared.press("Sign out");
  await world.signIn(shared, "gu");
  released.resolve();
  await shared.openRoom(ROOM);
  await shared.sees("Where do we meet?");
  await shared.say("Somebody else");
  await anna.openRoom(ROOM);
  await anna.sees("Somebody else");
  for (const window of [shared, anna]) expect(await window.message("Left behind").count()).toBe(0);
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.close();
});

test("above a room that a guest is in stands that one is", async () => {
  for (const { page } of [anna, guest])
    await page.getByRole("button", { name: new RegExp(WORDS.en.protection.guests(1)) }).waitFor();
});

describe.each([
  ["en", "light"],
  ["zh", "dark"],
] as const)("in %s, %s", (lang, theme) => {
  const words = WORDS[lang];

  /** Opens what the guide speaks of, one after the other; gives every text and label there was, and what axe objects to. */
  async function walk(window: Window, who: string): Promise<{ readonly seen: Set<string>; readonly found: string[] }> {
    const { page } = window;
    const seen = new Set<string>();
    const found: string[] = [];
    const stop = async (name: string) => {
      found.push(...(await objections(page)).map((one) => `${name}: ${one}`));
      await picture(page, `guide-${who}-${name}-${lang}`);
      for (const text of (await page.locator("body").innerText()).split("\n")) seen.add(text.trim().replace(/…$/, ""));
      const labels = await page.locator("[aria-label]").evaluateAll((all) => all.map((one) => one.ariaLabel ?? ""));
      for (const label of labels) seen.add(label);
    };
    const menu = async (name: string, open: () => Promise<void>) => {
      await open();
      await page.getByRole("menuitem").first().waitFor();
      await stop(name);
      await tidy(page);
    };
    const button = (name: string) => page.getByRole("button", { name, exact: true }).first().click();
    await page.evaluate((chosen) => localStorage.setItem("warbler-settings.lang", JSON.stringify(chosen)), lang);
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(world.url);
    await page.locator("nav").getByRole("link", { name: ROOM }).click();
    await window.sees(SAID);
    await stop("room");
    await menu("account", () => page.locator("nav footer button").first().click());
    if ((await page.getByRole("button", { name: words.sidebar.create, exact: true }).count()) > 0)
      await menu("new", () => button(words.sidebar.create));
    const own = window.message(who === "owner" ? SAID : "I will be there");
    await menu("message", async () => {
      await own.hover();
      await own.getByRole("button", { name: words.message.more, exact: true }).click();
    });
    await button(words.room.people(2));
    await menu("person", () => button(words.room.memberMore(who === "owner" ? "Gu 顾客" : "Anna Lind")));
    await page.goto(`${world.url}/settings`);
    const { title, sections: named } = words.settings;
    const hidden = who === "guest" ? named.people : undefined;
    for await (const section of sections(page, title, hidden)) await stop(`settings-${section}`);
    await page.goto(`${world.url}/admin`);
    if (who === "guest") await page.getByText(words.admin.notHere).waitFor();
    else for await (const section of sections(page, words.admin.title)) await stop(`admin-${section}`);
    if (who === "owner") {
      await page.goto(`${world.url}/admin/people`);
      await page.getByRole("link", { name: "Gu 顾客" }).click();
      await page.getByRole("heading", { name: "Gu 顾客" }).waitFor();
      await page.waitForLoadState("networkidle");
      await stop("admin-person");
    }
    return { seen, found };
  }

  test("an owner finds what it names, and axe objects to nothing on the way", async () => {
    const { seen, found } = await walk(anna, "owner");
    const names = (await namesIn(GUIDES[lang])).flat();
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !seen.has(name))).toEqual([]);
    expect(found).toEqual([]);
  });

  test("a guest finds what concerns everybody", async () => {
    const { seen, found } = await walk(guest, "guest");
    const [, everybody = []] = await namesIn(GUIDES[lang]);
    expect([...new Set(everybody.filter((name) => !seen.has(name)))].toSorted()).toEqual(NOT_FOR_GUESTS[lang]);
    expect(found).toEqual([]);
  });
});
