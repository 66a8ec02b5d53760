/** axe finds nothing to object to on any screen, in both languages, in light and dark; nothing is lost at 200 % or without motion. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { objections } from "./objections.ts";
import { dress, furnish, ROOM_SCENES, SETTINGS, tidy, WORDS } from "./scenes.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

/** Each language and each look once, with all that opens. */
const LOOKS = [
  ["en", "light"],
  ["zh", "dark"],
] as const;
const OTHER_LOOKS = [
  ["en", "dark"],
  ["zh", "light"],
] as const;

let world: WebWorld;
let anna: Window;

beforeAll(async () => {
  world = await startWebWorld();
  anna = await furnish(world);
});
afterAll(() => world[Symbol.asyncDispose]());

for (const [lang, look] of LOOKS)
  test(`the room and everything that opens above it (${lang}, ${look})`, async () => {
    await dress(anna.page, lang, look);
    const found: string[] = [];
    for (const { name, open } of ROOM_SCENES) {
      await open(anna.page, WORDS[lang]);
      found.push(...(await objections(anna.page)).map((one) => `${name}: ${one}`));
      await tidy(anna.page);
    }
    expect(found).toEqual([]);
  });

for (const [lang, look] of [...LOOKS, ...OTHER_LOOKS]) {
  test(`the room and the settings (${lang}, ${look})`, async () => {
    const { page } = anna;
    await dress(page, lang, look);
    const found = (await objections(page)).map((one) => `room: ${one}`);
    await page.getByRole("button", { name: WORDS[lang].sidebar.settings }).click();
    for (const section of SETTINGS) {
      await page.getByRole("link", { name: WORDS[lang].settings.sections[section] }).click();
      await page.getByRole("heading", { level: 1, name: WORDS[lang].settings.sections[section] }).waitFor();
      found.push(...(await objections(page)).map((one) => `${section}: ${one}`));
    }
    await page.goBack();
    await page.getByRole("button", { name: WORDS[lang].settings.back }).click();
    await page.locator("nav a[href^='/rooms/']").first().click();
    expect(found).toEqual([]);
  });

  test(`the doors (${lang}, ${look})`, async () => {
    const { page } = await world.open({ locale: lang === "zh" ? "zh-CN" : "en-US", colorScheme: look });
    const found: string[] = [];
    for (const path of ["/sign-in", "/join", `/join#t=${"A".repeat(43)}`]) {
      await page.goto("about:blank");
      await page.goto(`${world.url}${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      found.push(...(await objections(page)).map((one) => `${path}: ${one}`));
    }
    expect(found).toEqual([]);
  });
}

test("whoever asks for less motion sees none", async () => {
  const { page } = anna;
  await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "light" });
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").waitFor();
  await page.emulateMedia({ colorScheme: "dark" });
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll("*")].flatMap((element) => {
      const { animationName, transitionDuration } = getComputedStyle(element);
      return animationName === "none" && /^(0s(, )?)+$/.test(transitionDuration) ? [] : [element.outerHTML];
    }),
  );
  expect(moving).toEqual([]);
  await page.keyboard.press("Escape");
});

test("at 200 % nothing is cut off, and everything can be reached and used", async () => {
  const { page } = anna;
  await dress(page, "en", "light");
  // What a window of 1280 × 720 pixels has left when everything is twice as large.
  await page.setViewportSize({ width: 640, height: 360 });
  const found: string[] = [];
  for (const { name, open } of ROOM_SCENES.filter(({ name }) => !FROM_THE_LIST.has(name))) {
    await open(page, WORDS.en);
    found.push(...(await outOfReach(page)).map((one) => `${name}: ${one}`));
    await tidy(page);
  }
  await anna.say("said at 200 %");
  await anna.sees("said at 200 %");
  await page.getByRole("button", { name: WORDS.en.common.back, exact: true }).click();
  found.push(...(await outOfReach(page)).map((one) => `list: ${one}`));
  for (const { name, open } of ROOM_SCENES.filter(({ name }) => FROM_THE_LIST.has(name))) {
    await open(page, WORDS.en);
    found.push(...(await outOfReach(page)).map((one) => `${name}: ${one}`));
    await tidy(page);
  }
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.locator("nav a[href^='/rooms/']").first().click();
  expect(found).toEqual([]);
});

/** Scenes that begin in the list of rooms, which makes way for the room where there is no place for both. */
const FROM_THE_LIST: ReadonlySet<string> = new Set(["saved", "status", "new-room", "new-direct", "invite"]);

/** What overflows the window, and controls that no scrolling brings under the pointer. */
function outOfReach(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const wide = scrollWidth > clientWidth ? [`${scrollWidth} pixels wide`] : [];
    // What is open above the page is all that can be used then.
    const top = [...document.querySelectorAll("[role=dialog], [role=menu], [role=listbox]")].at(-1);
    const panel = document.querySelector("aside");
    const place = top ?? panel ?? document.body;
    const controls = place.querySelectorAll<HTMLElement>(
      "button, a[href], input:not([hidden]), textarea, [role=menuitem]",
    );
    const hidden = [...controls].filter((control) => {
      if (!control.checkVisibility({ visibilityProperty: true }) || control.closest("[aria-hidden=true]") !== null)
        return false;
      control.scrollIntoView({ block: "nearest", inline: "nearest" });
      const { left, top: y, width, height } = control.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, y + height / 2);
      return hit === null || !(control.contains(hit) || hit.contains(control));
    });
    return [...wide, ...hidden.map((control) => control.outerHTML.slice(0, 200))];
  });
}
