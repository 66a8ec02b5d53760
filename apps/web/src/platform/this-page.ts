/**
 * This page among the tabs, so that the engine, which may be another tab's, knows whose uploads nobody shows any more. Each page holds a
 * Web Lock for as long as it is there; which uploads it shows outlives its reload in the tab's own store.
 */

const UPLOADS = "warbler-uploads";
const lockOf = (page: string): string => `warbler-page ${page}`;

/** A name for this page, held until it is closed or loaded anew. */
export function holdPage(): string {
  const page = crypto.randomUUID();
  navigator.locks.request(lockOf(page), () => new Promise(() => undefined)).catch(reportError);
  return page;
}

export async function isPageOpen(page: string): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === lockOf(page));
}

/** The names of the uploads that stand in this tab's trays. */
export function keepShown(uploads: readonly string[]): void {
  sessionStorage.setItem(UPLOADS, uploads.join(" "));
}

/** Those that stood there before the page was loaded anew. */
export function shownBefore(): readonly string[] {
  return (sessionStorage.getItem(UPLOADS) ?? "").split(" ").filter((id) => id !== "");
}
