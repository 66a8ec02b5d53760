/** What the chat route costs before somebody can read and write. */
import { expect, test } from "vitest";
import { brotliBytes, filesBehind, initialFiles } from "../../tools/browser/web-bundle.ts";

const KIB = 1024;

test("the scripts of the chat route are at most 180 KB of brotli, the engine included", async () => {
  const files = await initialFiles("js");
  expect(files.join(" ")).toMatch(/index-.* assets\/worker-/);
  expect(await brotliBytes(files)).toBeLessThanOrEqual(180 * KIB);
});

test("its styles are at most 15 KB", async () => {
  expect(await brotliBytes(await initialFiles("css"))).toBeLessThanOrEqual(15 * KIB);
});

test("all of the console adds at most 124 KB of scripts, whatever of it was loaded for the chat already", async () => {
  const files = await filesBehind(["admin-page", "sections"]);
  expect(files.join(" ")).toMatch(/admin-page-.*/);
  expect(await brotliBytes(files)).toBeLessThanOrEqual(124 * KIB);
});
