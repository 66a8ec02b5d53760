/** What axe objects to on a page. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** The rules that a page breaks, with the first element that does. Looks at a page that stands still. */
export async function objections(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  // What opens is transparent for a frame also without motion.
  await page.waitForFunction(
    () =>
      document.getAnimations().length === 0 &&
      document.querySelector("[data-starting-style], [data-ending-style]") === null,
  );
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const run = Reflect.get(Reflect.get(globalThis, "axe"), "run");
    const { violations } = await run(document, {
      // Menus and dialogs stand beside the page's landmarks, as they must.
      rules: { region: { enabled: false } },
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations.map(
      ({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
        `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
    );
  });
}
