import { expect, test } from "vitest";
import { chromium } from "../../../tools/browser/chromium.ts";
import { withPage } from "../../../tools/browser/with-page.ts";
import type * as hashingPage from "./hashing.page.ts";
import { rootOfEntries } from "./hashing.page.ts";

const hasNoBrowser = "missing" in chromium();
const entry = new URL("./hashing.page.ts", import.meta.url).href;

test.skipIf(hasNoBrowser)("a browser computes the same root as a server", async () => {
  const entries = ["", "alice", "你好", ...Array.from({ length: 100 }, (_, index) => `entry ${index}`)];
  const root = await withPage<typeof hashingPage, string>(entry, ({ call }) => call("rootOfEntries", entries));
  expect(root).toBe(rootOfEntries(entries));
});
