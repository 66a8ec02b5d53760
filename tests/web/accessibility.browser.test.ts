/** axe finds nothing to object to on any screen, in both languages, in light and dark; who asks for no motion sees none. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { objections } from "./objections.ts";
import { dress, furnish, ROOM_SCENES, SETTINGS, tidy, WORDS } from "./scenes.ts";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

const LOOKS = [
  ["en", "light"],
  ["zh", "dark"],
] as const;

let world: WebWorld;
let anna: Window;

beforeAll(async () => {
  world = await startWebWorld();
  anna = await furnish(world);
});
afterAll(() => world[Symbol.asyncDispose]());

for (const [lang, look] of LOOKS) {
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

  test(`the settings (${lang}, ${look})`, async () => {
    const { page } = anna;
    await dress(page, lang, look);
    await page.getByRole("button", { name: WORDS[lang].sidebar.settings }).click();
    const found: string[] = [];
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
