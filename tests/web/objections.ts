/** What axe objects to on a page. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

/** Minified: every page that is looked at gets it, and the other is more than twice as much to read. */
const AXE = readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** All that can be otherwise where nothing but colours is. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** The rules that a page breaks, of all or of those about colours, with the first element that does. Looks at a page that stands still. */
export async function objections(page: Page, of: "all" | "colours" = "all"): Promise<readonly string[]> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  // What opens is transparent for a frame also without motion.
  await page.waitForFunction(
    () =>
      document.getAnimations().length === 0 &&
      document.querySelector("[data-starting-style], [data-ending-style]") === null,
  );
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  return page.evaluate(
    async (runOnly) => {
      const run = Reflect.get(Reflect.get(globalThis, "axe"), "run");
      const { violations } = await run(document, {
        // Menus and dialogs stand beside the page's landmarks, as they must.
        ...(runOnly.type === "tag" && { rules: { region: { enabled: false } } }),
        runOnly,
        resultTypes: ["violations"],
      });
      return violations.map(
        ({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
          `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
      );
    },
    of === "all" ? { type: "tag", values: ALL } : { type: "rule", values: OF_COLOURS },
  );
}
