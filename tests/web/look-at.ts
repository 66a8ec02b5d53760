/** Looks at a screen in light and dark with axe, and takes its picture where somebody wants to see it. */
import { join } from "node:path";
import { objections } from "./objections.ts";
import type { Window } from "./web-world.ts";

const PICTURES = process.env["WARBLER_SCREENSHOTS"];

export async function lookAt({ page }: Window, name: string, found: string[]): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme="${theme}"]`).waitFor();
    found.push(...(await objections(page)).map((one) => `${name} (${theme}): ${one}`));
    if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}-${theme}.png`) });
  }
  if (PICTURES === undefined) return;
  await page.setViewportSize({ width: 390, height: 780 });
  await page.screenshot({ path: join(PICTURES, `${name}-narrow.png`) });
  await page.setViewportSize({ width: 1280, height: 720 });
}
