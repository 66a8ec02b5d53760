/** What tests of the console share: its menu, and the language of a window. */
import type { WebWorld, Window } from "./web-world.ts";

/** Changes the language, and comes back. */
export async function speak(world: Pick<WebWorld, "url">, { page }: Window, name: "English" | "中文"): Promise<void> {
  const here = page.url();
  await page.goto(`${world.url}/settings/appearance`);
  await page.getByRole("radio", { name }).click();
  await page.locator(`html[lang="${name === "English" ? "en" : "zh-CN"}"]`).waitFor();
  await page.goto(here);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

export const openMenu = ({ page }: Window) => page.locator("nav footer button").first().click();
