import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { EXIT_CODES } from "../exit-codes.ts";
import { generate } from "../generate.ts";

const [page] = generate();

test("docs/cli.md is the page made from the commands (npm run generate writes it)", async () => {
  expect(await readFile(new URL("../../../../docs/cli.md", import.meta.url), "utf8")).toBe(page?.text);
});

test("every exit code is on the page, and no number has two meanings", () => {
  const numbers = Object.values(EXIT_CODES).map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const number of numbers) expect(page?.text).toContain(`| ${number} |`);
});
