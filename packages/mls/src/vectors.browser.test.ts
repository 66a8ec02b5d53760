import { expect, test } from "vitest";
import { chromium } from "../../../tools/browser/chromium.ts";
import { withPage } from "../../../tools/browser/with-page.ts";
import { cipherSuite } from "./provider/cipher-suite.ts";
import { readVectors, vectorsAreHere, vectorsNote } from "./testing/vector-files.ts";
import { VECTOR_FILES, type VectorFile } from "./testing/vectors.ts";
import type * as vectorsPage from "./vectors.page.ts";

const isSkipped = "missing" in chromium() || !vectorsAreHere;
const entry = new URL("./vectors.page.ts", import.meta.url).href;

/** Those in suites that we run; `mostOfOthers` bounds those that are not of suite 1. */
function casesOf(file: VectorFile, mostOfOthers = Number.POSITIVE_INFINITY) {
  const cases = readVectors(file) as { readonly cipher_suite?: number }[];
  const ours = cases.filter(
    ({ cipher_suite }) => cipher_suite === undefined || cipherSuite(cipher_suite) !== undefined,
  );
  const first = ours.filter(({ cipher_suite }) => cipher_suite === undefined || cipher_suite === 1);
  return [...first, ...ours.filter((each) => !first.includes(each)).slice(0, mostOfOthers)];
}

test.skipIf(isSkipped)(
  `Chromium passes the official vectors, in suites 1, 2, 3 and 7${vectorsNote}`,
  { timeout: 300_000 },
  async () => {
    await withPage<typeof vectorsPage, void>(entry, async ({ call }) => {
      for (const file of VECTOR_FILES) {
        const cases = casesOf(file);
        expect({ file, checked: await call("checkInBrowser", file, JSON.stringify(cases), false) }).toEqual({
          file,
          checked: cases.length,
        });
      }
    });
  },
);

test.skipIf(isSkipped)(
  `Chromium passes them without WebCrypto as well${vectorsNote}`,
  { timeout: 120_000 },
  async () => {
    await withPage<typeof vectorsPage, void>(entry, async ({ call }) => {
      for (const file of ["crypto-basics", "key-schedule", "message-protection", "passive-client-welcome"] as const) {
        const cases = casesOf(file, 3);
        expect(await call("checkInBrowser", file, JSON.stringify(cases), true)).toBe(cases.length);
      }
    });
  },
);
