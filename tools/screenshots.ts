// `node tools/run.mjs tools/screenshots.ts [WORD]`: photographs every screen of the web client in both languages, light and
// dark, wide and narrow, into the folder `screenshots`: the chat by itself, and with the tests that look at them the screens that it
// takes a story to come to. With a word, only the screens of the chat whose name contains it.
import { spawnSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { dress, furnish, ROOM_SCENES, SETTINGS, tidy, WORDS } from "../tests/web/scenes.ts";
import { startWebWorld } from "../tests/web/web-world.ts";
import { root } from "./command.ts";

const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 780 } } as const;
const LOOKS = [
  ["en", "light"],
  ["zh", "dark"],
  ["zh", "light"],
  ["en", "dark"],
] as const;
const folder = join(root, "screenshots");
const word = process.argv[2] ?? "";

await mkdir(folder, { recursive: true });
await using world = await startWebWorld({ viewport: SIZES.wide });
const anna = await furnish(world);
const { page } = anna;
const shoot = async (name: string) => {
  await page.waitForTimeout(250);
  await page.screenshot({ path: join(folder, `${name}.png`) });
};

for (const [lang, look] of LOOKS) {
  await dress(page, lang, look);
  for (const { name, open } of ROOM_SCENES.filter((scene) => scene.name.includes(word))) {
    await open(page, WORDS[lang]);
    await shoot(`${name}-${lang}-${look}`);
    await tidy(page);
  }
}
const here = page.url();
for (const section of SETTINGS.filter((name) => name.includes(word))) {
  await page.goto(`${world.url}/settings/${section}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await shoot(`settings-${section}`);
}
await page.goto(here);
await page.setViewportSize(SIZES.narrow);
await page.locator("article").first().waitFor();
for (const { name } of [{ name: "narrow-room" }].filter((scene) => scene.name.includes(word))) await shoot(name);
await page.goto(world.url);
await page.locator("nav a[href^='/rooms/']").first().waitFor();
await shoot("narrow-rooms");
if (word === "") {
  const env = { ...process.env, WARBLER_SCREENSHOTS: folder };
  spawnSync(process.execPath, [join(root, "tools/test.ts"), "tests/web/"], { cwd: root, env, stdio: "inherit" });
}
console.log(`wrote ${folder}`);
