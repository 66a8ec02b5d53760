import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { chromium } from "../../../tools/browser/chromium.ts";
import { withPage } from "../../../tools/browser/with-page.ts";
import type * as vectorsPage from "./end-to-end.page.ts";
import { VECTOR_CHECKS } from "./testing/end-to-end-vectors.ts";

const hasNoBrowser = "missing" in chromium();
const entry = new URL("./end-to-end.page.ts", import.meta.url).href;
const vectors = resolve(import.meta.dirname, "../../../docs/spec/end-to-end.vectors.json");

test.skipIf(hasNoBrowser)("a browser reads and writes the formats between members as Node does", async () => {
  const held = await withPage<typeof vectorsPage, readonly string[]>(entry, ({ call }) =>
    call("checkVectors", JSON.parse(readFileSync(vectors, "utf8"))),
  );
  expect(held).toEqual(VECTOR_CHECKS.map(({ name }) => name));
});
