/** Looks at a screen in every dress with axe: light, dark and narrow. Takes its pictures where somebody wants to see them. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { objections } from "./objections.ts";
import type { Window } from "./web-world.ts";

/** Where pictures of the screens go. */
const PICTURES = process.env["WARBLER_SCREENSHOTS"];
const NARROW = { width: 390, height: 780 };

/** What axe objects to, and what does not fit a narrow window. */
export async function look({ page }: Pick<Window, "page">, name: string): Promise<readonly string[]> {
  const wide = page.viewportSize() ?? { width: 1280, height: 720 };
  const found: string[] = [];
  const note = async (dress: "light" | "dark" | "narrow") => {
    // Dark is light in other colours.
    const of = dress === "dark" ? "colours" : "all";
    found.push(...(await objections(page, of)).map((one) => `${name} (${dress}): ${one}`));
    await picture(page, `${name}-${dress}`);
  };
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme="${theme}"]`).waitFor();
    await note(theme);
  }
  await page.setViewportSize(NARROW);
  await note("narrow");
  const { scrollWidth, clientWidth } = await page.evaluate(() => document.querySelector("main") ?? document.body);
  if (scrollWidth > clientWidth) found.push(`${name} (narrow): ${scrollWidth} pixels wide in ${clientWidth}`);
  await page.setViewportSize(wide);
  return found;
}

/** The same, for tests that gather what they found. */
export async function lookAt(window: Pick<Window, "page">, name: string, found: string[]): Promise<void> {
  found.push(...(await look(window, name)));
}

export async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
