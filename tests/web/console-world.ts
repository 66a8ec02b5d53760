/** What tests of the console share: looking at a screen in every dress, and the language of a window. */
import { join } from "node:path";
import { objections } from "./objections.ts";
import type { WebWorld, Window } from "./web-world.ts";

/** Where pictures of the screens go, for who wants to look at them. */
const PICTURES = process.env["WARBLER_SCREENSHOTS"];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 780 };

/** What axe objects to, in light and dark, and narrow. */
export async function look({ page }: Window, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme="${theme}"]`).waitFor();
    found.push(...(await objections(page)).map((one) => `${name} (${theme}): ${one}`));
    if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}-${theme}.png`) });
  }
  await page.setViewportSize(NARROW);
  found.push(...(await objections(page)).map((one) => `${name} (narrow): ${one}`));
  const { scrollWidth, clientWidth } = await page.evaluate(() => document.querySelector("main") ?? document.body);
  if (scrollWidth > clientWidth) found.push(`${name} (narrow): ${scrollWidth} pixels wide in ${clientWidth}`);
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}-narrow.png`) });
  await page.setViewportSize(WIDE);
  return found;
}

/** Changes the language, and comes back. */
export async function speak(world: WebWorld, { page }: Window, name: "English" | "中文"): Promise<void> {
  const here = page.url();
  await page.goto(`${world.url}/settings/appearance`);
  await page.getByRole("radio", { name }).click();
  await page.locator(`html[lang="${name === "English" ? "en" : "zh-CN"}"]`).waitFor();
  await page.goto(here);
}

export const openMenu = ({ page }: Window) => page.locator("nav footer button").first().click();
